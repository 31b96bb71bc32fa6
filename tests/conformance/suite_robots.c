/* suite_robots.c - verdicts and Crawl-delays by robots.txt. The body is the file. `agents` times `urls`: the
 * answer's "allowed" and "lines" have a list for each agent; "delays" has milliseconds for each agent, -1
 * where there is none. */
#include "probe.h"

#include "fetch/robots.h"

probe_fn suite_robots;

static void add_verdicts(struct arena *arena, const struct robots *robots, const struct json *question,
                         struct slice agent, struct json *answer)
{
  struct json *allowed = json_append(arena, json_get(answer, "allowed"), json_array(arena));
  struct json *lines = json_append(arena, json_get(answer, "lines"), json_array(arena));
  for
    json_each(url, json_get(question, "urls"))
    {
      struct robots_rule rule;
      bool yes = robots_allows(robots, agent, robots_path(json_text(url)), &rule);
      json_append(arena, allowed, json_new_integer(arena, yes));
      json_append(arena, lines, json_new_integer(arena, rule.line));
    }
}

void suite_robots(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  struct robots *robots = robots_parse(body);
  json_add_array(arena, answer, "allowed");
  json_add_array(arena, answer, "lines");
  struct json *delays = json_add_array(arena, answer, "delays");
  for
    json_each(agent, json_get(question, "agents"))
    {
      millis delay;
      bool given = robots_crawl_delay(robots, json_text(agent), &delay);
      add_verdicts(arena, robots, question, json_text(agent), answer);
      json_append(arena, delays, json_new_integer(arena, given ? delay : -1));
    }
  robots_free(&robots);
}
