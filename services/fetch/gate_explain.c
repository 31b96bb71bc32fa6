/* gate_explain.c - what the gate knows of a domain, for a person. */
#include "fetch/gate_internal.h"

static double seconds(millis duration)
{
  return (double)duration / 1000;
}

static void tell_jobs(const struct gate *gate, const struct domain *domain, struct buffer *out)
{
  buffer_format(out, "%lld of %lld transfers at a time are running; ", (long long)domain->running,
                (long long)gate->settings.per_domain);
  buffer_format(out, "%lld redirects, %lld sources (of %lld) and %lld pages (of %lld) wait in memory\n",
                (long long)domain->queues[QUEUE_HOPS].count, (long long)domain->queues[QUEUE_SOURCES].count,
                (long long)gate->settings.queue, (long long)domain->queues[QUEUE_PAGES].count,
                (long long)gate->settings.queue);
}

static void tell_delay(const struct gate *gate, const struct domain *domain, millis now, struct buffer *out)
{
  buffer_format(out, "%.3f s between two starts: %lld %% of the response time of %.3f s, ",
                seconds(gate_delay(gate, domain)), (long long)gate->settings.delay_percent,
                seconds(domain->response_time));
  buffer_format(out, "%.3f s at least and %.3f s at most; Crawl-delay asks for %.3f s; ",
                seconds(gate->settings.min_delay), seconds(gate->settings.max_delay),
                seconds(domain->crawl_delay));
  if (domain->started)
    buffer_format(out, "the last start was %.3f s ago\n", seconds(now - domain->started));
  else
    buffer_text(out, "none was started since it came into memory\n");
}

static void tell_pause(const struct domain *domain, millis now, struct buffer *out)
{
  buffer_format(out, "%lld answers 429 or 503 since the last success; ", (long long)domain->pushbacks);
  if (domain->pause_until > now)
    buffer_format(out, "it rests for another %.3f s\n", seconds(domain->pause_until - now));
  else
    buffer_text(out, "it does not rest\n");
}

static void tell_budget(const struct gate *gate, const struct domain *domain, millis now, struct buffer *out)
{
  bool day = domain->day_starts && now - domain->day_from < GATE_DAY;
  buffer_format(out, "%lld transfers were started in its day", (long long)(day ? domain->day_starts : 0));
  if (gate->settings.daily_budget)
    buffer_format(out, ", of a budget of %lld", (long long)gate->settings.daily_budget);
  else
    buffer_text(out, "; there is no budget");
  if (day) buffer_format(out, "; the day ends in %.0f s", seconds(domain->day_from + GATE_DAY - now));
  buffer_byte(out, '\n');
}

/* is_spent - the day's budget is used up. */
static bool is_spent(const struct gate *gate, const struct domain *domain, millis now)
{
  int64_t budget = gate->settings.daily_budget;
  return budget && domain->day_starts >= budget && now - domain->day_from < GATE_DAY;
}

static void tell_next(const struct gate *gate, const struct domain *domain, millis now, struct buffer *out)
{
  if (!domain->waiting && domain->pause_until > now)
    buffer_format(out, "nothing waits; what comes may start in %.3f s\n", seconds(domain->pause_until - now));
  else if (!domain->waiting && is_spent(gate, domain, now))
    buffer_text(out, "nothing waits; what comes waits for the next day\n");
  else if (!domain->waiting)
    buffer_text(out, "nothing waits\n");
  else if (domain->running >= gate->settings.per_domain)
    buffer_text(out, "the next starts when one of the running has ended\n");
  else if (domain->held_until == GATE_HELD)
    buffer_text(out, "all that waits is held until robots.txt is there\n");
  else if (domain->wake > now)
    buffer_format(out, "the next may start in %.3f s%s\n", seconds(domain->wake - now),
                  domain->held_until == domain->wake ? ", when robots.txt is looked at again" : "");
  else
    buffer_text(out, "the next may start now\n");
}

bool gate_explain(const struct gate *gate, struct slice name, millis now, struct buffer *out)
{
  const struct domain *domain = gate_domain_find(gate, name);
  if (!domain) {
    buffer_text(out, "nothing of this domain waits or runs, and nothing is remembered of it in memory\n");
    return false;
  }
  tell_jobs(gate, domain, out);
  tell_delay(gate, domain, now, out);
  tell_pause(domain, now, out);
  tell_budget(gate, domain, now, out);
  tell_next(gate, domain, now, out);
  return domain->pause_until > now || is_spent(gate, domain, now);
}
