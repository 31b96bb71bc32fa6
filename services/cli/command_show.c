/* command_show.c - depeche show: one article or item: what it is, where it is, and everything that happened
 * to it. */
#include "cli/cli.h"
#include "cli/show_diff.h"

#include "data/article.h"
#include "data/event.h"

#include <inttypes.h>
#include <stdlib.h>

enum { STEPS_MOST = 64 };

static struct {
  int64_t item, against;
  bool text, diff;
} options;

static const struct option_spec specs[] = {
    {"item", 'i', OPTION_NUMBER, &options.item, "ITEM", "by the fetcher's number instead of ID"},
    {"text", 't', OPTION_FLAG, &options.text, NULL, "the text of the article too"},
    {"diff", 'd', OPTION_FLAG, &options.diff, NULL, "what has changed since the revision before it"},
    {"against", 'a', OPTION_NUMBER, &options.against, "N", "diff: against revision N instead"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

/* What the two ends know of one item. Each may know nothing. */
struct findings {
  const struct json *item;   /* fetch */
  const struct json *record; /* store */
  struct slice event_json;   /* the stored article; of a duplicate, the one it repeats */
  struct event event;
  bool fetch_up, store_up;
};

struct step {
  struct slice at, where, what, detail;
};

static const struct json *ask_show(struct cli *cli, const char *service, struct slice key, const char *member,
                                   struct slice *frame, dp_error *error)
{
  struct json *data = json_object(cli->arena);
  json_add_text(cli->arena, data, "key", key);
  const struct json *reply = cli_ask(cli, service, "show", data, frame, error);
  return json_get_bool(reply, "found", false) ? json_get(reply, member) : NULL;
}

static struct slice event_key(struct cli *cli, const struct json *known)
{
  struct slice epoch = json_get_text(known, "epoch");
  return slice_of(arena_format(cli->arena, "%.*s.%" PRId64, (int)epoch.length, epoch.length ? epoch.data : "",
                               json_get_integer(known, "item", 0)));
}

static struct slice number_key(struct cli *cli, int64_t number)
{
  return slice_of(arena_format(cli->arena, "%" PRId64, number));
}

static bool is_number(const char *text)
{
  return *text && text[strspn(text, "0123456789")] == '\0';
}

/* By sequence: the store knows the number, and names the item for the fetcher. */
static bool find_by_sequence(struct cli *cli, struct findings *f, struct slice key, dp_error *error)
{
  if (!f->store_up)
    return error_set(error, EX_UNAVAILABLE, "the store does not answer on %s; start it with: depeche up",
                     cli_endpoint(cli, "store"));
  f->record = ask_show(cli, "store", key, "record", &f->event_json, error);
  if (f->record && f->fetch_up)
    f->item = ask_show(cli, "fetch", event_key(cli, f->record), "item", NULL, error);
  return error->code == 0;
}

/* By URL, uri, EPOCH.ITEM or item number: what the fetcher knows as its item, the store knows under
 * EPOCH.ITEM. */
static bool find_by_item(struct cli *cli, struct findings *f, struct slice key, dp_error *error)
{
  if (f->fetch_up) f->item = ask_show(cli, "fetch", key, "item", NULL, error);
  struct slice store_key = f->item ? event_key(cli, f->item) : key;
  if (error->code == 0 && f->store_up)
    f->record = ask_show(cli, "store", store_key, "record", &f->event_json, error);
  return error->code == 0;
}

/* A duplicate has no article of its own: the one it repeats is shown. */
static void read_event(struct cli *cli, struct findings *f)
{
  int64_t sequence = json_get_integer(f->record, "sequence", 0);
  dp_error ignored = {0, ""};
  if (f->record && !f->event_json.length && sequence)
    ask_show(cli, "store", number_key(cli, sequence), "record", &f->event_json, &ignored);
  if (f->event_json.length && !event_parse(cli->arena, f->event_json, &f->event, NULL)) f->event.data = NULL;
}

/* ---- the trace: both ends' times in one order ---- */

static void add_step(struct step *steps, size_t *count, struct slice at, const char *where, struct slice what,
                     struct slice detail)
{
  if (at.length && *count < STEPS_MOST) steps[(*count)++] = (struct step){at, slice_of(where), what, detail};
}

/* Times of one format compare as text. */
static int compare_steps(const struct step *left, const struct step *right)
{
  size_t length = left->at.length < right->at.length ? left->at.length : right->at.length;
  return memcmp(left->at.data, right->at.data, length);
}

/* Stable: what one end tells of one moment stays in its order. */
static void sort_steps(struct step *steps, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    struct step step = steps[i];
    size_t at = i;
    for (; at > 0 && compare_steps(&steps[at - 1], &step) > 0; at--) steps[at] = steps[at - 1];
    steps[at] = step;
  }
}

/* What both stages spent on the article, told where the last of them sent it on. */
static struct slice describe_timings(struct cli *cli, const struct json *timings)
{
  struct buffer text = BUFFER_EMPTY;
  for (struct json *timing = json_first(timings); timing; timing = json_next(timing)) {
    struct slice name = json_key(timing);
    if (name.length < 4) continue;
    buffer_format(&text, "%s%.*s %.1f ms", text.length ? ", " : "CPU: ", (int)name.length - 3, name.data,
                  (double)json_integer(timing, 0) / 1000.0);
  }
  struct slice copy = arena_slice(cli->arena, buffer_view(&text));
  buffer_free(&text);
  return copy;
}

static void add_fetch_steps(struct cli *cli, const struct json *item, struct step *steps, size_t *count)
{
  const struct json *response = json_get(item, "response");
  int64_t sequence = json_get_integer(item, "sequence", 0);
  char *got =
      arena_format(cli->arena, "HTTP %" PRId64 ", %" PRId64 " bytes", json_get_integer(response, "status", 0),
                   json_get_integer(response, "body_bytes", 0));
  char *end = sequence ? arena_format(cli->arena, "article %" PRId64, sequence) : "";
  struct slice verdict = json_get_text(item, "verdict"), reason = json_get_text(item, "reason");
  add_step(steps, count, json_get_text(item, "fed_at"), "fetch", SLICE("accepted"), SLICE(""));
  if (response)
    add_step(steps, count, json_get_text(item, "fetched_at"), "fetch", SLICE("fetched"), slice_of(got));
  for (struct json *trace = json_first(json_get(item, "trace")); trace; trace = json_next(trace))
    add_step(steps, count, json_get_text(trace, "at"), "fetch", json_get_text(trace, "what"),
             json_get_text(trace, "detail"));
  if (verdict.length)
    add_step(steps, count, json_get_text(item, "settled_at"), "fetch", SLICE("settled"),
             slice_of(arena_format(cli->arena, "%.*s %s", (int)verdict.length, verdict.data, end)));
  else if (reason.length)
    add_step(steps, count, json_get_text(item, "settled_at"), "fetch", SLICE("dead"),
             json_get_text(item, "detail"));
}

static size_t collect_steps(struct cli *cli, const struct findings *f, struct step steps[STEPS_MOST])
{
  size_t count = 0;
  char when[CLOCK_TEXT];
  bool own_article = f->event.data && slice_is(json_get_text(f->record, "verdict"), "stored");
  add_fetch_steps(cli, f->item, steps, &count);
  if (own_article)
    add_step(steps, &count, slice_of(arena_string(cli->arena, slice_of(clock_format(f->event.time, when)))),
             "tag", SLICE("tagged"),
             describe_timings(cli, json_get(json_get(f->event.data, "depeche"), "timings")));
  if (f->record)
    add_step(steps, &count, json_get_text(f->record, "decided_at"), "store",
             json_get_text(f->record, "verdict"), json_get_text(f->record, "detail"));
  sort_steps(steps, count);
  return count;
}

static void add_copy(struct cli *cli, struct json *object, const char *key, const struct json *value)
{
  struct buffer text = BUFFER_EMPTY;
  if (value) json_print(value, &text);
  struct json *copy = value ? json_parse(cli->arena, buffer_view(&text), NULL) : NULL;
  if (copy) json_add(cli->arena, object, key, copy);
  buffer_free(&text);
}

static void print_as_json(struct cli *cli, const struct findings *f)
{
  struct step steps[STEPS_MOST];
  struct json *line = json_object(cli->arena);
  size_t count = collect_steps(cli, f, steps);
  add_copy(cli, line, "item", f->item);
  add_copy(cli, line, "record", f->record);
  struct json *trace = json_add_array(cli->arena, line, "trace");
  for (size_t i = 0; i < count; i++) {
    struct json *step = json_append_object(cli->arena, trace);
    json_add_text(cli->arena, step, "at", steps[i].at);
    json_add_text(cli->arena, step, "where", steps[i].where);
    json_add_text(cli->arena, step, "what", steps[i].what);
    if (steps[i].detail.length) json_add_text(cli->arena, step, "detail", steps[i].detail);
  }
  if (f->event.data) json_add(cli->arena, line, "article", f->event.data);
  cli_print_json(line);
}

/* print_later - the page changed or was read once more: its later items, each of which may be an article. */
static void print_later(const struct json *item)
{
  const struct json *later = json_get(item, "later");
  int64_t page = json_get_integer(item, "page", 0);
  if (page) printf("page   it was first read as item %" PRId64 "\n", page);
  if (!json_count(later)) return;
  fputs("later ", stdout);
  for
    json_each(one, later) printf(" item %" PRId64 "%s", json_integer(one, 0), json_next(one) ? "," : "");
  printf("  (read again since: depeche show --item %" PRId64 ")\n", json_integer(json_first(later), 0));
}

/* print_revisions - which it is, and where the newest is. */
static void print_revisions(const struct json *record)
{
  const struct json *newest = json_first(json_get(record, "revisions"));
  if (!newest) return;
  printf("text   revision %" PRId64 " of %" PRId64, json_get_integer(record, "revision", 0),
         json_get_integer(newest, "revision", 0));
  int64_t last = json_get_integer(newest, "sequence", 0);
  if (last != json_get_integer(record, "sequence", 0)) printf("; the newest is article %" PRId64, last);
  printf("  (what changed: depeche show --diff %" PRId64 ")\n", last);
}

static void print_where(struct cli *cli, const struct findings *f)
{
  struct terminal *out = &cli->out;
  struct slice state = json_get_text(f->item, "state"), verdict = json_get_text(f->record, "verdict");
  int64_t sequence = json_get_integer(f->record, "sequence", 0);
  if (f->item) {
    printf("item %" PRId64 "  ", json_get_integer(f->item, "item", 0));
    terminal_text(out, json_get_text(f->item, "url"), 2000);
    printf("\nstate  %.*s", (int)state.length, state.length ? state.data : "");
  } else {
    printf("item %" PRId64 "  ", json_get_integer(f->record, "item", 0));
    terminal_text(out, json_get_text(f->record, "url"), 2000);
    printf("\nstate  %s", f->fetch_up ? "unknown to this fetcher" : "(the fetcher does not answer)");
  }
  if (verdict.length) printf(", %.*s", (int)verdict.length, verdict.data);
  if (sequence)
    printf("%s %" PRId64, slice_is(verdict, "duplicate") ? " of article" : " as article", sequence);
  const struct json *reasoned = json_get(f->item, "reason") ? f->item : f->record;
  struct slice reason = json_get_text(reasoned, "reason"), detail = json_get_text(reasoned, "detail");
  if (reason.length) fputs(": ", stdout), terminal_text(out, reason, 60);
  if (detail.length) fputs(" (", stdout), terminal_text(out, detail, 300), putchar(')');
  putchar('\n');
  if (f->item) print_later(f->item);
  print_revisions(f->record);
}

static void print_steps(struct cli *cli, const struct findings *f)
{
  struct step steps[STEPS_MOST];
  size_t count = collect_steps(cli, f, steps);
  for (size_t i = 0; i < count; i++) {
    printf("  %s", terminal_style(&cli->out, STYLE_DIM));
    terminal_text(&cli->out, steps[i].at, 32);
    printf("%s  %-6.*s", terminal_style(&cli->out, STYLE_PLAIN), (int)steps[i].where.length,
           steps[i].where.data);
    size_t written = terminal_text(&cli->out, steps[i].what, 40);
    if (steps[i].detail.length) printf("%*s", written < 8 ? (int)(10 - written) : 2, "");
    terminal_text(&cli->out, steps[i].detail, 200);
    putchar('\n');
  }
}

static void print_for_person(struct cli *cli, const struct findings *f)
{
  print_where(cli, f);
  print_steps(cli, f);
  if (cli->err.tty && slice_is(json_get_text(f->item, "state"), "queued"))
    cli_note(cli, "what it waits for: depeche fetch --why-not URL");
  if (!f->event.data) return;
  putchar('\n');
  print_article(&cli->out, f->event.sequence, f->event.data, options.text);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  struct findings f = {0};
  if ((count == 1) == (options.item > 0))
    return cli_usage(cli, &command_show, "give an ID or URL, or --item ITEM");
  if (!cli_connect(cli, &error)) return cli_fail(cli, &error);
  f.fetch_up = cli_ping(cli, "fetch", 1000);
  f.store_up = cli_ping(cli, "store", 1000);
  if (!f.fetch_up && !f.store_up) return cli_require(cli, "fetch", &error), cli_fail(cli, &error);
  struct slice key = count ? slice_of(arguments[0]) : number_key(cli, options.item);
  bool ok = count && is_number(arguments[0]) ? find_by_sequence(cli, &f, key, &error)
                                             : find_by_item(cli, &f, key, &error);
  if (!ok) return cli_fail(cli, &error);
  if (!f.item && !f.record) {
    error_set(
        &error, EX_NOINPUT, "nothing is known of %.200s%s", key.data,
        f.fetch_up && f.store_up ? "" : ", but one of fetcher and store does not answer; see depeche status");
    return cli_fail(cli, &error);
  }
  read_event(cli, &f);
  if (options.diff || options.against)
    return show_diff(cli, f.record, f.event.data, options.against, !count || !is_number(arguments[0]));
  if (cli->json)
    print_as_json(cli, &f);
  else
    print_for_person(cli, &f);
  return EX_OK;
}

const struct command command_show = {
    .name = "show",
    .summary = "one article: what it is, where it is, what happened to it",
    .usage = "show [--text] ID | URL\nshow --diff [--against N] ID | URL\nshow --item ITEM",
    .about = "ID is the number of an article (as tail shows it) or EPOCH.ITEM (the id of its event). A URL "
             "is found as it was fed,\n"
             "or as the article's own address. The trace merges what fetcher and store know: every attempt, "
             "every verdict,\n"
             "with its time. In a pipe: one object with item, record, trace and article.\n"
             "--diff tells word by word what a revision has changed: removed is red, added green; in a pipe "
             "[-removed-] and\n"
             "{+added+}; with --json an object with the pieces. Words that stayed the same are left out "
             "where they are many.\n"
             "Exit codes: 0 found; 66 unknown; 69 neither fetcher nor store answers.",
    .examples = "  depeche show 12                               article 12\n"
                "  depeche show --text https://example.org/story the article with its text\n"
                "  depeche show --item 40                        why item 40 was rejected\n"
                "  depeche show --diff https://example.org/story what its last revision changed\n"
                "  depeche show 12 --json | jq .trace            its way, step by step\n",
    .options = specs,
    .least = 0,
    .most = 1,
    .run = run,
};
