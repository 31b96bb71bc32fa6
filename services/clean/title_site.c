/* title_site.c - see title_site.h. */
#include "clean/title_site.h"

#include "clean/text.h"

enum { MOST_CUTS = 4, SQUEEZED = 64 };

/* Between spaces they part a title from anything; */
static const char *const separators[] = {" | ", " - ", " – ", " — ",  " :: ", " • ", " · ", " » ",
                                         " / ", " < ", " ‹ ", " « ",  " › ",  " > ", " ~ ", " ● ",
                                         "｜",  " |",  "| ",  " -- ", " // ", " » "};
/* and these only what is known as the name of the site. */
static const char *const tight[] = {": ", "-", "：", "ㅣ", "_", "|", "–", "—", " @ ", "! ", "» ", "• "};

struct cut {
  size_t at, length; /* of the separator; length 0: none */
};

static void look(struct slice title, const char *sign, bool first, struct cut *found)
{
  struct slice separator = slice_of(sign);
  for (size_t at = 0; (at = text_find(title, separator, at)) != SIZE_MAX; at += separator.length) {
    if (at == 0) continue;
    bool better = !found->length || (first ? at < found->at : at > found->at) ||
                  (at == found->at && separator.length > found->length);
    if (better) *found = (struct cut){at, separator.length};
    if (first) return;
  }
}

static struct cut find_cut(struct slice title, const char *const *signs, size_t count, bool first)
{
  struct cut found = {0, 0};
  for (size_t i = 0; i < count; i++) look(title, signs[i], first, &found);
  return found;
}

static size_t squeeze(struct slice text, char out[SQUEEZED])
{
  size_t length = 0;
  for (size_t i = 0; i < text.length && length < SQUEEZED; i++) {
    char c = (char)(text.data[i] | 32);
    bool digit = text.data[i] >= '0' && text.data[i] <= '9';
    if ((c >= 'a' && c <= 'z') || digit) out[length++] = digit ? text.data[i] : c;
  }
  return length;
}

/* sounds_like - the letters and digits of one hold those of the other, and are not many more. */
static bool sounds_like(struct slice name, struct slice host)
{
  char squeezed[SQUEEZED], plain[SQUEEZED];
  size_t length = squeeze(name, squeezed), count = squeeze(host, plain);
  if (length < 3 || count < 3 || 2 * length > 3 * count || count > 3 * length) return false;
  return memmem(squeezed, length, plain, count) || memmem(plain, count, squeezed, length);
}

bool site_is_named(const struct site_names *site, struct slice part)
{
  if (!part.length) return false;
  for (size_t i = 0; i < SITE_NAMES; i++) {
    struct slice name = site->names[i];
    if (!name.length) continue;
    if (text_same(part, name) || (part.length > 3 && text_contains(name, part))) return true;
  }
  return part.length < 2 * SQUEEZED && sounds_like(part, site->host);
}

static struct slice before(struct slice title, struct cut cut)
{
  return slice_trim((struct slice){title.data, cut.at});
}

static struct slice behind(struct slice title, struct cut cut)
{
  return slice_trim(slice_from(title, cut.at + cut.length));
}

/* is_suffix - the name of the site, or behind a bar a few words that no headline would end with. */
static bool is_suffix(const struct site_names *site, struct slice head, struct slice tail, bool bar)
{
  if (!tail.length || site_is_named(site, tail)) return true;
  uint32_t words = text_measure(tail).words;
  return bar && words <= 3 && text_measure(head).words > 3 * words;
}

static bool cut_loose(struct slice *title, const struct site_names *site)
{
  struct cut cut = find_cut(*title, separators, sizeof separators / sizeof *separators, false);
  if (!cut.length) return false;
  struct slice head = before(*title, cut), tail = behind(*title, cut);
  bool bar = memchr(title->data + cut.at, '|', cut.length) != NULL;
  if (!head.length || !is_suffix(site, head, tail, bar)) return false;
  *title = head;
  return true;
}

static bool cut_tight(struct slice *title, const struct site_names *site)
{
  struct cut cut = find_cut(*title, tight, sizeof tight / sizeof *tight, false);
  if (!cut.length) return false;
  struct slice head = before(*title, cut), tail = behind(*title, cut);
  if (!tail.length || !site_is_named(site, tail) || text_measure(head).words < 2) return false;
  *title = head;
  return true;
}

static bool cut_front(struct slice *title, const struct site_names *site)
{
  struct cut cut = find_cut(*title, separators, sizeof separators / sizeof *separators, true);
  if (!cut.length) cut = find_cut(*title, tight, sizeof tight / sizeof *tight, true);
  if (!cut.length) return false;
  struct slice head = before(*title, cut), tail = behind(*title, cut);
  if (!tail.length || !site_is_named(site, head)) return false;
  *title = tail;
  return true;
}

struct slice title_without_site(struct slice title, const struct site_names *site)
{
  bool behind_it = false;
  for (int i = 0; i < MOST_CUTS; i++) {
    if (!cut_loose(&title, site) && !cut_tight(&title, site)) break;
    behind_it = true;
  }
  if (!behind_it) cut_front(&title, site);
  return title;
}
