/* filter.c - the loop of the caged cleaner; see filter.h. */
#include "clean/filter.h"

#include "clean/clean.h"
#include "clean/filter_answer.h"
#include "clean/filter_explain.h"
#include "clean/markdown.h"
#include "runtime/child.h"
#include "runtime/sandbox.h"

enum { MAX_BYTES = 16 * 1024 * 1024, MOST_TEXT = CHILD_MAX_TEXT };
#define MEMORY ((size_t)2 * 1024 * 1024 * 1024)

/* Tables of character sets are loaded when a page first needs them; there is nothing to hide among the
 * libraries. */
static const char *const readable[] = {"/usr/lib", "/lib", NULL};

struct filter {
  struct clean_worker *worker;
  struct arena *arena;
  struct buffer question, page; /* as they came */
  struct buffer text, matter;   /* of the answer */
};

static struct clean_page page_of(const struct filter *filter, const struct json *question)
{
  return (struct clean_page){.bytes = buffer_view(&filter->page),
                             .content_encoding = json_get_text(question, "content_encoding"),
                             .content_type = json_get_text(question, "content_type"),
                             .url = json_get_text(question, "url"),
                             .fetched_at = json_get_integer(question, "fetched_at", 0),
                             .max_bytes = (size_t)json_get_integer(question, "max_bytes", MAX_BYTES)};
}

static void add_form(struct filter *filter, struct slice form, const struct clean_result *result,
                     struct json *answer)
{
  if (slice_is(form, "xhtml")) json_add_text(filter->arena, answer, "xhtml", result->article.xhtml);
  if (slice_is(form, "markdown") && result->document)
    json_add_text(filter->arena, answer, "markdown", markdown_write(filter->arena, result->document));
}

/* print_answer - within the bounds of a frame: what the text can do without goes first. */
static void print_answer(struct filter *filter, struct json *answer)
{
  static const char *const spare[] = {"xhtml", "markdown", "blocks", "tags", NULL};
  struct json *omitted = NULL;
  for (size_t i = 0;; i++) {
    buffer_clear(&filter->text);
    json_print(answer, &filter->text);
    if (filter->text.length <= MOST_TEXT || !spare[i]) return;
    if (!json_get(answer, spare[i])) continue;
    if (!omitted) omitted = json_add_array(filter->arena, answer, "omitted");
    json_append_text(filter->arena, omitted, slice_of(spare[i]));
    json_remove(answer, spare[i]);
  }
}

static bool serve_one(struct filter *filter)
{
  dp_error error = {0, ""};
  if (!child_receive(&filter->question, &filter->page)) return false;
  arena_reset(filter->arena);
  const struct json *question = json_parse(filter->arena, buffer_view(&filter->question), &error);
  if (!question) return false;
  const struct clean_page page = page_of(filter, question);
  struct clean_result result;
  clean_page(filter->worker, filter->arena, &page, &result);
  buffer_clear(&filter->matter);
  struct json *answer = filter_answer(filter->arena, &page, &result, json_get_bool(question, "line", false));
  add_form(filter, json_get_text(question, "form"), &result, answer);
  print_answer(filter, answer);
  if (json_get_bool(question, "explain", false)) filter_explain(filter->arena, &result, &filter->matter);
  return child_answer(buffer_view(&filter->text), buffer_view(&filter->matter));
}

int filter_serve(void)
{
  if (!child_shut("this option is for the command itself: depeche clean --help")) return EX_USAGE;
  struct filter filter = {.worker = clean_worker_new(), .arena = arena_new()};
  const struct sandbox_options cage = {MEMORY, readable};
  sandbox_enter(&cage);
  while (serve_one(&filter)) continue;
  buffer_free(&filter.question);
  buffer_free(&filter.page);
  buffer_free(&filter.text);
  buffer_free(&filter.matter);
  arena_free(&filter.arena);
  clean_worker_free(&filter.worker);
  return EX_OK;
}
