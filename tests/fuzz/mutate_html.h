/* mutate_html.h - a mutator that knows words of HTML: half of the time it writes a piece of markup into the
 * input, where plain mutation would take long to find one. The tables name what the cleaner looks at. */
#ifndef FUZZ_MUTATE_HTML_H
#define FUZZ_MUTATE_HTML_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* libFuzzer's own mutation; absent where the corpus is only replayed. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

static const char *const mutate_tags[] = {
    "p",       "div",        "article",  "main",   "section", "aside",      "header", "footer",   "nav",
    "h1",      "h2",         "h3",       "ul",     "ol",      "li",         "dl",     "dt",       "dd",
    "table",   "tr",         "td",       "th",     "caption", "a",          "b",      "strong",   "em",
    "i",       "span",       "code",     "pre",    "br",      "blockquote", "figure", "img",      "picture",
    "source",  "figcaption", "video",    "iframe", "time",    "address",    "script", "style",    "template",
    "svg",     "math",       "noscript", "form",   "select",  "title",      "meta",   "link",     "base",
    "body",    "html",       "head",     "sub",    "sup",     "hr",         "button", "textarea", "details",
    "summary", "my-element"};

static const char *const mutate_attributes[] = {"class=byline",
                                                "class=author",
                                                "class=headline",
                                                "class='article-body'",
                                                "class=related",
                                                "class='share nav'",
                                                "class=date",
                                                "class=caption",
                                                "class=paywall",
                                                "id=comments",
                                                "hidden",
                                                "style='display:none'",
                                                "aria-hidden=true",
                                                "role=main",
                                                "role=navigation",
                                                "itemprop=author",
                                                "itemprop=headline",
                                                "itemprop=articleBody",
                                                "itemprop=datePublished",
                                                "itemscope itemtype='https://schema.org/NewsArticle'",
                                                "href='/a/b?c#d'",
                                                "href='https://e.org/tag/x'",
                                                "rel=author",
                                                "rel=tag",
                                                "rel=canonical",
                                                "rel=license",
                                                "datetime=2024-04-12T08:00:00Z",
                                                "datetime=2023-12-31",
                                                "content='2024-02-30'",
                                                "content='Jean Dupont'",
                                                "property=og:title",
                                                "property=article:published_time",
                                                "name=author",
                                                "property=og:image",
                                                "name=description",
                                                "property=article:tag",
                                                "src=/p.jpg",
                                                "srcset='a.jpg 1x, b.jpg 640w'",
                                                "alt='Une vue'",
                                                "width=640",
                                                "type=application/ld+json",
                                                "lang=fr",
                                                "colspan=2",
                                                "start=3"};

static const char *const mutate_texts[] = {
    "Par Jean Dupont et Anne Martin",
    "By JOHN SMITH, Staff Writer",
    "Publié le 12 avril 2024 à 8h30",
    "Updated 3 hours ago",
    "April 12, 2024",
    "12/04/2024",
    "Il pleut, dit-on, sur toute la ville depuis lundi matin. ",
    "The council, which met on Monday, agreed that the bridge would open again in May. ",
    "Lire aussi :",
    "Related articles",
    "Read more",
    "Photo: Reuters",
    "Share this",
    "© 2024",
    "&nbsp;",
    "&lt;b&gt;",
    "&#x338;",
    "&#0;",
    "\xC2\xAD",
    "\xE2\x80\xAE",
    "e\xCC\x81",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "{\"@type\":\"NewsArticle\",\"headline\":\"Un pont\",\"author\":[{\"name\":\"A "
    "B\"}],\"datePublished\":\"2024-04-12\"}",
    "{\"@graph\":[{\"@id\":\"#a\",\"@type\":\"Person\",\"name\":\"A "
    "B\"},{\"@type\":\"Article\",\"author\":{\"@id\":\"#a\"}}]}",
    "\"articleBody\":\"Une phrase.\\u000aEt \\ud83d une autre, plus longue.\"",
    "\"isAccessibleForFree\":\"False\""};

#define MUTATE_PICK(table, at) (table)[(at) % (sizeof(table) / sizeof *(table))]

/* mutate_piece - a start tag, an end tag, an element with text, or a text. */
static inline int mutate_piece(char *piece, size_t room, unsigned int seed)
{
  const char *tag = MUTATE_PICK(mutate_tags, seed >> 4), *text = MUTATE_PICK(mutate_texts, seed >> 11);
  const char *attribute = MUTATE_PICK(mutate_attributes, seed >> 17);
  switch (seed >> 1 & 7) {
  case 0:
    return snprintf(piece, room, "<%s>", tag);
  case 1:
    return snprintf(piece, room, "</%s>", tag);
  case 2:
  case 3:
    return snprintf(piece, room, "<%s %s>", tag, attribute);
  case 4:
  case 5:
    return snprintf(piece, room, "<%s %s>%s</%s>", tag, attribute, text, tag);
  case 6:
    return snprintf(piece, room, " %s ", attribute);
  default:
    return snprintf(piece, room, "%s", text);
  }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
  enum { HEAD = 2, PIECE = 512 }; /* the first bytes of an input are no markup */
  char piece[PIECE];
  if (seed & 1 || size < HEAD) return LLVMFuzzerMutate(data, size, max_size);
  int length = mutate_piece(piece, sizeof piece, seed);
  size_t at = HEAD + (seed * 2654435761u) % (size - HEAD + 1);
  if (length <= 0 || size + (size_t)length > max_size) return LLVMFuzzerMutate(data, size, max_size);
  memmove(data + at + length, data + at, size - at);
  memcpy(data + at, piece, (size_t)length);
  return size + (size_t)length;
}

#endif
