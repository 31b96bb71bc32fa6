/* opml_outlines.c - outlines of OPML, and the tabs of iGoogle, which are as simple. */
#include "fetch/source/feed_date.h"
#include "fetch/source/opml_internal.h"

#include <stdlib.h>

struct opml_outlines {
  struct opml_reader *reader;
  struct slice groups[XML_STREAM_DEPTH + 1]; /* by depth: the title of a group; empty: none */
  const struct slice *path;                  /* of the groups that are open, in the arena; NULL: to be made */
  size_t path_length;
  bool in_head, in_feed_module;
};

struct opml_outlines *opml_outlines_new(struct opml_reader *reader)
{
  struct opml_outlines *outlines = arena_zero(reader->arena, 1, sizeof *outlines);
  outlines->reader = reader;
  return outlines;
}

static void open_group(struct opml_outlines *outlines, struct slice title)
{
  outlines->groups[outlines->reader->stream.depth] = title;
  outlines->path = NULL;
}

static void close_group(struct opml_outlines *outlines)
{
  struct slice *group = &outlines->groups[outlines->reader->stream.depth];
  if (!group->length) return;
  *group = (struct slice){"", 0};
  outlines->path = NULL;
}

/* into_groups - the open groups are a category of the entry. Their path is made once for all entries in it.
 */
static void into_groups(struct opml_outlines *outlines, struct opml_entry *entry)
{
  struct opml_reader *reader = outlines->reader;
  if (!outlines->path) {
    size_t length = 0;
    for (size_t i = 1; i < reader->stream.depth; i++) length += outlines->groups[i].length > 0;
    struct slice *path = arena_alloc(reader->arena, (length + 1) * sizeof *path);
    outlines->path_length = 0;
    for (size_t i = 1; i < reader->stream.depth; i++)
      if (outlines->groups[i].length && outlines->path_length < OPML_PATH_MAX)
        path[outlines->path_length++] = outlines->groups[i];
    outlines->path = path;
  }
  opml_categorise(reader, entry, outlines->path, outlines->path_length);
}

/* next_part - cuts the part before the next `mark` off `text`, trimmed. */
static struct slice next_part(struct slice *text, char mark)
{
  const char *end = text->length ? memchr(text->data, mark, text->length) : NULL;
  size_t length = end ? (size_t)(end - text->data) : text->length;
  struct slice part = {text->data, length};
  *text = slice_from(*text, length + 1);
  return slice_trim(part);
}

/* into_categories - category="/News/Sahel,weather": paths and tags, separated by commas. */
static void into_categories(struct opml_reader *reader, struct opml_entry *entry)
{
  struct slice all = opml_attribute(reader, "category", NULL);
  for (int i = 0; all.length && i < OPML_CATEGORIES_MAX; i++) {
    struct slice one = next_part(&all, ',');
    struct slice *path = arena_alloc(reader->arena, (one.length / 2 + 1) * sizeof *path);
    size_t length = 0;
    while (one.length) {
      struct slice part = next_part(&one, '/');
      if (part.length && length < OPML_PATH_MAX) path[length++] = part;
    }
    opml_categorise(reader, entry, path, length);
  }
}

/* address - of a feed or a list; one that is too long is counted, so that it is not missed without a word. */
static struct slice address(struct opml_reader *reader, const char *name, bool *present)
{
  struct slice url = opml_attribute(reader, name, present);
  if (reader->value.length > OPML_TEXT_MAX) reader->out->left_out++;
  return url;
}

/* outline_kind - what an outline is, and its address in *url; -1: a group, or nothing. */
static int outline_kind(struct opml_reader *reader, struct slice *url)
{
  bool feed;
  int kind = -1;
  struct slice type = opml_attribute(reader, "type", NULL);
  *url = address(reader, "xmlUrl", &feed);
  if (feed) {
    kind = opml_is(type, "source") ? OPML_LIST : OPML_FEED;
  } else if (opml_is(type, "link") || opml_is(type, "include")) {
    *url = address(reader, "url", NULL);
    kind = OPML_LIST;
  } else if (opml_is(type, "rss") || opml_is(type, "atom")) { /* misspelt by some old programs */
    *url = address(reader, "url", NULL);
    kind = OPML_FEED;
  }
  if (url->length) return kind;
  *url = opml_attribute(reader, "htmlUrl", NULL);
  return url->length ? OPML_OPPORTUNITY : -1;
}

static void outline(struct opml_outlines *outlines)
{
  struct opml_reader *reader = outlines->reader;
  struct slice url, title = opml_attribute(reader, "text", NULL);
  if (!title.length) title = opml_attribute(reader, "title", NULL);
  int kind = outline_kind(reader, &url);
  if (kind < 0) {
    open_group(outlines, title);
    return;
  }
  struct opml_entry *entry = opml_add(reader, (enum opml_kind)kind, url, title);
  if (!entry) return;
  if (!entry->page.length) entry->page = opml_attribute(reader, "htmlUrl", NULL);
  into_groups(outlines, entry); /* first, so that they are what is written round it again */
  into_categories(reader, entry);
}

static void module(struct opml_outlines *outlines)
{
  struct opml_reader *reader = outlines->reader;
  struct slice url = address(reader, "xmlUrl", NULL);
  if (!outlines->in_feed_module || !url.length) return;
  struct opml_entry *entry = opml_add(reader, OPML_FEED, url, (struct slice){"", 0});
  if (entry) into_groups(outlines, entry);
}

static void starts(struct opml_outlines *outlines)
{
  struct opml_reader *reader = outlines->reader;
  struct slice name = reader->stream.name;
  if (opml_is(name, "head")) outlines->in_head = true;
  if (opml_is(name, "body")) outlines->in_head = false;
  if (opml_is(name, "outline")) outline(outlines);
  if (reader->out->format == OPML_IGOOGLE) {
    if (opml_is(name, "Tab")) open_group(outlines, opml_attribute(reader, "title", NULL));
    if (opml_is(name, "Module"))
      outlines->in_feed_module = opml_is(opml_attribute(reader, "type", NULL), "rss");
    if (opml_is(name, "ModulePrefs")) module(outlines);
  }
  buffer_clear(&reader->value);
}

static void set_date(struct opml_reader *reader, struct opml_date *date, struct slice text)
{
  date->text = text;
  int64_t seconds;
  if (feed_date_parse(text, &seconds))
    date->when = seconds * 1000;
  else
    reader->out->remark = "a date in its head is no date";
}

/* head_ends - a value of the head; white space says nothing. */
static void head_ends(struct opml_outlines *outlines)
{
  struct opml_reader *reader = outlines->reader;
  struct opml *out = reader->out;
  const struct {
    const char *name;
    struct slice *value;
  } texts[] = {{"title", &out->title},
               {"ownerName", &out->owner_name},
               {"ownerEmail", &out->owner_email},
               {"ownerId", &out->owner_url}};
  struct slice name = reader->stream.name, text = slice_trim(buffer_view(&reader->value));
  if (!text.length || reader->value.length > OPML_TEXT_MAX) return;
  text = arena_slice(reader->arena, text);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (opml_is(name, texts[i].name)) *texts[i].value = text;
  if (opml_is(name, "dateCreated")) set_date(reader, &out->created, text);
  if (opml_is(name, "dateModified")) set_date(reader, &out->modified, text);
}

void opml_outlines_event(struct opml_outlines *outlines, enum xml_event event)
{
  struct opml_reader *reader = outlines->reader;
  if (event == XML_EVENT_START) {
    starts(outlines);
  } else if (event == XML_EVENT_TEXT) {
    if (outlines->in_head && reader->value.length <= OPML_TEXT_MAX)
      xml_stream_text(&reader->stream, &reader->value);
  } else {
    if (outlines->in_head) head_ends(outlines);
    if (opml_is(reader->stream.name, "head")) outlines->in_head = false;
    if (opml_is(reader->stream.name, "Module")) outlines->in_feed_module = false;
    close_group(outlines);
    buffer_clear(&reader->value);
  }
}
