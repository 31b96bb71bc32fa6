/* layers.c - see layers.h. */
#include "data/layers.h"

static const struct {
  unsigned layers;
  const char *name;
} known[] = {{TAG_NAMES, "names"},   {TAG_NORP, "norp"},   {TAG_DATES, "dates"}, {TAG_AMOUNTS, "amounts"},
             {TAG_QUOTES, "quotes"}, {TAG_RULES, "rules"}, {TAG_LINKS, "links"}, {TAG_ALL, "all"}};
enum { KNOWN = sizeof known / sizeof *known };

const char *layers_name(enum tag_layer layer)
{
  for (size_t i = 0; i < KNOWN; i++)
    if (known[i].layers == (unsigned)layer) return known[i].name;
  return NULL;
}

static unsigned layer_of(struct slice word)
{
  for (size_t i = 0; i < KNOWN; i++)
    if (slice_is(word, known[i].name)) return known[i].layers;
  return 0;
}

bool layers_read(struct slice words, unsigned *layers, dp_error *error)
{
  *layers = 0;
  while (words.length) {
    const char *comma = memchr(words.data, ',', words.length);
    size_t length = comma ? (size_t)(comma - words.data) : words.length;
    struct slice word = slice_trim((struct slice){words.data, length});
    unsigned layer = layer_of(word);
    if (!layer)
      return error_set(error, EX_USAGE,
                       "“%.*s” is no layer; there are names, norp, dates, amounts, quotes, rules and links",
                       (int)(word.length < 40 ? word.length : 40), word.data);
    *layers |= layer;
    words = slice_from(words, length + 1);
  }
  return true;
}
