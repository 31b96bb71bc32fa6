/* wikidata.c - see wikidata.h: the lines of the file, which is sorted by the bytes of the key. */
#include "tag/wikidata.h"

#include "base/memory.h"
#include "tag/embed.h"

#include <stdlib.h>

struct row {
  struct slice key, item;
};

struct wikidata {
  struct row *rows;
  size_t count, room;
};

static void add_row(struct wikidata *wikidata, struct row row)
{
  if (wikidata->count == wikidata->room) {
    wikidata->room = wikidata->room ? wikidata->room * 2 : 1024;
    wikidata->rows = memory_resize(wikidata->rows, wikidata->room * sizeof *wikidata->rows);
  }
  wikidata->rows[wikidata->count++] = row;
}

struct wikidata *wikidata_new(void)
{
  struct wikidata *wikidata = memory_zero(1, sizeof *wikidata);
  struct slice list = EMBEDDED(wikidata), line;
  while (embed_line(&list, &line)) {
    struct row row;
    if (embed_field(&line, '\t', &row.key) && embed_field(&line, '\t', &row.item)) add_row(wikidata, row);
  }
  return wikidata;
}

void wikidata_free(struct wikidata **wikidata)
{
  if (!*wikidata) return;
  free((*wikidata)->rows);
  free(*wikidata);
  *wikidata = NULL;
}

static int compare(const void *left, const void *right)
{
  const struct slice *a = &((const struct row *)left)->key, *b = &((const struct row *)right)->key;
  int order = memcmp(a->data, b->data, a->length < b->length ? a->length : b->length);
  return order ? order : (a->length > b->length) - (a->length < b->length);
}

struct slice wikidata_of(const struct wikidata *wikidata, struct slice key)
{
  struct row wanted = {.key = key};
  struct slice none = {"", 0};
  if (!key.length || !wikidata->count) return none;
  const struct row *row = bsearch(&wanted, wikidata->rows, wikidata->count, sizeof *wikidata->rows, compare);
  return row ? row->item : none;
}
