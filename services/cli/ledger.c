/* ledger.c - see ledger.h. */
#include "cli/ledger.h"

#include "base/memory.h"

#include <stdlib.h>

enum { ASK_MOST = 1000 };

void ledger_add(struct ledger *ledger, int64_t item)
{
  if (ledger->count == ledger->capacity) {
    ledger->capacity = ledger->capacity ? ledger->capacity * 2 : 1024;
    ledger->items = memory_resize(ledger->items, ledger->capacity * sizeof *ledger->items);
  }
  ledger->items[ledger->count++] = item;
}

static int compare(const void *a, const void *b)
{
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return left < right ? -1 : left > right;
}

void ledger_open(struct ledger *ledger)
{
  if (ledger->count) qsort(ledger->items, ledger->count, sizeof *ledger->items, compare);
  size_t kept = 0;
  for (size_t i = 0; i < ledger->count; i++)
    if (i == 0 || ledger->items[i] != ledger->items[i - 1]) ledger->items[kept++] = ledger->items[i];
  ledger->count = kept;
  ledger->fed = (int64_t)kept;
}

int64_t ledger_settled(const struct ledger *ledger)
{
  return ledger->stored + ledger->duplicate + ledger->rejected + ledger->dead;
}

/* True when the item has come to its end, which is then counted. */
static bool count_item(struct ledger *ledger, const struct json *item)
{
  struct slice state = json_get_text(item, "state"), verdict = json_get_text(item, "verdict");
  int64_t *counter = NULL;
  if (slice_is(state, "dead"))
    counter = &ledger->dead;
  else if (slice_is(verdict, "stored"))
    counter = &ledger->stored;
  else if (slice_is(verdict, "duplicate"))
    counter = &ledger->duplicate;
  else if (slice_is(verdict, "rejected"))
    counter = &ledger->rejected;
  if (counter) ++*counter;
  return counter != NULL;
}

/* An item that is settled stands negated until the asked range is closed up. */
static int compare_size(const void *a, const void *b)
{
  int64_t left = llabs(*(const int64_t *)a), right = llabs(*(const int64_t *)b);
  return left < right ? -1 : left > right;
}

static int64_t *find_open(struct ledger *ledger, int64_t item)
{
  int64_t *at =
      ledger->count ? bsearch(&item, ledger->items, ledger->count, sizeof item, compare_size) : NULL;
  return at && *at > 0 ? at : NULL;
}

/* Closes up [from, end): without the settled ones. Returns where the range now ends. */
static size_t close_up(struct ledger *ledger, size_t from, size_t end)
{
  size_t kept = from;
  for (size_t i = from; i < end; i++)
    if (ledger->items[i] > 0) ledger->items[kept++] = ledger->items[i];
  memmove(ledger->items + kept, ledger->items + end, (ledger->count - end) * sizeof *ledger->items);
  ledger->count -= end - kept;
  return kept;
}

bool ledger_ask(struct ledger *ledger, struct cli *cli, ledger_fn *settled, void *context, dp_error *error)
{
  if (ledger->cursor >= ledger->count) ledger->cursor = 0;
  size_t left = ledger->count - ledger->cursor, end = ledger->cursor + (left < ASK_MOST ? left : ASK_MOST);
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena), *list = json_add_array(cli->arena, data, "items");
  for (size_t i = ledger->cursor; i < end; i++)
    json_append(cli->arena, list, json_new_integer(cli->arena, ledger->items[i]));
  struct json *reply = cli_ask(cli, "fetch", "settled", data, NULL, error);
  if (!reply) return false;
  for (struct json *item = json_first(json_get(reply, "items")); item; item = json_next(item)) {
    int64_t *open = find_open(ledger, json_get_integer(item, "item", 0));
    if (!open || !count_item(ledger, item)) continue;
    *open = -*open;
    settled(context, item);
  }
  ledger->cursor = close_up(ledger, ledger->cursor, end);
  return true;
}

void ledger_free(struct ledger *ledger)
{
  free(ledger->items);
}
