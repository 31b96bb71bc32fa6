/* robots.h - what a robots.txt file allows, and which of its lines says so (RFC 9309).
 *
 * A file is read once into a compact form: the lines that mean something, each with its number, in their
 * order. The form is one run of bytes that can be journaled and read back; queries walk it. It never changes,
 * so that threads may share it.
 *
 * Where the text of the RFC and the matcher that its authors published differ, we keep out when either of
 * them says so. They differ in percent-encoding: the RFC compares paths with unreserved characters decoded,
 * "%2A" and "%24" standing for "*" and "$"; the matcher compares the bytes, with only the pattern's non-ASCII
 * bytes encoded and its hex digits in upper case. A path may be fetched when both readings allow it.
 *
 * Beyond the RFC, as the matcher does: a missing colon ("Disallow /x"), frequent misspellings ("disalow"),
 * names with something behind them ("Disallow-all: /"), and "Allow: /index.html" allowing "/" too.
 * Crawl-delay is read as well, though no standard has it. */
#ifndef FETCH_ROBOTS_H
#define FETCH_ROBOTS_H

#include "base/clock.h"
#include "base/error.h"

enum {
  ROBOTS_BYTES_MAX = 500 * 1024, /* of a file; what lies behind is ignored (RFC 9309, 2.5) */
  ROBOTS_LINE_MAX = 16 * 1024,   /* of a line; the rest of it is ignored */
  ROBOTS_SITEMAPS_MAX = 1000,    /* of a file; those behind are ignored */
  ROBOTS_DELAY_MAX = 24 * 3600 * 1000,
};

struct robots;

/* robots_parse - any bytes make a form: what can't be understood is skipped. To be freed. */
struct robots *robots_parse(struct slice text);
/* robots_form - the bytes to journal; they live as long as `robots`. robots_read - back from there; NULL with
 * a sentence (EX_DATAERR) when they are no such form. To be freed. */
struct slice robots_form(const struct robots *robots);
struct robots *robots_read(struct slice form, dp_error *error);
void robots_free(struct robots **robots);

/* The rule that decided. Slices live as long as the robots. */
struct robots_rule {
  int64_t line;         /* in the file, from 1; 0: no rule matched, so that it is allowed */
  bool allow;           /* an Allow line, else a Disallow line */
  struct slice pattern; /* as written, non-ASCII bytes percent-encoded */
};
/* robots_allows - may `agent`, a product token such as "depeche", fetch `path`: the path and query of a URL,
 * percent-encoded as url.h does ("/" is put before one that lacks it)? The agent is compared, without regard
 * to case, with the letters, "-" and "_" that a User-agent line begins with. The longest pattern of all the
 * agent's groups decides, on a tie Allow does; without a group of its own the agent has that of "*". `rule`
 * may be NULL. Time: bytes of the rules and of eight MiB of paths at most; where thousands of patterns with
 * stars meet a long path, what is left of them counts as matching for Disallow and not for Allow. Source: RFC
 * 9309, 2.2. */
bool robots_allows(const struct robots *robots, struct slice agent, struct slice path,
                   struct robots_rule *rule);

/* robots_path - the path and query of an absolute URL, "/" when it has none; a text without "://" is taken
 * for a path already. */
struct slice robots_path(struct slice url);

/* robots_crawl_delay - the agent's Crawl-delay; false: it has none. At most ROBOTS_DELAY_MAX. */
bool robots_crawl_delay(const struct robots *robots, struct slice agent, millis *delay);

/* robots_sitemap - the next Sitemap line with an absolute http or https URL, as written; start with *at 0.
 * False at the end. */
bool robots_sitemap(const struct robots *robots, size_t *at, struct slice *url);

#endif
