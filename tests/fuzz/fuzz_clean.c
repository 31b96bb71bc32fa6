/* fuzz_clean - arbitrary bytes as a response. The first byte chooses content type and content encoding, the
 * second the size limit; the rest is the body. Whatever comes: an article in well-formed UTF-8 and NFC, or a
 * rejection with a reason and a sentence. */
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/clean.h"
#include "fuzz.h"

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

static void check(enum clean_verdict verdict, const struct clean_result *result)
{
  if (verdict == CLEAN_REJECTED) {
    must(result->reason && result->detail);
    return;
  }
  const struct article_clean *article = &result->article;
  check_body(article->text);
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
