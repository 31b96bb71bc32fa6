/* suite_opml.c - what opml.h reads from a list. */
#include "probe.h"

#include "fetch/source/opml.h"

static void add_date(struct arena *arena, struct json *meta, const char *key, const char *parsed,
                     const struct opml_date *date)
{
  json_add_given(arena, meta, key, date->text);
  if (date->when) json_add_integer(arena, meta, parsed, date->when);
}

static void add_meta(struct arena *arena, struct json *answer, const struct opml *list)
{
  struct json *meta = json_add_object(arena, answer, "meta"), *author = json_object(arena);
  json_add_given(arena, meta, "title", list->title);
  json_add_given(arena, author, "name", list->owner_name);
  json_add_given(arena, author, "email", list->owner_email);
  json_add_given(arena, author, "url", list->owner_url);
  if (json_count(author)) json_add(arena, meta, "author", author);
  add_date(arena, meta, "created", "created_ms", &list->created);
  add_date(arena, meta, "modified", "modified_ms", &list->modified);
}

static void add_entry(struct arena *arena, struct json *array, const struct opml_entry *entry)
{
  struct json *object = json_append_object(arena, array);
  json_add_text(arena, object, "url", entry->url);
  json_add_text(arena, object, "title", entry->title);
  struct json *categories = json_add_array(arena, object, "categories");
  for (const struct opml_category *category = entry->categories; category; category = category->next) {
    struct json *path = json_append(arena, categories, json_array(arena));
    for (size_t i = 0; i < category->length; i++) json_append_text(arena, path, category->path[i]);
  }
}

void suite_opml(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  static const char *const keys[] = {"feeds", "lists", "opportunities"};
  struct opml list;
  dp_error error = {0};
  (void)question;
  bool ok = opml_parse(arena, body, SLICE(""), SLICE(""), &list, &error);
  json_add_bool(arena, answer, "ok", ok);
  json_add_text(arena, answer, "problem", slice_of(ok ? list.remark : error.text));
  json_add_text(arena, answer, "version", slice_of(opml_format_name(list.format)));
  struct json *arrays[3];
  for (int i = 0; i < 3; i++) arrays[i] = json_add_array(arena, answer, keys[i]);
  for (const struct opml_entry *entry = list.entries; entry; entry = entry->next)
    add_entry(arena, arrays[entry->kind], entry);
  add_meta(arena, answer, &list);
}
