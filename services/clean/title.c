/* title.c - the h1 is what readers saw, but a page may have several, or use it for its logo. The titles meant
 * for machines (Open Graph, JSON-LD, the title element) tell which h1 is the headline; without one that
 * agrees, they are it themselves. A NewsArticle's JSON-LD headline is the
 * newsroom's own word and stands above the h1, which often carries a kicker or a longer text. */
#include "clean/title.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/address.h"
#include "clean/text.h"

enum { TITLE_BYTES = 600, SITE_WORDS = 6 };

static const char *const separators[] = {" | ", " - ", " – ", " — ",  " :: ", " • ", " · ",
                                         " » ", " / ", " < ", " ‹ ",  " « ",  " › ", " > ",
                                         " ~ ", " ● ", "｜",  " ｜ ", " |"};

struct cut {
  size_t at, length; /* of the separator; length 0: none */
};

static struct cut last_separator(struct slice title)
{
  struct cut last = {0, 0};
  for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
    struct slice separator = slice_of(separators[i]);
    for (size_t at = 0; (at = text_find(title, separator, at)) != SIZE_MAX; at += separator.length)
      if (at >= last.at && at > 0 && separator.length >= last.length)
        last = (struct cut){at, separator.length};
  }
  return last;
}

/* letters_within - the letters and digits of `host` are contained in those of `name`, or the other way round.
 */
static bool sounds_like(struct slice name, struct slice host)
{
  char squeezed[64];
  size_t length = 0;
  for (size_t i = 0; i < name.length && length < sizeof squeezed; i++) {
    char c = (char)(name.data[i] | 32);
    if ((c >= 'a' && c <= 'z') || (name.data[i] >= '0' && name.data[i] <= '9')) squeezed[length++] = c;
  }
  char plain[64];
  size_t count = 0;
  for (size_t i = 0; i < host.length && count < sizeof plain; i++)
    if (host.data[i] != '-') plain[count++] = (char)(host.data[i] | 32);
  if (length < 3 || count < 3) return false;
  return memmem(squeezed, length, plain, count) || memmem(plain, count, squeezed, length);
}

static bool is_site(struct slice part, struct slice site, struct slice url)
{
  if (site.length && (text_same(part, site) || (part.length > 3 && text_contains(site, part)))) return true;
  return sounds_like(part, address_site_name(url));
}

struct slice title_without_site(struct slice title, struct slice site, struct slice url)
{
  for (int i = 0; i < 3; i++) {
    struct cut cut = last_separator(title);
    if (!cut.length) break;
    struct slice head = slice_trim((struct slice){title.data, cut.at});
    struct slice tail = slice_trim(slice_from(title, cut.at + cut.length));
    uint32_t tail_words = text_measure(tail).words, head_words = text_measure(head).words;
    bool suffix = tail.length == 0 || is_site(tail, site, url) ||
                  (tail_words <= 3 && head_words > 3 * tail_words && i == 0 && title.data[cut.at + 1] == '|');
    if (suffix && head.length)
      title = head;
    else if (i == 0 && is_site(head, site, url) && tail.length)
      title = tail;
    else
      break;
  }
  return title;
}

static bool agrees(struct slice heading, struct slice title)
{
  if (!heading.length || !title.length) return false;
  if (text_same(heading, title)) return true;
  struct slice shorter = heading.length < title.length ? heading : title;
  struct slice longer = heading.length < title.length ? title : heading;
  return shorter.length * 2 > longer.length && text_contains(longer, shorter);
}

static uint32_t common_words(struct slice a, struct slice b)
{
  uint32_t common = 0;
  for (size_t at = 0; at < a.length;) {
    size_t end = at;
    while (end < a.length && a.data[end] != ' ') end++;
    if (end - at > 3 && text_contains(b, (struct slice){a.data + at, end - at})) common++;
    at = end + 1;
  }
  return common;
}

/* best_heading - the h1 that agrees with a machine title, else the one that shares most words with it. */
static struct slice best_heading(struct arena *arena, const struct survey *survey, const struct slice *titles,
                                 size_t count)
{
  struct slice best = {"", 0};
  uint32_t most = 0;
  for (size_t i = 0; i < survey->heading_count; i++) {
    struct slice heading = survey_text(arena, survey->headings[i], TITLE_BYTES);
    uint32_t words = text_measure(heading).words;
    for (size_t t = 0; t < count; t++) {
      if (agrees(heading, titles[t])) return heading;
      uint32_t common = common_words(heading, titles[t]);
      if (common < 2 || common * 3 < words || common <= most) continue;
      best = heading;
      most = common;
    }
  }
  return best;
}

static struct fact fact_of(struct slice value, const char *from, int confidence)
{
  return value.length ? (struct fact){value, from, confidence} : (struct fact){0};
}

struct fact title_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                       struct slice site, struct slice url)
{
  struct slice raw[] = {jsonld->headline, text_clean(arena, survey_meta(survey, "og:title")),
                        text_clean(arena, survey_meta(survey, "twitter:title")), survey->title};
  static const char *const witnesses[] = {FROM_JSONLD, FROM_OPEN_GRAPH, FROM_META, FROM_TITLE};
  struct slice titles[4];
  const char *first = NULL;
  size_t count = 0;
  for (size_t i = 0; i < 4; i++) {
    if (!raw[i].length) continue;
    if (!count) first = witnesses[i];
    titles[count++] = title_without_site(raw[i], site, url);
  }
  if (jsonld->is_news && raw[0].length) return fact_of(titles[0], FROM_JSONLD, 90);
  struct slice heading = best_heading(arena, survey, titles, count);
  if (heading.length) return fact_of(heading, FROM_HEADING, 90);
  if (!count && survey->heading_count)
    return fact_of(survey_text(arena, survey->headings[0], TITLE_BYTES), FROM_HEADING, 60);
  return count ? fact_of(utf8_cut(titles[0], TITLE_BYTES), first, 70) : (struct fact){0};
}
