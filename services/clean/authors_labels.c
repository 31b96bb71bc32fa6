/* authors_labels.c - class names and paths are taken apart into words, and each word is looked up, as in
 * hints.c; here the words of those who write. */
#include "clean/authors_labels.h"

#include "clean/authors_bylines.h"
#include "clean/text.h"

enum meaning {
  OF_AUTHOR = 1 << 0,
  OF_LINE = 1 << 1,  /* "byline" */
  OF_NAME = 1 << 2,  /* "author" + "name" */
  OF_OTHER = 1 << 3, /* "author" + "bio": something beside the name */
  OF_POST = 1 << 4,  /* "post" + "meta", "by": a by-line */
  OF_META = 1 << 5,
  OF_USER = 1 << 6, /* "user" + "name" */
  OF_PAGE = 1 << 7, /* in a path: what follows is somebody */
  OF_FN = 1 << 8    /* of microformats: a full name */
};

static const struct wordlist_entry words[] = {
    /* sorted by first letter; an entry that ends in '*' stands for all words that begin so */
    {"article", OF_POST},
    {"auteur*", OF_AUTHOR | OF_PAGE},
    {"author*", OF_AUTHOR | OF_PAGE},
    {"autor*", OF_AUTHOR | OF_PAGE},
    {"avatar*", OF_OTHER},
    {"bio*", OF_OTHER},
    {"blogger", OF_AUTHOR | OF_PAGE},
    {"button", OF_OTHER},
    {"by", OF_META | OF_PAGE},
    {"byline*", OF_LINE},
    {"columnist*", OF_AUTHOR | OF_PAGE},
    {"comment*", OF_OTHER},
    {"content", OF_OTHER},
    {"contributor*", OF_AUTHOR | OF_PAGE},
    {"count*", OF_OTHER},
    {"credit", OF_LINE},
    {"credits", OF_LINE},
    {"data", OF_META},
    {"desc*", OF_OTHER},
    {"display", OF_USER},
    {"displayname", OF_USER | OF_NAME},
    {"entry", OF_POST},
    {"firma", OF_AUTHOR},
    {"fn", OF_NAME | OF_FN},
    {"follow*", OF_OTHER},
    {"forfatter*", OF_AUTHOR | OF_PAGE},
    {"full", OF_USER},
    {"fullname", OF_USER | OF_NAME},
    {"image*", OF_OTHER},
    {"img*", OF_OTHER},
    {"info", OF_META},
    {"journalist*", OF_AUTHOR | OF_PAGE},
    {"line", OF_META},
    {"link", OF_NAME},
    {"member", OF_PAGE},
    {"members", OF_PAGE},
    {"meta", OF_META},
    {"name*", OF_NAME},
    {"newsteam", OF_PAGE},
    {"nickname", OF_USER | OF_NAME},
    {"nom", OF_NAME},
    {"penulis*", OF_AUTHOR | OF_PAGE},
    {"people", OF_PAGE},
    {"person*", OF_USER | OF_PAGE},
    {"photo*", OF_OTHER},
    {"pic*", OF_OTHER},
    {"post", OF_POST},
    {"postauthor*", OF_AUTHOR},
    {"postby", OF_LINE},
    {"postdata", OF_LINE},
    {"posted*", OF_LINE},
    {"postinfo", OF_LINE},
    {"postmeta*", OF_LINE},
    {"producer*", OF_USER | OF_NAME | OF_PAGE},
    {"profil*", OF_USER | OF_PAGE},
    {"quelle", OF_LINE},
    {"redacteur*", OF_AUTHOR | OF_PAGE},
    {"redakt*", OF_AUTHOR | OF_PAGE},
    {"related*", OF_OTHER},
    {"reply*", OF_OTHER},
    {"reporter*", OF_AUTHOR | OF_PAGE},
    {"share*", OF_OTHER},
    {"signataire*", OF_AUTHOR | OF_PAGE},
    {"signature*", OF_LINE},
    {"skribent*", OF_AUTHOR | OF_PAGE},
    {"social*", OF_OTHER},
    {"source", OF_LINE},
    {"staff", OF_PAGE},
    {"story", OF_POST},
    {"team", OF_PAGE},
    {"text", OF_NAME},
    {"title", OF_NAME},
    {"user", OF_USER | OF_PAGE},
    {"username*", OF_USER | OF_NAME},
    {"users", OF_PAGE},
    {"verfasser*", OF_AUTHOR},
    {"writer*", OF_AUTHOR | OF_PAGE},
    {"written*", OF_LINE},
    {"wrote*", OF_LINE},
    {"yazar*", OF_AUTHOR | OF_PAGE},
};

void authors_labels(struct wordlist *list)
{
  wordlist_make(list, words, sizeof words / sizeof *words);
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static uint64_t kinds_of_name(const struct wordlist *list, struct slice name)
{
  char word[WORDLIST_LONGEST];
  unsigned found = 0;
  size_t length;
  for (size_t at = 0; (length = wordlist_next(name, &at, false, word)) > 0;)
    found |= wordlist_find(list, word, length);
  if (found & OF_OTHER) return 0;
  if (found & OF_AUTHOR) return byline_bit(found & OF_NAME ? BY_CLASS_NAME : BY_CLASS);
  if (found & OF_LINE) return byline_bit(BY_CLASS_LINE);
  if ((found & OF_POST) && (found & OF_META)) return byline_bit(BY_CLASS_LINE);
  return (found & OF_FN) || ((found & OF_USER) && (found & OF_NAME)) ? byline_bit(BY_CLASS_WEAK) : 0;
}

static unsigned read_names(const struct wordlist *list, struct slice value)
{
  unsigned kinds = 0;
  for (size_t at = 0; at < value.length;) {
    size_t end = at;
    while (end < value.length && (unsigned char)value.data[end] > ' ') end++;
    if (end > at) kinds |= (unsigned)kinds_of_name(list, (struct slice){value.data + at, end - at});
    at = end + 1;
  }
  return kinds;
}

static uint64_t kinds_of_names(struct wordlist *list, struct slice value)
{
  bool known;
  unsigned *kinds = wordlist_seen(list, value, &known);
  if (!known) *kinds = read_names(list, value);
  return *kinds;
}

/* is_query - "?author=7" */
static bool is_query(struct slice href)
{
  static const char key[] = "author";
  const size_t n = sizeof key - 1;
  for (size_t at = 0; (at = text_find(href, SLICE("="), at)) != SIZE_MAX; at++)
    if (at >= n && memcmp(href.data + at - n, key, n) == 0) return true;
  return false;
}

/* kinds_of_link - "/author/jane-doe": a step of the path that says whose page follows. */
static uint64_t kinds_of_link(const struct wordlist *list, struct slice href)
{
  if (is_query(href)) return byline_bit(BY_LINK);
  for (size_t at = 0; at < href.length; at++) {
    if (href.data[at] != '/') continue;
    size_t end = at + 1;
    while (end < href.length && (is_letter(href.data[end]) || href.data[end] == '-')) end++;
    size_t length = end - at - 1;
    if (length < 2 || length > WORDLIST_LONGEST || end + 1 >= href.length || href.data[end] != '/') continue;
    if (wordlist_find(list, href.data + at + 1, length) & OF_PAGE) return byline_bit(BY_LINK);
  }
  return 0;
}

struct reader {
  struct wordlist *list;
  uint64_t kinds;
};

static void take_attribute(void *context, struct slice name, struct slice value)
{
  struct reader *reader = context;
  uint64_t *kinds = &reader->kinds;
  if (slice_is(name, "class") || slice_is(name, "id"))
    *kinds |= kinds_of_names(reader->list, value);
  else if (slice_is(name, "itemprop") || slice_is(name, "property"))
    *kinds |=
        text_contains_word(value, "author") || text_contains_word(value, "creator") ? byline_bit(BY_ITEM) : 0;
  else if (slice_is(name, "rel"))
    *kinds |= text_contains_word(value, "author") ? byline_bit(BY_REL) : 0;
  else if (slice_is(name, "href"))
    *kinds |= kinds_of_link(reader->list, value);
}

uint64_t authors_kinds(struct wordlist *list, const struct html_node *node)
{
  struct reader reader = {list, 0};
  html_each_attribute(node, take_attribute, &reader);
  return reader.kinds;
}
