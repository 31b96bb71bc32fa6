/* page.h - for the tests of the cleaner: one worker, one arena, a page from a string. */
#ifndef TESTS_CLEAN_PAGE_H
#define TESTS_CLEAN_PAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/clean.h"

#include <stdlib.h>
#include <string.h>

static struct clean_worker *test_worker;
static struct arena *test_arena;
static struct clean_result test_result;

/* is_normal - well-formed and in normal form C. */
static inline bool is_normal(struct slice text)
{
  struct arena *arena = arena_new();
  bool normal = utf8_valid(text) && slice_equal(unicode_nfc(arena, text), text);
  arena_free(&arena);
  return normal;
}

#define TEST_FETCHED_AT ((millis)1735689600000) /* 2025-01-01 */

static inline struct clean_page page_of(struct slice bytes)
{
  return (struct clean_page){.bytes = bytes,
                             .content_type = SLICE("text/html"),
                             .url = SLICE("https://www.example.org/monde/article-1.html?utm=1"),
                             .fetched_at = TEST_FETCHED_AT,
                             .max_bytes = 16 * 1024 * 1024};
}

static inline enum clean_verdict clean(const struct clean_page *page)
{
  arena_reset(test_arena);
  return clean_page(test_worker, test_arena, page, &test_result);
}

static inline const struct article_clean *article_of(const char *html)
{
  struct clean_page page = page_of(slice_of(html));
  enum clean_verdict verdict = clean(&page);
  if (verdict != CLEAN_ARTICLE) fail_msg("rejected as %s: %s", test_result.reason, test_result.detail);
  return &test_result.article;
}

static inline void assert_slice(struct slice value, const char *want)
{
  char *text = arena_string(test_arena, value);
  assert_string_equal(text, want);
}

static inline bool has(struct slice text, const char *part)
{
  return memmem(text.data, text.length, part, strlen(part)) != NULL;
}

static int set_up(void **state)
{
  (void)state;
  test_worker = clean_worker_new();
  test_arena = arena_new();
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  clean_worker_free(&test_worker);
  arena_free(&test_arena);
  return 0;
}

/* Prose of our own, enough for an article. */
#define PROSE_1                                                                                               \
  "<p>La ville a ouvert lundi un nouveau marché couvert, au bord du fleuve, après trois ans de travaux et " \
  "bien "                                                                                                     \
  "des retards, selon la mairie.</p>"
#define PROSE_2                                                                                                    \
  "<p>Les commerçants, d’abord inquiets du loyer, disent aujourd’hui leur satisfaction : « Nous attendions " \
  "ce "                                                                                                            \
  "moment depuis longtemps », confie une maraîchère, le cœur léger.</p>"
#define PROSE_3                                                                                              \
  "<p>Le maire a promis que la seconde halle, plus petite, ouvrirait avant l’été, si les crédits sont " \
  "votés en "                                                                                               \
  "mars par le conseil, comme il l’espère.</p>"

#endif
