/* test_terminal.c - what reaches a person's terminal, and how options are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "cli/options.h"
#include "cli/terminal.h"

#include <stdlib.h>

/* What `write` writes, as a string to be freed. */
static char *written(void (*write)(struct terminal *))
{
  char *text = NULL;
  size_t length = 0;
  struct terminal terminal = {.file = open_memstream(&text, &length), .width = 40};
  write(&terminal);
  fclose(terminal.file);
  return text;
}

static void write_hostile(struct terminal *terminal)
{
  terminal_text(terminal,
                SLICE("a\033[31mb\nc\xc2\x9b"
                      "d\xe2\x80\xae"
                      "e"),
                100);
}

static void control_characters_of_an_article_never_reach_the_terminal(void **state)
{
  (void)state;
  char *text = written(write_hostile);
  assert_string_equal(text, "a [31mb c d e");
  free(text);
}

static void write_cut(struct terminal *terminal)
{
  terminal_text(terminal, SLICE("déjà vu"), 4);
  terminal_text(terminal, SLICE("|"), 1);
  terminal_text(terminal, SLICE("déjà"), 4);
}

static void text_is_cut_by_characters_and_marked(void **state)
{
  (void)state;
  char *text = written(write_cut);
  assert_string_equal(text, "déj…|déjà");
  free(text);
}

static void write_wrapped(struct terminal *terminal)
{
  terminal_wrapped(terminal, SLICE("one two three four five six seven eight nine ten\nnext"), 2);
}

static void long_text_is_broken_at_spaces(void **state)
{
  (void)state;
  char *text = written(write_wrapped);
  assert_string_equal(text, "  one two three four five six seven\n  eight nine ten\n  next\n");
  free(text);
}

static void write_table(struct terminal *terminal)
{
  static struct table table;
  table_row(&table, STYLE_BOLD);
  table_cell(&table, 0, "a");
  table_cell(&table, 1, "b");
  table_row(&table, STYLE_PLAIN);
  table_cell(&table, 0, "é%d", 10);
  table_cell(&table, 1, "x");
  table_print(terminal, &table);
}

static void columns_line_up_without_colour_in_a_pipe(void **state)
{
  (void)state;
  char *text = written(write_table);
  assert_string_equal(text, "a    b\né10  x\n");
  free(text);
}

static bool flag;
static const char *text_option;
static int64_t number;
static const struct option_spec specs[] = {{"flag", 'f', OPTION_FLAG, &flag, NULL, ""},
                                           {"text", 0, OPTION_TEXT, &text_option, "TEXT", ""},
                                           {"number", 'n', OPTION_NUMBER, &number, "N", ""},
                                           {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static bool parse(const char *const *given, size_t *count, char **left, dp_error *error)
{
  const struct option_spec *tables[] = {specs, NULL};
  for (size_t i = 0; i < *count; i++) left[i] = (char *)(uintptr_t)given[i];
  flag = false, text_option = NULL, number = -1;
  return options_parse(tables, 2, left, count, error);
}

static void options_stand_anywhere_until_two_dashes(void **state)
{
  (void)state;
  const char *given[] = {"a", "-f", "--text=x=y", "-n7", "-", "--", "--flag"};
  char *left[7];
  size_t count = 7;
  assert_true(parse(given, &count, left, NULL));
  assert_true(flag);
  assert_string_equal(text_option, "x=y");
  assert_int_equal(number, 7);
  assert_int_equal(count, 3);
  assert_string_equal(left[1], "-");
  assert_string_equal(left[2], "--flag");
}

static void a_wrong_option_is_named_in_the_sentence(void **state)
{
  (void)state;
  static const char *const wrong[][2] = {
      {"--flog", NULL}, {"--flag=1", NULL}, {"--number", "x"}, {"-n", "-3"}, {"--text", NULL}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    char *left[2];
    size_t count = wrong[i][1] ? 2 : 1;
    dp_error error = {0, ""};
    assert_false(parse(wrong[i], &count, left, &error));
    assert_int_equal(error.code, EX_USAGE);
    assert_non_null(strstr(error.text, "--"));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(control_characters_of_an_article_never_reach_the_terminal),
      cmocka_unit_test(text_is_cut_by_characters_and_marked),
      cmocka_unit_test(long_text_is_broken_at_spaces),
      cmocka_unit_test(columns_line_up_without_colour_in_a_pipe),
      cmocka_unit_test(options_stand_anywhere_until_two_dashes),
      cmocka_unit_test(a_wrong_option_is_named_in_the_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
