/* test_csv.c - tables as spreadsheets write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "data/csv.h"

#include <stdio.h>

/* read - "1:a|b 2:c" for lines 1 and 2; "3!reason" where one is wrong. */
static const char *read(const char *text)
{
  static struct buffer said;
  static char kept[4096];
  struct arena *arena = arena_new();
  struct csv csv;
  struct csv_record record;
  dp_error error = {0};
  enum csv_outcome outcome;
  csv_begin(&csv, arena, slice_of(text));
  while ((outcome = csv_next(&csv, &record, &error)) != CSV_END) {
    buffer_format(&said, "%s%zu%c", said.length ? " " : "", record.line, outcome == CSV_WRONG ? '!' : ':');
    if (outcome == CSV_WRONG) buffer_format(&said, "%.20s", error.text);
    for (size_t i = 0; outcome == CSV_RECORD && i < record.count; i++)
      buffer_format(&said, "%s%.*s", i ? "|" : "", (int)record.fields[i].length, record.fields[i].data);
  }
  snprintf(kept, sizeof kept, "%s", buffer_string(&said));
  buffer_free(&said);
  arena_free(&arena);
  return kept;
}

static void fields_are_parted_by_what_parts_the_first_line(void **state)
{
  (void)state;
  assert_string_equal(read("a,b\nc;d,e\n"), "1:a|b 2:c;d|e");
  assert_string_equal(read("a;b\nc,d;e\n"), "1:a|b 2:c,d|e");
  assert_string_equal(read("a\tb\nc,d;e\tf"), "1:a|b 2:c,d;e|f");
  assert_string_equal(read("\"a;b\",c\n"), "1:a;b|c");
  assert_string_equal(read("# x;y\n\na,b\n"), "3:a|b");
}

static void quotes_hold_everything(void **state)
{
  (void)state;
  assert_string_equal(read("\"a\"\"b\",\"c,d\"\n"), "1:a\"b|c,d");
  assert_string_equal(read("\"a\nb\",c\nd,e\n"), "1:a\nb|c 3:d|e");
  assert_string_equal(read("\"\",\"\"\"\"\n"), "1:|\"");
  assert_string_equal(read(" \"a\" , b \n"), "1:a|b");
}

static void line_ends_marks_and_blank_lines_do_not_matter(void **state)
{
  (void)state;
  assert_string_equal(read("\xEF\xBB\xBF"
                           "a,b\r\n\r\nc,d\r\n"),
                      "1:a|b 3:c|d");
  assert_string_equal(read("a,b\n,,\n#c,d\ne,"), "1:a|b 4:e|");
  assert_string_equal(read(""), "");
  assert_string_equal(read("\n\n"), "");
}

static void what_is_wrong_is_told_and_the_rest_is_read(void **state)
{
  (void)state;
  assert_string_equal(read("a,b\nc\"d,e\nf,g\n"), "1:a|b 2!a field with a quota 3:f|g");
  assert_string_equal(read("a,b\n\"c\"d,e\nf,g\n"), "1:a|b 2!something stands beh 3:f|g");
  assert_string_equal(read("a,b\n\"c,e\nf,g\n"), "1:a|b 2!the quotation mark t");
  char wide[2 * CSV_FIELDS + 4];
  memset(wide, ',', sizeof wide);
  memcpy(wide, "a,b", 3);
  memcpy(wide + sizeof wide - 3, "\nc", 3);
  assert_string_equal(read(wide), "1!the line has more th 2:c");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_are_parted_by_what_parts_the_first_line),
      cmocka_unit_test(quotes_hold_everything),
      cmocka_unit_test(line_ends_marks_and_blank_lines_do_not_matter),
      cmocka_unit_test(what_is_wrong_is_told_and_the_rest_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
