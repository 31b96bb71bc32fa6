/* authors.c - see authors.h. */
#include "clean/authors.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/text.h"

struct authors {
  struct slice names[AUTHORS_MAX]; /* in the arena, in order, each once */
  size_t count;
};

enum { BYLINE_BYTES = 200, NAME_BYTES = 80, NAME_WORDS = 6 };

static const char *const roles[] = {"by ",
                                    "by: ",
                                    "par ",
                                    "par : ",
                                    "von ",
                                    "von: ",
                                    "por ",
                                    "di ",
                                    "door ",
                                    "af ",
                                    "av ",
                                    "text: ",
                                    "text von ",
                                    "written by ",
                                    "posted by ",
                                    "published by ",
                                    "reported by ",
                                    "words by ",
                                    "story by ",
                                    "author: ",
                                    "author ",
                                    "autor: ",
                                    "autor ",
                                    "auteur : ",
                                    "auteur: ",
                                    "autorin: ",
                                    "autore: ",
                                    "a cura di ",
                                    "rédigé par ",
                                    "propos recueillis par ",
                                    "publié par ",
                                    "escrito por ",
                                    "publicado por ",
                                    "geschrieben von ",
                                    "verfasst von ",
                                    "ein beitrag von ",
                                    "ein artikel von ",
                                    "eine analyse von ",
                                    "ein kommentar von ",
                                    "kommentar von ",
                                    "interview: ",
                                    "автор: ",
                                    "автор ",
                                    "yazar: "};

static const char *const joints[] = {" and ", " & ",  " und ", " et ",   " y ",    " e ",  " en ",
                                     " och ", " og ", " i ",   ", ",     "; ",     " | ",  " / ",
                                     " · ",   " • ",  "、",    " with ", " avec ", " mit "};

static const char *const no_names[] = {
    "admin",        "administrator", "editor",         "staff",    "redaktion",   "rédaction",
    "la rédaction", "redaction",     "redacción",      "guest",    "contributor", "contributors",
    "webmaster",    "newsroom",      "view all posts", "see all",  "follow",      "share",
    "email",        "facebook",      "twitter",        "http",     "www.",        "editorial team",
    "staff writer", "author",        "authors",        "unknown",  "anonymous",   "null",
    "undefined",    "published",     "updated",        "redactie", "redazione",   "about the author",
    "name",         "agencies",      "about",          "comments"};

static bool in_table(const char *const *table, size_t count, struct slice text)
{
  for (size_t i = 0; i < count; i++)
    if (text_same(text, slice_of(table[i]))) return true;
  return false;
}

static bool has_digit_or_sign(struct slice text)
{
  for (size_t i = 0; i < text.length; i++)
    if (strchr("0123456789@/\\{}<>=_#", text.data[i]) && text.data[i]) return true;
  return false;
}

static struct slice without_role(struct slice text)
{
  for (size_t i = 0; i < sizeof roles / sizeof *roles;) {
    if (text_starts(text, roles[i]) && text.length > strlen(roles[i])) {
      text = slice_trim(slice_from(text, strlen(roles[i])));
      i = 0;
    } else {
      i++;
    }
  }
  return text;
}

static struct slice trim_signs(struct slice text)
{
  while (text.length && strchr(" ,;:|-*.(", text.data[0])) text = slice_from(text, 1);
  while (text.length && strchr(" ,;:|-*(", text.data[text.length - 1])) text.length--;
  while (text_ends(text, "–") || text_ends(text, "—") || text_ends(text, "·"))
    text = slice_trim((struct slice){text.data, text.length - (text_ends(text, "·") ? 2 : 3)});
  return text;
}

static bool is_name(struct slice text, struct slice site)
{
  if (text.length < 3 || text.length > NAME_BYTES || has_digit_or_sign(text)) return false;
  if (in_table(no_names, sizeof no_names / sizeof *no_names, text)) return false;
  if (text_starts(text, "reviewed") || text_starts(text, "image") || text_starts(text, "photo")) return false;
  if (!memchr(text.data, ' ', text.length) && memchr(text.data, '.', text.length))
    return false; /* a key, a host */
  if (slice_starts(text, "http") || slice_starts(text, "www.")) return false;
  if (site.length && text_same(text, site)) return false;
  size_t at = 0;
  uint32_t first = utf8_decode(text, &at);
  bool cased = unicode_is_letter(first) && unicode_lower(first) == first && first < 0x0600;
  struct text_measure measure = text_measure(text);
  return measure.words <= NAME_WORDS && !(cased && measure.words > 3);
}

static void add(struct arena *arena, struct slice name, struct slice site, struct authors *authors)
{
  name = trim_signs(without_role(trim_signs(name)));
  if (!is_name(name, site) || authors->count == AUTHORS_MAX) return;
  for (size_t i = 0; i < authors->count; i++)
    if (text_same(authors->names[i], name)) return;
  authors->names[authors->count++] = arena_slice(arena, name);
}

static size_t next_joint(struct slice text, size_t *length)
{
  size_t first = SIZE_MAX;
  for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
    struct slice joint = slice_of(joints[i]);
    size_t at = text_find(text, joint, 0);
    if (at >= first) continue;
    first = at;
    *length = joint.length;
  }
  return first;
}

static void authors_split(struct arena *arena, struct slice byline, struct slice site,
                          struct authors *authors)
{
  byline = without_role(trim_signs(byline));
  for (int i = 0; i < AUTHORS_MAX && byline.length; i++) {
    size_t length = 0, at = next_joint(byline, &length);
    struct slice name = {byline.data, at == SIZE_MAX ? byline.length : at};
    add(arena, name, site, authors);
    if (at == SIZE_MAX) break;
    byline = slice_from(byline, at + length);
  }
}

static void from_metas(struct arena *arena, const struct survey *survey, struct slice site,
                       struct authors *authors)
{
  static const char *const names[] = {"author",
                                      "article:author",
                                      "dc.creator",
                                      "dcterms.creator",
                                      "sailthru.author",
                                      "parsely-author",
                                      "byl",
                                      "citation_author",
                                      "article:author_name",
                                      "cxenseparse:author",
                                      "og:author",
                                      "twitter:creator:name"};
  for (size_t i = 0; i < sizeof names / sizeof *names && !authors->count; i++)
    for (size_t m = 0; m < survey->meta_count; m++)
      if (slice_is(survey->metas[m].name, names[i]) && !slice_starts(survey->metas[m].content, "http"))
        authors_split(arena, text_clean(arena, survey->metas[m].content), site, authors);
}

static void from_nodes(struct arena *arena, const struct survey *survey, struct slice site,
                       struct authors *authors)
{
  for (size_t i = 0; i < survey->author_count && i < 6; i++) {
    struct slice content = html_attribute(survey->authors[i], "content");
    struct slice text =
        content.length ? text_clean(arena, content) : survey_text(arena, survey->authors[i], BYLINE_BYTES);
    authors_split(arena, text, site, authors);
  }
}

static void from_blocks(struct arena *arena, const struct blocks *blocks, struct slice site,
                        struct authors *authors)
{
  for (uint32_t i = 0; i < blocks->region_count && !authors->count; i++) {
    const struct region *region = &blocks->regions[i];
    if (!(region->hints & HINT_BYLINE) || region->first_block == region->end_block) continue;
    const struct block *block = &blocks->items[region->first_block];
    if (block->words <= 14) authors_split(arena, block->text, site, authors);
  }
}

/* from_marked_text - a short block that begins with a role word, before the article's text has gone far. */
static void from_marked_text(struct arena *arena, const struct blocks *blocks, struct slice site,
                             struct authors *authors)
{
  for (uint32_t i = 0; i < blocks->count && !authors->count; i++) {
    const struct block *block = &blocks->items[i];
    struct slice rest = without_role(block->text);
    bool marked = rest.length < block->text.length && block->words <= 8 && !block->ends_sentence;
    if (marked) authors_split(arena, rest, site, authors);
  }
}

struct facts authors_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                          const struct blocks *blocks, struct slice site)
{
  struct authors *authors = arena_zero(arena, 1, sizeof *authors);
  const char *from = FROM_JSONLD;
  for (size_t i = 0; i < jsonld->author_count; i++) authors_split(arena, jsonld->authors[i], site, authors);
  if (!authors->count) from = FROM_META, from_metas(arena, survey, site, authors);
  if (!authors->count) from = FROM_MICRODATA, from_nodes(arena, survey, site, authors);
  if (!authors->count) from = FROM_BYLINE, from_blocks(arena, blocks, site, authors);
  if (!authors->count) from_marked_text(arena, blocks, site, authors);
  if (!authors->count) return (struct facts){0};
  return (struct facts){authors->names, authors->count, from, 80};
}
