/* fuzz_clean - arbitrary bytes as a response. The first byte chooses content type and content encoding, the
 * second the size limit; the rest is the body. Whatever comes: an article in well-formed UTF-8 and NFC, its
 * blocks laid end to end over the text, its XHTML well-formed and bounded, or a rejection with a reason and a
 * sentence. */
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/clean.h"
#include "clean/markdown.h"
#include "clean/xhtml.h"
#include "fuzz.h"
#include "mutate_html.h"

/* MyHTML joins the pieces of a text that stands in a table by a memcpy to a place that overlaps with where it
 * is from: the string has grown over its neighbour. It copies downwards, which any memcpy of glibc does
 * rightly, so that the text comes out whole; there is nothing to mend on our side. */
const char *__asan_default_suppressions(void);
const char *__asan_default_suppressions(void)
{
  return "interceptor_via_lib:libmodest";
}

static const char *const types[] = {"text/html",
                                    "text/html; charset=utf-8",
                                    "text/html; charset=iso-8859-1",
                                    "text/html; charset=shift_jis",
                                    "text/html; charset=gb2312",
                                    "text/html; charset=euc-kr",
                                    "",
                                    "application/xhtml+xml"};
static const char *const encodings[] = {"", "gzip", "deflate", "br"};

static void check_text(struct slice text)
{
  struct arena *arena = arena_new();
  must(utf8_valid(text));
  must(slice_equal(unicode_nfc(arena, text), text));
  arena_free(&arena);
}

static void check_body(struct slice text)
{
  check_text(text);
  must(text.length > 0 && text.data[0] != ' ' && text.data[0] != '\n');
  for (size_t i = 0; i < text.length; i++) {
    bool white = text.data[i] == ' ' || text.data[i] == '\n';
    must((unsigned char)text.data[i] >= ' ' || text.data[i] == '\n');
    must(!white || (i + 1 < text.length && text.data[i + 1] != ' ' && text.data[i + 1] != '\n'));
  }
}

/* check_blocks - each begins one character behind the end of the one before it. */
static void check_blocks(const struct article_clean *article)
{
  size_t end = 0, count = utf8_count(article->text);
  must(article->block_count > 0);
  for (size_t i = 0; i < article->block_count; i++) {
    const struct article_block *block = &article->blocks[i];
    must(block->type && block->start == end + (i > 0) && block->end > block->start && block->end <= count);
    end = block->end;
  }
  must(end == count);
}

static bool is_name(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static size_t name_length(struct slice xml, size_t at)
{
  size_t length = 0;
  while (at + length < xml.length && is_name(xml.data[at + length])) length++;
  must(length > 0);
  return length;
}

/* check_reference - at an ampersand. */
static void check_reference(struct slice rest)
{
  must(slice_starts(rest, "&amp;") || slice_starts(rest, "&lt;") || slice_starts(rest, "&gt;") ||
       slice_starts(rest, "&quot;") || slice_starts(rest, "&#x338;"));
}

/* check_attributes - from behind the name of an element to behind its ">"; true when it closed itself. */
static bool check_attributes(struct slice xml, size_t *at)
{
  while (*at < xml.length && xml.data[*at] == ' ') {
    *at += 1 + name_length(xml, *at + 1);
    must(*at + 1 < xml.length && xml.data[*at] == '=' && xml.data[*at + 1] == '"');
    for (*at += 2; *at < xml.length && xml.data[*at] != '"'; ++*at) {
      must(xml.data[*at] != '<');
      if (xml.data[*at] == '&') check_reference(slice_from(xml, *at));
    }
    ++*at;
  }
  bool empty = *at < xml.length && xml.data[*at] == '/';
  *at += empty;
  must(*at < xml.length && xml.data[*at] == '>');
  ++*at;
  return empty;
}

/* check_xhtml - elements nest, signs are escaped, controls are absent. */
static void check_xhtml(struct slice xml)
{
  struct slice open[64];
  size_t depth = 0;
  for (size_t at = 0; at < xml.length;) {
    char c = xml.data[at];
    must(c != '>' && ((unsigned char)c >= ' ' || c == '\n' || c == '\t'));
    if (c == '&') check_reference(slice_from(xml, at));
    if (c != '<') {
      at++;
      continue;
    }
    bool closes = at + 1 < xml.length && xml.data[at + 1] == '/';
    at += 1 + closes;
    struct slice name = {xml.data + at, name_length(xml, at)};
    at += name.length;
    if (closes) {
      must(depth > 0 && slice_equal(open[--depth], name) && at < xml.length && xml.data[at] == '>');
      at++;
    } else if (!check_attributes(xml, &at)) {
      must(depth < 64);
      open[depth++] = name;
    }
  }
  must(depth == 0);
}

static void check_markdown(const struct document *document)
{
  struct arena *arena = arena_new();
  struct slice markdown = markdown_write(arena, document);
  must(utf8_valid(markdown) && markdown.length > document->text.length);
  must(markdown.data[markdown.length - 1] == '\n');
  arena_free(&arena);
}

static void check(enum clean_verdict verdict, const struct clean_result *result)
{
  if (verdict == CLEAN_REJECTED) {
    must(result->reason && result->detail);
    return;
  }
  const struct article_clean *article = &result->article;
  check_body(article->text);
  check_blocks(article);
  check_text(article->xhtml);
  check_xhtml(article->xhtml);
  check_markdown(result->document);
  must(article->xhtml.length > 0 && article->xhtml.length <= 2 * article->text.length + XHTML_SLACK);
  check_text(article->metadata.title.value);
  check_text(article->metadata.description.value);
  check_text(article->metadata.site.value);
  for (size_t i = 0; i < article->metadata.authors.count; i++)
    check_text(article->metadata.authors.values[i]);
  must(article->metadata.language.value.length > 0 && article->metadata.uri.value.length > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct clean_worker *worker;
  static struct arena *arena;
  if (!worker) worker = clean_worker_new();
  if (!arena) arena = arena_new();
  if (size < 2) return 0;
  arena_reset(arena);
  struct clean_page page = {.bytes = {(const char *)data + 2, size - 2},
                            .content_type = slice_of(types[data[0] & 7]),
                            .content_encoding = slice_of(encodings[data[0] >> 3 & 3]),
                            .url = SLICE("https://www.example.org/2024/04/12/a"),
                            .fetched_at = 1735689600000,
                            .max_bytes = (size_t)(data[1] + 1) * 4096};
  struct clean_result result;
  check(clean_page(worker, arena, &page, &result), &result);
  return 0;
}
