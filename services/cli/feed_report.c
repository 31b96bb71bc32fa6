/* feed_report.c - see feed_report.h. */
#include "cli/feed_report.h"

#include <inttypes.h>

enum { TELL_MOST = 20 };

static void print_fed_line(struct cli *cli, const char *url, const char *outcome, int64_t item,
                           const char *reason)
{
  arena_reset(cli->arena);
  struct json *line = json_object(cli->arena);
  json_add_text(cli->arena, line, "kind", SLICE("fed"));
  json_add_text(cli->arena, line, "url", slice_of(url));
  json_add_text(cli->arena, line, "outcome", slice_of(outcome));
  if (item) json_add_integer(cli->arena, line, "item", item);
  if (*reason) json_add_text(cli->arena, line, "reason", slice_of(reason));
  cli_print_json(line);
}

/* What is refused goes to standard error, always; the rest is for a person on standard output. */
static void tell_fed(struct feed_report *r, const char *url, const char *outcome, int64_t item,
                     const char *reason)
{
  bool bad = strcmp(outcome, "refused") == 0;
  struct terminal *to = bad ? &r->cli->err : &r->cli->out;
  if (!bad && (r->cli->json || r->options->quiet || r->told >= TELL_MOST)) return;
  r->told++;
  terminal_progress_end(&r->cli->err);
  fprintf(to->file, "%s%-8s%s ", terminal_style(to, bad ? STYLE_BAD : STYLE_GOOD), outcome,
          terminal_style(to, STYLE_PLAIN));
  terminal_text(to, slice_of(url), to->tty ? to->width - 20 : 2000);
  if (item) fprintf(to->file, "  item %" PRId64, item);
  if (*reason) fputs("  ", to->file), terminal_text(to, slice_of(reason), 200);
  fputc('\n', to->file);
}

void feed_report_fed(struct feed_report *report, const char *url, const char *outcome, int64_t item,
                     const char *reason)
{
  if (report->cli->json && !report->options->quiet) print_fed_line(report->cli, url, outcome, item, reason);
  tell_fed(report, url, outcome, item, reason);
}

/* The reason of a rejection stands in the store, under EPOCH.ITEM. NULL when it can't be had now. */
static const struct json *ask_reason(struct feed_report *r, int64_t item)
{
  struct arena *arena = r->cli->arena;
  if (!r->epoch[0]) {
    struct slice epoch = json_get_text(cli_ask(r->cli, "fetch", "status", NULL, NULL, NULL), "epoch");
    snprintf(r->epoch, sizeof r->epoch, "%.*s", (int)epoch.length, epoch.length ? epoch.data : "");
  }
  struct json *data = json_object(arena);
  json_add_text(arena, data, "key", slice_of(arena_format(arena, "%s.%" PRId64, r->epoch, item)));
  return json_get(cli_ask(r->cli, "store", "show", data, NULL, NULL), "record");
}

static void add_text(struct arena *arena, struct json *line, const char *key, struct slice text)
{
  if (text.length) json_add_text(arena, line, key, text);
}

static void print_settled_line(struct cli *cli, const struct json *item, const struct json *reasoned)
{
  struct json *line = json_object(cli->arena);
  int64_t sequence = json_get_integer(item, "sequence", 0);
  json_add_text(cli->arena, line, "kind", SLICE("settled"));
  json_add_integer(cli->arena, line, "item", json_get_integer(item, "item", 0));
  add_text(cli->arena, line, "url", json_get_text(reasoned, "url"));
  add_text(cli->arena, line, "state", json_get_text(item, "state"));
  add_text(cli->arena, line, "verdict", json_get_text(item, "verdict"));
  if (sequence) json_add_integer(cli->arena, line, "sequence", sequence);
  add_text(cli->arena, line, "reason", json_get_text(reasoned, "reason"));
  add_text(cli->arena, line, "detail", json_get_text(reasoned, "detail"));
  cli_print_json(line);
}

static void tell_unwanted(struct feed_report *r, const char *end, const struct json *item,
                          const struct json *reasoned)
{
  struct terminal *out = &r->cli->out;
  terminal_progress_end(&r->cli->err);
  fprintf(out->file, "%s%-8s%s item %" PRId64 "  ", terminal_style(out, STYLE_WARN), end,
          terminal_style(out, STYLE_PLAIN), json_get_integer(item, "item", 0));
  terminal_text(out, json_get_text(reasoned, "reason"), 60);
  fputs("  ", out->file);
  terminal_text(out, json_get_text(reasoned, "detail"), 120);
  fputc('\n', out->file);
}

void feed_report_settled(void *context, const struct json *item)
{
  struct feed_report *r = context;
  bool dead = slice_is(json_get_text(item, "state"), "dead");
  bool rejected = !dead && slice_is(json_get_text(item, "verdict"), "rejected");
  bool tells = !r->cli->json && (dead || rejected) && r->told < TELL_MOST;
  if (r->options->quiet || (!r->cli->json && !tells)) return;
  const struct json *reasoned = rejected ? ask_reason(r, json_get_integer(item, "item", 0)) : item;
  if (r->cli->json)
    print_settled_line(r->cli, item, reasoned);
  else
    tell_unwanted(r, dead ? "dead" : "rejected", item, reasoned);
  r->told++;
}

static void print_ledger_line(const struct feed_report *r, const struct ledger *ledger)
{
  struct arena *arena = r->cli->arena;
  arena_reset(arena);
  struct json *line = json_object(arena);
  json_add_text(arena, line, "kind", SLICE("ledger"));
  json_add_integer(arena, line, "accepted", r->accepted);
  json_add_integer(arena, line, "known", r->known);
  json_add_integer(arena, line, "refused", r->refused);
  if (r->options->wait) {
    json_add_integer(arena, line, "fed", ledger->fed);
    json_add_integer(arena, line, "stored", ledger->stored);
    json_add_integer(arena, line, "duplicate", ledger->duplicate);
    json_add_integer(arena, line, "rejected", ledger->rejected);
    json_add_integer(arena, line, "dead", ledger->dead);
    json_add_integer(arena, line, "unsettled", (int64_t)ledger->count);
  }
  cli_print_json(line);
}

void feed_report_end(struct feed_report *r, const struct ledger *ledger)
{
  terminal_progress_end(&r->cli->err);
  if (r->cli->json) print_ledger_line(r, ledger);
  if (r->options->quiet) return;
  cli_note(r->cli, "%" PRId64 " accepted, %" PRId64 " already known, %" PRId64 " refused", r->accepted,
           r->known, r->refused);
  if (r->options->wait && ledger->count == 0)
    cli_note(r->cli,
             "fed %" PRId64 " = stored %" PRId64 " + duplicate %" PRId64 " + rejected %" PRId64
             " + dead %" PRId64,
             ledger->fed, ledger->stored, ledger->duplicate, ledger->rejected, ledger->dead);
  if (r->options->wait && ledger->count)
    cli_note(r->cli, "%zu of %" PRId64 " are not settled yet; they are safe, see: depeche status",
             ledger->count, ledger->fed);
}
