/* found.c - what was found, to JSON and back. */
#include "fetch/source/found.h"

#include "base/utf8.h"

static const char *const kind_names[SOURCE_KINDS] = {"auto", "page", "feed", "sitemap", "home", "opml"};

const char *source_kind_name(enum source_kind kind)
{
  return kind_names[kind];
}

bool source_kind_of(struct slice name, enum source_kind *kind)
{
  for (int i = 0; i < SOURCE_KINDS; i++)
    if (slice_is(name, kind_names[i])) {
      *kind = (enum source_kind)i;
      return true;
    }
  return false;
}

/* Printing. */

static void add_words(struct arena *arena, struct json *object, const char *key, struct slice words)
{
  json_add_given(arena, object, key, utf8_cut(words, FOUND_WORDS_MAX));
}

static void add_link(struct arena *arena, struct json *links, const struct found_link *link)
{
  if (link->url.length > FOUND_URL_MAX) return;
  struct json *row = json_append(arena, links, json_array(arena));
  json_append_text(arena, row, link->url);
  if (!link->published && !link->updated) return;
  json_append(arena, row, json_new_integer(arena, link->published));
  json_append(arena, row, json_new_integer(arena, link->updated));
}

static void add_source(struct arena *arena, struct json *sources, const struct found_source *source)
{
  if (source->url.length > FOUND_URL_MAX) return;
  struct json *row = json_append_object(arena, sources);
  json_add_text(arena, row, "url", source->url);
  add_words(arena, row, "title", source->title);
  json_add_text(arena, row, "kind", slice_of(kind_names[source->kind]));
  if (source->updated) json_add_integer(arena, row, "updated", source->updated);
}

static void add_head(struct arena *arena, struct json *part, const struct found *found)
{
  json_add_text(arena, part, "kind", slice_of(kind_names[found->kind]));
  bool hub = found->hub.length <= FOUND_URL_MAX && found->topic.length <= FOUND_URL_MAX;
  add_words(arena, part, "problem", found->problem);
  add_words(arena, part, "remark", found->remark);
  add_words(arena, part, "title", found->title);
  if (hub) json_add_given(arena, part, "hub", found->hub);
  if (hub) json_add_given(arena, part, "topic", found->topic);
  json_add_integer(arena, part, "ttl_minutes", found->ttl_minutes);
  json_add_integer(arena, part, "update_minutes", found->update_minutes);
  json_add_integer(arena, part, "skip_hours", found->skip_hours);
  json_add_integer(arena, part, "skip_days", found->skip_days);
}

bool found_print(struct arena *arena, const struct found *found, size_t *first, struct buffer *out)
{
  struct json *part = json_object(arena);
  add_head(arena, part, found);
  struct json *sources = json_add_array(arena, part, "sources");
  struct json *links = json_add_array(arena, part, "links");
  size_t total = found->source_count + found->link_count;
  size_t end = total - *first > FOUND_PAGE ? *first + FOUND_PAGE : total;
  for (; *first < end; ++*first)
    if (*first < found->source_count)
      add_source(arena, sources, &found->sources[*first]);
    else
      add_link(arena, links, &found->links[*first - found->source_count]);
  json_add_bool(arena, part, "more", end < total);
  json_print(part, out);
  return end < total;
}

/* Parsing. */

static bool usable(struct slice url)
{
  return url.length > 0 && url.length <= FOUND_URL_MAX;
}

#define LAST_TIME INT64_C(253402300799999) /* 9999-12-31 */

static int64_t within(int64_t number, int64_t most)
{
  return number > 0 && number <= most ? number : 0;
}

static millis time_of(const struct json *number)
{
  return within(json_integer(number, 0), LAST_TIME);
}

static void read_head(const struct json *part, struct found *found)
{
  found->problem = json_get_text(part, "problem");
  found->remark = json_get_text(part, "remark");
  found->title = json_get_text(part, "title");
  found->hub = json_get_text(part, "hub");
  found->topic = json_get_text(part, "topic");
  found->ttl_minutes = within(json_get_integer(part, "ttl_minutes", 0), FOUND_MINUTES_MAX);
  found->update_minutes = within(json_get_integer(part, "update_minutes", 0), FOUND_MINUTES_MAX);
  found->skip_hours = (uint32_t)json_get_integer(part, "skip_hours", 0) & 0xffffff;
  found->skip_days = (uint32_t)json_get_integer(part, "skip_days", 0) & 0x7f;
}

static void read_links(struct arena *arena, const struct json *list, struct found *found)
{
  found->links = arena_zero(arena, json_count(list), sizeof *found->links);
  for
    json_each(row, list)
    {
      const struct json *url = json_first(row), *published = url ? json_next(url) : NULL;
      if (!usable(json_text(url))) continue;
      found->links[found->link_count++] = (struct found_link){
          json_text(url), time_of(published), time_of(published ? json_next(published) : NULL)};
    }
}

static void read_sources(struct arena *arena, const struct json *list, struct found *found)
{
  found->sources = arena_zero(arena, json_count(list), sizeof *found->sources);
  for
    json_each(row, list)
    {
      struct found_source source = {json_get_text(row, "url"), json_get_text(row, "title"), SOURCE_AUTO,
                                    time_of(json_get(row, "updated"))};
      if (!usable(source.url) || !source_kind_of(json_get_text(row, "kind"), &source.kind)) continue;
      found->sources[found->source_count++] = source;
    }
}

bool found_parse(struct arena *arena, struct slice json, struct found *found, bool *more, dp_error *error)
{
  const struct json *part = json_parse(arena, json, error);
  *found = (struct found){0};
  if (!part) return false;
  const struct json *links = json_get(part, "links"), *sources = json_get(part, "sources");
  if (!source_kind_of(json_get_text(part, "kind"), &found->kind) || json_type_of(links) != JSON_ARRAY ||
      json_type_of(sources) != JSON_ARRAY)
    return error_set(error, EX_PROTOCOL, "the reader's answer lacks kind, links or sources");
  if (json_count(links) + json_count(sources) > FOUND_PAGE)
    return error_set(error, EX_PROTOCOL, "the reader's answer has more than %d rows", FOUND_PAGE);
  read_head(part, found);
  read_links(arena, links, found);
  read_sources(arena, sources, found);
  *more = json_get_bool(part, "more", false);
  return true;
}
