/* document_of.h - for the tests of documents: a document from a string, every block of it kept but those in
 * elements of class "cut". */
#ifndef TESTS_CLEAN_DOCUMENT_OF_H
#define TESTS_CLEAN_DOCUMENT_OF_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "clean/document.h"
#include "clean/markdown.h"
#include "clean/xhtml.h"

#include <stdio.h>
#include <stdlib.h>

static struct html_parser *test_parser;
static struct arena *test_arena;

static inline bool is_cut(const struct blocks *blocks, uint32_t region)
{
  for (; region != 0; region = blocks->regions[region].parent)
    if (slice_is(html_attribute(blocks->regions[region].node, "class"), "cut")) return true;
  return false;
}

static inline const struct document *document_of(const char *html)
{
  arena_reset(test_arena);
  bool truncated = false;
  struct blocks blocks;
  struct url *base = arena_alloc(test_arena, sizeof *base);
  struct document *document = arena_alloc(test_arena, sizeof *document);
  const struct html_node *root = html_parse(test_parser, slice_of(html), &truncated);
  blocks_read(test_arena, root, false, 1 << 24, &blocks, &truncated);
  for (uint32_t i = 0; i < blocks.count; i++)
    if (is_cut(&blocks, blocks.items[i].region)) blocks.items[i].cut = CUT_NOISE;
  assert_true(url_parse(test_arena, SLICE("https://www.example.org/a/b.html"), NULL, base, NULL));
  document_make(test_arena, &blocks, base, document);
  return document;
}

static inline void assert_text(struct slice text, const char *want)
{
  assert_string_equal(arena_string(test_arena, text), want);
}

static inline void assert_xhtml(const char *html, const char *want)
{
  assert_text(xhtml_write(test_arena, document_of(html)), want);
}

static inline void assert_markdown(const char *html, const char *want)
{
  assert_text(markdown_write(test_arena, document_of(html)), want);
}

static int set_up(void **state)
{
  (void)state;
  test_parser = html_parser_new();
  test_arena = arena_new();
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  html_parser_free(&test_parser);
  arena_free(&test_arena);
  return 0;
}

#endif
