/* gate_pace.c - when a domain may be asked next: delay, backoff, budget. */
#include "fetch/gate_internal.h"

static millis within(millis value, millis least, millis most)
{
  return value < least ? least : value > most ? most : value;
}

millis gate_delay(const struct gate *gate, const struct domain *domain)
{
  const struct gate_settings *settings = &gate->settings;
  millis adapted = domain->response_time / 100 * settings->delay_percent +
                   domain->response_time % 100 * settings->delay_percent / 100;
  millis delay = within(adapted, settings->min_delay, settings->max_delay);
  return delay > domain->crawl_delay ? delay : domain->crawl_delay;
}

millis gate_day_end(const struct gate *gate, const struct domain *domain)
{
  bool used_up = gate->settings.daily_budget && domain->day_starts >= gate->settings.daily_budget;
  return used_up ? domain->day_from + GATE_DAY : 0;
}

millis gate_ready_at(const struct gate *gate, const struct domain *domain)
{
  millis ready = domain->started ? domain->started + gate_delay(gate, domain) : 0;
  millis day_end = gate_day_end(gate, domain);
  if (domain->pause_until > ready) ready = domain->pause_until;
  return day_end > ready ? day_end : ready;
}

void gate_pace_start(struct domain *domain, millis now)
{
  domain->started = now;
  if (!domain->day_starts || now - domain->day_from >= GATE_DAY) {
    domain->day_from = now;
    domain->day_starts = 0;
  }
  domain->day_starts++;
}

void gate_pace_unstart(struct domain *domain, millis started, millis started_before)
{
  if (domain->started == started) domain->started = started_before;
  if (domain->day_starts) domain->day_starts--;
}

static millis backoff(struct gate *gate, int64_t pushbacks)
{
  millis pause = gate->settings.min_backoff;
  for (int64_t i = 1; i < pushbacks && pause < gate->settings.max_backoff; i++) pause *= 2;
  if (pause > gate->settings.max_backoff) pause = gate->settings.max_backoff;
  return pause + (millis)random_below(&gate->random, (uint64_t)pause / 4 + 1);
}

static void pause_for(struct domain *domain, millis pause, millis now)
{
  if (now + pause > domain->pause_until) domain->pause_until = now + pause;
}

/* gate_pace_answer - an answer to what was asked before the last 429 says nothing new: it neither doubles the
 * backoff nor ends it. */
void gate_pace_answer(struct gate *gate, struct domain *domain, millis started,
                      const struct gate_answer *answer, millis now)
{
  int64_t status = answer->status;
  millis took = now > started ? now - started : 0;
  bool news = started >= domain->pushed_back;
  domain->response_time = domain->response_time ? (3 * domain->response_time + took) / 4 : took;
  if (status >= 300 && answer->retry_after > 0)
    pause_for(domain, within(answer->retry_after, 0, GATE_RETRY_AFTER_MAX), now);
  if (news && (status == 429 || status == 503)) {
    domain->pushed_back = now;
    domain->pushbacks++;
    pause_for(domain, backoff(gate, domain->pushbacks), now);
  }
  if (news && ((status >= 200 && status <= 299) || status == 304)) domain->pushbacks = 0;
}
