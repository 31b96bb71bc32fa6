#include "document_of.h"

#include "base/files.h"
#include "base/inflate.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/clean.h"
#include "data/json.h"

#include <ctype.h>

/* assert_blocks - the document as lines "type level text". */
static void assert_blocks(const char *html, const char *want)
{
  const struct document *document = document_of(html);
  struct buffer out = BUFFER_EMPTY;
  for (size_t i = 0; i < document->block_count; i++) {
    const struct article_block *block = &document->blocks[i];
    size_t start = 0, end;
    for (size_t at = 0; at < block->start; at++) utf8_decode(document->text, &start);
    end = start;
    for (size_t at = block->start; at < block->end; at++) utf8_decode(document->text, &end);
    buffer_format(&out, "%s %d %.*s\n", block->type, block->level, (int)(end - start),
                  document->text.data + start);
  }
  assert_string_equal(buffer_string(&out), want);
  buffer_free(&out);
}

static void each_block_has_its_type(void **state)
{
  (void)state;
  assert_blocks(
      "<h1>Été</h1>text<ul><li>a<ul><li>b</ul><li>c</ul><blockquote><p>d</p><ul><li>e</ul></blockquote>"
      "<pre><code>x = 1;\n\ny = 2;</code></pre><blockquote class=instagram-media><h3>f</h3></blockquote>",
      "heading 2 Été\nparagraph 0 text\nitem 1 a\nitem 2 b\nitem 1 c\nquote 0 d\nitem 1 e\n"
      "code 0 x = 1;\ny = 2;\npost 0 f\n");
}

static void a_row_is_one_block_of_joined_cells(void **state)
{
  (void)state;
  assert_blocks("<p>x</p><table><tr><th>Port<th>Tons<tr><td>Yoff<td><p>3</p><p>or 4</p><tr><td><td>5</table>",
                "paragraph 0 x\nrow 0 Port | Tons\nrow 0 Yoff | 3 or 4\nrow 0 5\n");
}

static void line_breaks_are_spaces_in_the_text(void **state)
{
  (void)state;
  assert_blocks("<p>one<br>two</p><h2>a<br>b</h2>", "paragraph 0 one two\nheading 2 a b\n");
}

static void what_is_cut_is_no_part_of_it(void **state)
{
  (void)state;
  assert_blocks("<p class=cut>a</p><ul><li>b</li><li class=cut>c</li><li>d</li></ul><p class=cut>e</p>",
                "item 1 b\nitem 1 d\n");
  assert_blocks("<p class=cut>a</p>", "");
}

static void offsets_count_composed_characters(void **state)
{
  (void)state;
  const struct document *document = document_of("<p>cafe\xCC\x81 \xF0\x9F\x90\x9F</p><p>quai</p>");
  assert_text(document->text, "caf\xC3\xA9 \xF0\x9F\x90\x9F\nquai");
  assert_int_equal(document->blocks[0].end, 6);
  assert_int_equal(document->blocks[1].start, 7);
  assert_int_equal(document->blocks[1].end, 11);
}

static void custom_elements_and_spans_do_not_glue_blocks(void **state)
{
  (void)state;
  assert_blocks("<div><x-part>one</x-part><x-part>two</x-part></div><p>a<span>b</span></p>",
                "paragraph 0 one\nparagraph 0 two\nparagraph 0 ab\n");
  assert_blocks("<p>the <x-term>hall</x-term>s open</p>", "paragraph 0 the halls open\n");
}

static void deep_nesting_is_flat_from_some_depth_on(void **state)
{
  (void)state;
  struct buffer page = BUFFER_EMPTY;
  for (int i = 0; i < 100; i++) buffer_format(&page, "<ul><li>%d", i);
  const struct document *document = document_of(buffer_string(&page));
  assert_int_equal(document->block_count, 100);
  assert_string_equal(document->blocks[99].type, "item");
  assert_int_equal(document->blocks[99].level, 6);
  buffer_free(&page);
}

static void lines_become_paragraphs(void **state)
{
  (void)state;
  struct document document;
  arena_reset(test_arena);
  document_of_lines(test_arena, SLICE("un\ndeux"), &document);
  assert_text(document.text, "un\ndeux");
  assert_int_equal(document.block_count, 2);
  assert_text(xhtml_write(test_arena, &document), "<p>un</p><p>deux</p>");
}

/* Real pages. */

static bool next_is(struct slice text, size_t at, char sign)
{
  return at < text.length && text.data[at] == sign;
}

/* assert_sound - blocks lie end to end over the text; steps are balanced and of bounded depth. */
static void assert_sound(const struct document *document)
{
  size_t at = 0, points = 0, depth = 0;
  assert_true(utf8_valid(document->text) &&
              slice_equal(unicode_nfc(test_arena, document->text), document->text));
  for (size_t i = 0; i < document->block_count; i++) {
    const struct article_block *block = &document->blocks[i];
    if (i) assert_true(next_is(document->text, at++, '\n') && points++ + 1 == block->start);
    assert_int_equal(block->start, points);
    assert_true(block->end > block->start);
    assert_false(isspace((unsigned char)document->text.data[at]));
    for (; points < block->end; points++) utf8_decode(document->text, &at);
    assert_false(isspace((unsigned char)document->text.data[at - 1]));
  }
  assert_int_equal(at, document->text.length);
  unsigned char open[32];
  for (size_t i = 0; i < document->step_count; i++) {
    const struct step *step = &document->steps[i];
    if (step->part >= PART_TEXT) continue;
    assert_true(step->closes ? depth > 0 && open[depth - 1] == step->part : depth < 32);
    if (step->closes)
      depth--;
    else
      open[depth++] = step->part;
  }
  assert_int_equal(depth, 0);
}

static bool read_page(struct inflate *inflate, struct slice path, struct buffer *page)
{
  struct buffer name = BUFFER_EMPTY, file = BUFFER_EMPTY;
  bool truncated;
  const char *detail;
  buffer_format(&name, "%s/corpus/extraction/%.*s", SHARED_DATA, (int)path.length, path.data);
  bool ok = files_read(buffer_string(&name), 1 << 26, &file, NULL) &&
            inflate_body(inflate, SLICE("gzip"), buffer_view(&file), 1 << 26, page, &truncated, &detail) !=
                INFLATE_UNDECODABLE;
  buffer_free(&name);
  buffer_free(&file);
  return ok;
}

static size_t check_set(const char *set)
{
  struct buffer list = BUFFER_EMPTY, name = BUFFER_EMPTY, page = BUFFER_EMPTY;
  struct clean_worker *worker = clean_worker_new();
  struct inflate *inflate = inflate_new();
  struct arena *rows = arena_new();
  size_t pages = 0;
  buffer_format(&name, "%s/corpus/extraction/%s.jsonl", SHARED_DATA, set);
  if (!files_read(buffer_string(&name), 1 << 26, &list, NULL)) buffer_clear(&list);
  for (char *line = list.length ? strtok(list.data, "\n") : NULL; line; line = strtok(NULL, "\n")) {
    arena_reset(rows);
    arena_reset(test_arena);
    const struct json *row = json_parse(rows, slice_of(line), NULL);
    assert_non_null(row);
    buffer_clear(&page);
    assert_true(read_page(inflate, json_get_text(row, "html"), &page));
    struct clean_page input = {
        .bytes = buffer_view(&page), .url = json_get_text(row, "url"), .max_bytes = 1 << 24};
    struct clean_result result;
    clean_page(worker, test_arena, &input, &result);
    if (result.document) assert_sound(result.document);
    pages += result.document != NULL;
  }
  buffer_free(&list);
  buffer_free(&name);
  buffer_free(&page);
  arena_free(&rows);
  inflate_free(&inflate);
  clean_worker_free(&worker);
  return pages;
}

static void blocks_of_real_pages_lie_end_to_end(void **state)
{
  (void)state;
  static const char *const sets[] = {"fundus", "wcxb"};
  size_t pages = 0;
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) pages += check_set(sets[i]);
  if (pages == 0) {
    print_message("skipped: %s/corpus/extraction is absent\n", SHARED_DATA);
    skip();
  }
  assert_true(pages > 100);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_block_has_its_type),
      cmocka_unit_test(a_row_is_one_block_of_joined_cells),
      cmocka_unit_test(line_breaks_are_spaces_in_the_text),
      cmocka_unit_test(what_is_cut_is_no_part_of_it),
      cmocka_unit_test(offsets_count_composed_characters),
      cmocka_unit_test(custom_elements_and_spans_do_not_glue_blocks),
      cmocka_unit_test(deep_nesting_is_flat_from_some_depth_on),
      cmocka_unit_test(lines_become_paragraphs),
      cmocka_unit_test(blocks_of_real_pages_lie_end_to_end),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
