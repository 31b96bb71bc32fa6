/* opml_agents.c - FOAF: agents and their weblogs, groups of agents, and whom an agent knows.
 *
 * A name may stand behind what it names, so the entries an agent or group has brought are noted in a row, and
 * get title and category when it ends. */
#include "base/memory.h"
#include "fetch/source/opml_internal.h"

#include <stdlib.h>

/* What is open: the document, agents and groups, one within another. */
struct frame {
  size_t depth; /* of its element */
  bool group;
  struct slice name;
  size_t first; /* of its entries in the row */
};

struct opml_agents {
  struct opml_reader *reader;
  struct frame frames[XML_STREAM_DEPTH];
  size_t frame_count;
  struct opml_entry **row; /* entries brought by what is open */
  size_t row_count, row_room;
  struct slice page;              /* the foaf:Document that is open, as long as no feed was found in it */
  size_t page_depth, knows_depth; /* 0: not open */
};

struct opml_agents *opml_agents_new(struct opml_reader *reader)
{
  struct opml_agents *agents = arena_zero(reader->arena, 1, sizeof *agents);
  agents->reader = reader;
  return agents;
}

static void bring(struct opml_agents *agents, enum opml_kind kind, struct slice url)
{
  if (!url.length) return;
  struct opml_entry *entry = opml_add(agents->reader, kind, url, (struct slice){NULL, 0});
  if (!entry) return;
  if (agents->row_count == agents->row_room) {
    agents->row_room = agents->row_room ? 2 * agents->row_room : 64;
    agents->row = memory_resize(agents->row, agents->row_room * sizeof *agents->row);
  }
  agents->row[agents->row_count++] = entry;
}

static void open_frame(struct opml_agents *agents, bool group)
{
  if (agents->frame_count == XML_STREAM_DEPTH) return;
  agents->frames[agents->frame_count++] =
      (struct frame){agents->reader->stream.depth, group, {"", 0}, agents->row_count};
}

static void starts(struct opml_agents *agents)
{
  struct opml_reader *reader = agents->reader;
  struct slice name = reader->stream.name;
  size_t depth = reader->stream.depth;
  if (opml_is(name, "Agent") || opml_is(name, "Person") || opml_is(name, "Organization")) {
    open_frame(agents, false);
  } else if (opml_is(name, "Group")) {
    open_frame(agents, true);
  } else if (opml_is(name, "knows")) {
    if (!agents->knows_depth) agents->knows_depth = depth;
  } else if (opml_is(name, "Document")) {
    agents->page = opml_attribute(reader, "about", NULL);
    agents->page_depth = depth;
  } else if ((opml_is(name, "channel") && agents->frame_count) || opml_is(name, "feed")) {
    struct slice url = opml_attribute(reader, opml_is(name, "feed") ? "resource" : "about", NULL);
    if (url.length && agents->page_depth) agents->page = (struct slice){"", 0};
    bring(agents, OPML_FEED, url);
  } else if (opml_is(name, "seeAlso") && agents->knows_depth) {
    bring(agents, OPML_LIST, opml_attribute(reader, "resource", NULL));
  }
  buffer_clear(&reader->value);
}

/* close_frame - an agent names its entries; a group names and keeps them for groups around it. */
static void close_frame(struct opml_agents *agents)
{
  struct opml_reader *reader = agents->reader;
  struct frame *frame = &agents->frames[--agents->frame_count];
  struct slice *path = NULL;
  if (frame->group && frame->name.length) {
    path = arena_alloc(reader->arena, sizeof *path);
    *path = frame->name;
  }
  for (size_t i = frame->first; i < agents->row_count; i++) {
    if (path) opml_categorise(reader, agents->row[i], path, 1);
    if (!frame->group && !agents->row[i]->title.data) agents->row[i]->title = frame->name;
  }
  if (!agents->frame_count) agents->row_count = 0;
}

static void ends(struct opml_agents *agents)
{
  struct opml_reader *reader = agents->reader;
  struct slice name = reader->stream.name, text = slice_trim(buffer_view(&reader->value));
  size_t depth = reader->stream.depth;
  struct frame *frame = agents->frame_count ? &agents->frames[agents->frame_count - 1] : NULL;
  bool named = opml_is(name, "name") || opml_is(name, "member_name");
  if (named && frame && depth == frame->depth + 1 && !frame->name.length &&
      reader->value.length <= OPML_TEXT_MAX)
    frame->name = arena_slice(reader->arena, text);
  if (depth == agents->page_depth) {
    bring(agents, OPML_OPPORTUNITY, agents->page);
    agents->page_depth = 0;
  }
  if (depth == agents->knows_depth) agents->knows_depth = 0;
  if (frame && depth == frame->depth) close_frame(agents);
  buffer_clear(&reader->value);
}

void opml_agents_event(struct opml_agents *agents, enum xml_event event)
{
  struct opml_reader *reader = agents->reader;
  if (event == XML_EVENT_START)
    starts(agents);
  else if (event == XML_EVENT_END)
    ends(agents);
  else if (agents->frame_count && reader->value.length <= OPML_TEXT_MAX)
    xml_stream_text(&reader->stream, &reader->value);
}

void opml_agents_end(struct opml_agents *agents)
{
  while (agents->frame_count) close_frame(agents);
  for (struct opml_entry *entry = agents->reader->out->entries; entry; entry = entry->next)
    if (!entry->title.data) entry->title = (struct slice){"", 0};
  free(agents->row);
}
