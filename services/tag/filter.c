/* filter.c - the loop of the caged tagger; see filter.h. */
#include "tag/filter.h"

#include "base/utf8.h"
#include "runtime/child.h"
#include "runtime/sandbox.h"
#include "tag/filter_answer.h"
#include "tag/filter_explain.h"
#include "tag/guess.h"

#define MEMORY ((size_t)2 * 1024 * 1024 * 1024)

struct filter {
  struct tag_rules *rules; /* NULL: `refused` says why */
  dp_error refused;
  struct tag_worker *worker;
  struct arena *arena;
  struct buffer question, text; /* as they came */
  struct buffer answer, matter;
};

static unsigned layers_of(const struct json *question, dp_error *error)
{
  unsigned layers = TAG_ALL, without = 0;
  struct slice with = json_get_text(question, "layers");
  if ((with.length && !layers_read(with, &layers, error)) ||
      !layers_read(json_get_text(question, "without"), &without, error))
    return 0;
  return layers & ~without;
}

static struct json *find(struct filter *filter, const struct json *question, unsigned layers)
{
  struct tag_text text = {buffer_view(&filter->text), json_get_text(question, "language"),
                          json_get_text(question, "published"), json_get_text(question, "country")};
  bool guessed = text.language.length == 0, explain = json_get_bool(question, "explain", false);
  bool corpus = json_get_bool(question, "corpus", false);
  struct annotations found;
  struct tag_reasons reasons;
  if (guessed) text.language = guess_language(text.text);
  if (explain && !corpus) {
    tag_explain(filter->rules, filter->worker, filter->arena, &text, layers, &found, &reasons);
    filter_explain(filter->arena, &found, &reasons, &filter->matter);
  } else {
    tag_find(filter->rules, filter->worker, filter->arena, &text, layers, &found);
  }
  return corpus ? filter_corpus(filter->arena, &text, guessed, &found, explain)
                : filter_message(filter->arena, &text, guessed, &found, tag_rules_version(filter->rules));
}

static struct json *answer_of(struct filter *filter, const struct json *question)
{
  dp_error error = filter->refused;
  unsigned layers = layers_of(question, &error);
  if (!error.code && !utf8_valid(buffer_view(&filter->text)))
    error_set(&error, EX_DATAERR, "the text is not UTF-8");
  if (!error.code) return find(filter, question, layers);
  struct json *answer = json_object(filter->arena);
  json_add_text(filter->arena, answer, "error", slice_of(error.text));
  json_add_integer(filter->arena, answer, "code", error.code);
  return answer;
}

static void print(struct filter *filter, const struct json *answer)
{
  buffer_clear(&filter->answer);
  json_print(answer, &filter->answer);
  if (filter->answer.length <= CHILD_MAX_TEXT) return;
  buffer_clear(&filter->answer);
  buffer_format(&filter->answer, "{\"error\":\"what was found is longer than %d MB\",\"code\":%d}",
                CHILD_MAX_TEXT / 1024 / 1024, EX_DATAERR);
}

static bool serve_one(struct filter *filter)
{
  if (!child_receive(&filter->question, &filter->text)) return false;
  arena_reset(filter->arena);
  const struct json *question = json_parse(filter->arena, buffer_view(&filter->question), NULL);
  if (!question) return false;
  buffer_clear(&filter->matter);
  print(filter, answer_of(filter, question));
  return child_answer(buffer_view(&filter->answer), buffer_view(&filter->matter));
}

int filter_serve(int count, char **options)
{
  if (!child_shut("this option is for the command itself: depeche tag --help")) return EX_USAGE;
  struct filter filter = {.arena = arena_new(), .worker = tag_worker_new()};
  filter.rules = tag_rules_new(&filter.refused);
  if (filter.rules && count > 0 && !tag_rules_add(filter.rules, options[0], &filter.refused))
    error_wrap(&filter.refused, "%.200s", options[0]);
  const struct sandbox_options cage = {MEMORY, NULL};
  sandbox_enter(&cage);
  while (serve_one(&filter)) continue;
  buffer_free(&filter.question);
  buffer_free(&filter.text);
  buffer_free(&filter.answer);
  buffer_free(&filter.matter);
  arena_free(&filter.arena);
  tag_worker_free(&filter.worker);
  tag_rules_free(&filter.rules);
  return EX_OK;
}
