/* probe.c - answers the questions of tests/conformance/run for one suite: a line of JSON whose member "bytes" tells how many
 * raw bytes follow it; one line of JSON back. */
#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#define SUITE(name) probe_fn suite_##name;
#include "probe_suites.inc"
#undef SUITE

static const struct {
  const char *name;
  probe_fn *answer;
} suites[] = {
#define SUITE(name) {#name, suite_##name},
#include "probe_suites.inc"
};

static probe_fn *find(const char *name)
{
  for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
    if (strcmp(suites[i].name, name) == 0) return suites[i].answer;
  return NULL;
}

static bool read_body(struct buffer *body, size_t length)
{
  buffer_clear(body);
  buffer_reserve(body, length);
  body->length = fread(body->data, 1, length, stdin);
  return body->length == length;
}

int main(int argc, char **argv)
{
  probe_fn *answer_for = argc == 2 ? find(argv[1]) : NULL;
  if (!answer_for) {
    fprintf(stderr, "probe SUITE - reads questions from standard input; tests/conformance/run asks them\n");
    return EX_USAGE;
  }
  struct arena *arena = arena_new();
  struct buffer body = BUFFER_EMPTY, line = BUFFER_EMPTY;
  char *text = NULL;
  size_t room = 0;
  ssize_t length;
  while ((length = getline(&text, &room, stdin)) > 0) {
    dp_error error = {0};
    arena_reset(arena);
    struct slice sent = slice_trim((struct slice){text, (size_t)length});
    struct json *question = json_parse(arena, sent, &error);
    if (!question) {
      fprintf(stderr, "probe: not a question: %s\n", error.text);
      return EX_DATAERR;
    }
    if (!read_body(&body, (size_t)json_get_integer(question, "bytes", 0))) return EX_NOINPUT;
    struct json *answer = json_object(arena);
    answer_for(arena, question, buffer_view(&body), answer);
    buffer_clear(&line);
    json_print(answer, &line);
    puts(buffer_string(&line));
    fflush(stdout);
  }
  free(text);
  buffer_free(&body);
  buffer_free(&line);
  arena_free(&arena);
  return 0;
}
