/* robots.c - queries over the form of a robots.txt file. */
#include "fetch/robots_internal.h"

#include "base/memory.h"

#include <stdlib.h>
#include <strings.h>

enum { SEARCHED_MOST = 8 * 1024 * 1024 };

static uint64_t little(const char *bytes, int count)
{
  uint64_t number = 0;
  while (count--) number = number << 8 | (unsigned char)bytes[count];
  return number;
}

bool robots_next(struct slice form, size_t *at, struct robots_record *record)
{
  if (!*at) *at = ROBOTS_HEAD;
  if (*at > form.length || form.length - *at < ROBOTS_RECORD) return false;
  const char *head = form.data + *at;
  size_t length = (size_t)little(head + 5, 2);
  if (form.length - *at - ROBOTS_RECORD < length) return false;
  *record = (struct robots_record){head[0], (int64_t)little(head + 1, 4), {head + ROBOTS_RECORD, length}};
  *at += ROBOTS_RECORD + length;
  return true;
}

/* The form. */

struct slice robots_form(const struct robots *robots)
{
  return buffer_view(&robots->form);
}

static bool is_form(struct slice form)
{
  size_t at = 0;
  struct robots_record record;
  if (form.length < ROBOTS_HEAD || !slice_starts(form, "RB1")) return false;
  while (robots_next(form, &at, &record))
    if (!memchr("UADCS", record.kind, 5)) return false;
  return !at || at == form.length;
}

struct robots *robots_read(struct slice form, dp_error *error)
{
  if (!is_form(form)) {
    error_set(error, EX_DATAERR,
              "these bytes are not the journaled form of a robots.txt file; fetch it again");
    return NULL;
  }
  struct robots *robots = memory_zero(1, sizeof *robots);
  buffer_slice(&robots->form, form);
  return robots;
}

void robots_free(struct robots **robots)
{
  if (!*robots) return;
  buffer_free(&(*robots)->form);
  free(*robots);
  *robots = NULL;
}

static bool has_flag(const struct robots *robots, int flag)
{
  return robots->form.data[ROBOTS_HEAD - 1] & flag;
}

/* Groups. */

static bool same_agent(struct slice a, struct slice b)
{
  return a.length == b.length && a.length && strncasecmp(a.data, b.data, a.length) == 0;
}

/* group_of - the name of the groups that speak to an agent: its own, or "*". */
static struct slice group_of(const struct robots *robots, struct slice agent)
{
  struct robots_record record;
  for (size_t at = 0; robots_next(robots_form(robots), &at, &record);)
    if (record.kind == ROBOTS_AGENT && same_agent(record.value, agent)) return agent;
  return SLICE("*");
}

/* A walk over the lines that speak to one group. */
struct walk {
  struct slice form, group;
  size_t at;
  bool among;         /* the agents above this line include the group */
  bool delay_among;   /* the same for Crawl-delay: it belongs to the agents right above it */
  bool rules, delays; /* of those agents some were met; another User-agent line begins a new list */
};

static void meet_agent(struct walk *walk, struct slice agent)
{
  bool same = same_agent(agent, walk->group);
  walk->among = same || (walk->among && !walk->rules);
  walk->delay_among = same || (walk->delay_among && !walk->rules && !walk->delays);
  walk->rules = walk->delays = false;
}

static bool next_of_group(struct walk *walk, struct robots_record *record)
{
  while (robots_next(walk->form, &walk->at, record)) {
    if (record->kind == ROBOTS_AGENT) meet_agent(walk, record->value);
    if (record->kind == ROBOTS_ALLOW || record->kind == ROBOTS_DISALLOW) {
      walk->rules = true;
      if (walk->among) return true;
    }
    if (record->kind == ROBOTS_DELAY) {
      walk->delays = true;
      if (walk->delay_among) return true;
    }
  }
  return false;
}

/* Rules. */

/* home_of - "/dir/index.html" allows "/dir/" itself: the length of the pattern up to the slash; 0: no such.
 */
static size_t home_of(struct slice pattern)
{
  size_t at = pattern.length;
  while (at && pattern.data[at - 1] != '/') at--;
  return at && slice_starts(slice_from(pattern, at), "index.htm") ? at : 0;
}

static bool is_home(struct slice pattern, size_t home, struct slice path)
{
  struct buffer whole = BUFFER_EMPTY;
  buffer_append(&whole, pattern.data, home);
  buffer_byte(&whole, '$');
  bool matches = robots_match(buffer_view(&whole), path);
  buffer_free(&whole);
  return matches;
}

/* weight - how long the pattern is that matches; -1: it does not. */
static int64_t weight(bool allow, struct slice pattern, struct slice path)
{
  if (robots_match(pattern, path)) return (int64_t)pattern.length;
  if (!allow || !path.length || path.data[path.length - 1] != '/') return -1;
  size_t home = home_of(pattern);
  return home && is_home(pattern, home, path) ? (int64_t)home + 1 : -1;
}

/* One reading of the rules: of the bytes, or of the normal forms. */
struct reading {
  struct slice path;
  bool normal;
  struct buffer scratch;
  size_t searched;         /* bytes of paths that patterns with stars were looked for in */
  int64_t allow, disallow; /* weights of the best so far */
  struct robots_rule allowing, disallowing;
};

/* weigh - weight, with a bound on what hostile rules may cost: patterns with stars are searched for in
 * SEARCHED_MOST bytes, and what comes behind is taken for forbidden. */
static int64_t weigh(struct reading *reading, bool allow, struct slice pattern)
{
  if (pattern.length && memchr(pattern.data, '*', pattern.length)) {
    if (reading->searched > SEARCHED_MOST) return allow ? -1 : (int64_t)pattern.length;
    reading->searched += reading->path.length;
  }
  return weight(allow, pattern, reading->path);
}

static void consider(struct reading *reading, const struct robots_record *record)
{
  bool allow = record->kind == ROBOTS_ALLOW;
  struct slice pattern = record->value;
  if (reading->normal) {
    buffer_clear(&reading->scratch);
    robots_normal(pattern, true, &reading->scratch);
    pattern = buffer_view(&reading->scratch);
  }
  int64_t *best = allow ? &reading->allow : &reading->disallow;
  int64_t found = weigh(reading, allow, pattern);
  if (found <= *best) return;
  *best = found;
  *(allow ? &reading->allowing : &reading->disallowing) =
      (struct robots_rule){record->line, allow, record->value};
}

/* read_rules - an empty pattern weighs 0 and decides nothing. */
static bool read_rules(const struct robots *robots, struct slice group, struct reading *reading,
                       struct robots_rule *rule)
{
  struct walk walk = {.form = robots_form(robots), .group = group};
  struct robots_record record;
  while (next_of_group(&walk, &record))
    if (record.kind != ROBOTS_DELAY) consider(reading, &record);
  bool allowed = reading->allow >= reading->disallow;
  *rule = allowed ? reading->allowing : reading->disallowing;
  buffer_free(&reading->scratch);
  return allowed;
}

static bool allows(const struct robots *robots, struct slice agent, struct slice path,
                   struct robots_rule *rule)
{
  const struct robots_rule none = {0, true, {"", 0}};
  struct robots_rule literal, normal;
  struct slice group = group_of(robots, agent);
  struct reading bytes = {.path = path, .allowing = none, .disallowing = none};
  struct buffer normal_path = BUFFER_EMPTY;
  bool allowed = read_rules(robots, group, &bytes, &literal);
  if (allowed && (robots_normal(path, false, &normal_path) || has_flag(robots, ROBOTS_FLAG_ESCAPES))) {
    struct reading text = {
        .path = buffer_view(&normal_path), .normal = true, .allowing = none, .disallowing = none};
    allowed = read_rules(robots, group, &text, &normal);
    if (!allowed) literal = normal;
  }
  buffer_free(&normal_path);
  if (rule) *rule = literal;
  return allowed;
}

bool robots_allows(const struct robots *robots, struct slice agent, struct slice path,
                   struct robots_rule *rule)
{
  if (slice_starts(path, "/")) return allows(robots, agent, path, rule);
  struct buffer rooted = BUFFER_EMPTY;
  buffer_byte(&rooted, '/');
  buffer_slice(&rooted, path);
  bool allowed = allows(robots, agent, buffer_view(&rooted), rule);
  buffer_free(&rooted);
  return allowed;
}

struct slice robots_path(struct slice url)
{
  bool absolute = url.length && url.data[0] != '/';
  const char *scheme = absolute ? memmem(url.data, url.length, "://", 3) : NULL;
  size_t at = scheme ? (size_t)(scheme - url.data) + 3 : 0;
  while (scheme && at < url.length && !memchr("/?#", url.data[at], 3)) at++;
  struct slice path = slice_from(url, at);
  const char *fragment = path.length ? memchr(path.data, '#', path.length) : NULL;
  if (fragment) path.length = (size_t)(fragment - path.data);
  return path.length ? path : SLICE("/");
}

/* The rest. */

bool robots_crawl_delay(const struct robots *robots, struct slice agent, millis *delay)
{
  struct walk walk = {.form = robots_form(robots), .group = group_of(robots, agent)};
  struct robots_record record;
  bool found = false;
  *delay = 0;
  while (next_of_group(&walk, &record)) {
    int64_t given;
    if (record.kind != ROBOTS_DELAY || !slice_number(record.value, &given)) continue;
    if (given > ROBOTS_DELAY_MAX) given = ROBOTS_DELAY_MAX;
    if (given > *delay) *delay = given;
    found = true;
  }
  return found;
}

bool robots_sitemap(const struct robots *robots, size_t *at, struct slice *url)
{
  struct robots_record record;
  while (robots_next(robots_form(robots), at, &record)) {
    *url = record.value;
    if (record.kind == ROBOTS_SITEMAP) return true;
  }
  return false;
}
