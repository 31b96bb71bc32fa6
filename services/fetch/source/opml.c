/* opml.c - one pass over the events, each given to the reader of the document's kind. */
#include "base/hash.h"
#include "base/url.h"
#include "fetch/source/opml_internal.h"
#include "fetch/source/xml_encoding.h"

#include <stdlib.h>

const char *opml_format_name(enum opml_format format)
{
  static const char *const names[] = {"", "opml", "opml1", "opml2", "rdf", "igoogle"};
  return names[format];
}

bool opml_is(struct slice name, const char *word)
{
  return name.length == strlen(word) && strncasecmp(name.data, word, name.length) == 0;
}

struct slice opml_attribute(struct opml_reader *reader, const char *name, bool *present)
{
  struct buffer *value = &reader->value;
  buffer_clear(value);
  bool there = xml_stream_attribute(&reader->stream, name, value);
  if (present) *present = there;
  if (!there || value->length > OPML_TEXT_MAX) return (struct slice){"", 0};
  return arena_slice(reader->arena, slice_trim(buffer_view(value)));
}

/* absolute - a relative link, resolved; all others as they are written. */
static struct slice absolute(struct opml_reader *reader, struct slice text)
{
  struct url base, url;
  if (!reader->base.length || memmem(text.data, text.length, ":", 1)) return text;
  if (!url_parse(reader->arena, reader->base, NULL, &base, NULL) ||
      !url_parse(reader->arena, text, &base, &url, NULL))
    return text;
  return url_href(reader->arena, &url, false);
}

struct opml_entry *opml_add(struct opml_reader *reader, enum opml_kind kind, struct slice url,
                            struct slice title)
{
  url = absolute(reader, url);
  struct opml_entry *entry = map_get(&reader->known, hash_slice(url));
  if (entry && slice_equal(entry->url, url)) return entry;
  if (reader->out->entry_count == OPML_ENTRIES_MAX) {
    reader->out->remark = "it has more than 100000 entries; those behind were left out";
    return NULL;
  }
  entry = arena_zero(reader->arena, 1, sizeof *entry);
  entry->kind = kind;
  entry->url = url;
  entry->title = title;
  map_put(&reader->known, hash_slice(url), entry);
  *reader->end = entry;
  reader->end = &entry->next;
  reader->out->entry_count++;
  return entry;
}

static bool same_path(const struct opml_category *category, const struct slice *path, size_t length)
{
  if (category->length != length) return false;
  for (size_t i = 0; i < length; i++)
    if (!slice_equal(category->path[i], path[i])) return false;
  return true;
}

void opml_categorise(struct opml_reader *reader, struct opml_entry *entry, const struct slice *path,
                     size_t length)
{
  struct opml_category **at = &entry->categories;
  if (!length || entry->category_count == OPML_CATEGORIES_MAX) return;
  for (; *at; at = &(*at)->next)
    if (same_path(*at, path, length)) return;
  *at = arena_zero(reader->arena, 1, sizeof **at);
  (*at)->path = path;
  (*at)->length = length;
  entry->category_count++;
}

static enum opml_format format_of(struct opml_reader *reader)
{
  struct slice root = reader->stream.name;
  if (opml_is(root, "RDF")) return OPML_RDF;
  if (opml_is(root, "GadgetTabML")) return OPML_IGOOGLE;
  if (!opml_is(root, "opml")) return OPML_UNKNOWN;
  struct slice version = opml_attribute(reader, "version", NULL);
  if (slice_is(version, "2.0")) return OPML_2;
  return slice_is(version, "1.0") || slice_is(version, "1.1") ? OPML_1 : OPML_ANY;
}

/* read_all - returns the root's name. */
static struct slice read_all(struct opml_reader *reader)
{
  struct opml_outlines *outlines = opml_outlines_new(reader);
  struct opml_agents *agents = opml_agents_new(reader);
  struct slice root = {"", 0};
  for (enum xml_event event; (event = xml_stream_next(&reader->stream)) != XML_EVENT_CUT;) {
    if (event == XML_EVENT_START && !root.length) {
      root = reader->stream.name;
      reader->out->format = format_of(reader);
    }
    if (reader->out->format == OPML_RDF)
      opml_agents_event(agents, event);
    else
      opml_outlines_event(outlines, event);
  }
  opml_agents_end(agents);
  if (reader->stream.depth && !*reader->out->remark)
    reader->out->remark = "it is cut off; what is whole was taken";
  return root;
}

static bool judge(const struct opml *out, struct slice root, dp_error *error)
{
  if (out->entry_count || out->format != OPML_UNKNOWN) return true;
  if (!root.length) return error_set(error, EX_DATAERR, "not a list of subscriptions: it holds no XML");
  return error_set(error, EX_DATAERR,
                   "not a list of subscriptions but <%.*s>: give the address of an OPML file",
                   (int)(root.length < 40 ? root.length : 40), root.data);
}

bool opml_parse(struct arena *arena, struct slice bytes, struct slice content_type, struct slice url,
                struct opml *out, dp_error *error)
{
  *out = (struct opml){.remark = ""};
  if (bytes.length > OPML_BYTES_MAX) {
    bytes.length = OPML_BYTES_MAX;
    out->remark = "it is longer than 16 MiB; what is beyond was left out";
  }
  struct arena *decoding = arena_new();
  struct xml_decoded decoded;
  xml_decode(decoding, bytes, content_type, &decoded);
  struct opml_reader reader = {.arena = arena, .base = url, .out = out, .end = &out->entries};
  xml_stream_start(&reader.stream, decoded.text);
  struct slice root = read_all(&reader);
  bool ok = judge(out, root, error);
  buffer_free(&reader.value);
  map_free(&reader.known);
  arena_free(&decoding);
  return ok;
}
