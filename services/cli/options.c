/* options.c - reading options; see options.h. */
#include "cli/options.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
  const struct option_spec *const *tables;
  size_t table_count;
  char **arguments;
  size_t at, count;
  dp_error *error;
};

static const struct option_spec *find(const struct reading *r, const char *name, size_t length, char letter)
{
  for (size_t t = 0; t < r->table_count; t++)
    for (const struct option_spec *o = r->tables[t]; o && o->name; o++) {
      if (letter && o->letter == letter) return o;
      if (!letter && strlen(o->name) == length && strncmp(o->name, name, length) == 0) return o;
    }
  return NULL;
}

static bool set_number(const struct option_spec *option, const char *text, dp_error *error)
{
  char *end;
  errno = 0;
  long long number = strtoll(text, &end, 10);
  if (errno || *end || end == text || number < 0)
    return error_set(error, EX_USAGE, "--%s takes a number, not “%.40s”", option->name, text);
  *(int64_t *)option->value = number;
  return true;
}

/* `inline_value` is what stood behind '=' or the letter; NULL: the next argument. */
static bool set_option(struct reading *r, const struct option_spec *option, const char *inline_value)
{
  if (option->kind == OPTION_FLAG) {
    if (inline_value) return error_set(r->error, EX_USAGE, "--%s takes no value", option->name);
    *(bool *)option->value = true;
    return true;
  }
  const char *value = inline_value;
  if (!value && r->at + 1 < r->count) value = r->arguments[++r->at];
  if (!value) return error_set(r->error, EX_USAGE, "--%s needs a value: %s", option->name, option->argument);
  if (option->kind == OPTION_NUMBER) return set_number(option, value, r->error);
  *(const char **)option->value = value;
  return true;
}

static bool read_option(struct reading *r, const char *text)
{
  bool is_long = text[1] == '-';
  const char *name = text + (is_long ? 2 : 1);
  size_t length = strcspn(name, "=");
  const struct option_spec *option = find(r, name, length, is_long ? '\0' : name[0]);
  if (!option) return error_set(r->error, EX_USAGE, "there is no option “%.40s”", text);
  const char *value = is_long ? (name[length] ? name + length + 1 : NULL) : (name[1] ? name + 1 : NULL);
  return set_option(r, option, value);
}

bool options_parse(const struct option_spec *const *tables, size_t table_count, char **arguments,
                   size_t *count, dp_error *error)
{
  struct reading r = {tables, table_count, arguments, 0, *count, error};
  size_t kept = 0;
  bool literal = false;
  for (; r.at < r.count; r.at++) {
    char *text = arguments[r.at];
    if (literal || text[0] != '-' || text[1] == '\0')
      arguments[kept++] = text;
    else if (strcmp(text, "--") == 0)
      literal = true;
    else if (!read_option(&r, text))
      return false;
  }
  *count = kept;
  return true;
}

void options_print(const struct option_spec *table)
{
  for (const struct option_spec *o = table; o && o->name; o++) {
    char text[64], letter[8] = "   ";
    if (o->letter) snprintf(letter, sizeof letter, "-%c,", o->letter);
    snprintf(text, sizeof text, "%s --%s%s%s", letter, o->name, o->argument ? " " : "",
             o->argument ? o->argument : "");
    printf("  %-26s %s\n", text, o->help);
  }
}
