/* article_slim.c - what an article that is too large for a message can do without. The text never is. */
#include "data/article_internal.h"

void article_note_omitted(struct arena *arena, struct json *article, const char *part)
{
  struct json *ours = article_ours(arena, article), *omitted = json_get(ours, "omitted");
  if (json_type_of(omitted) != JSON_ARRAY) omitted = json_add_array(arena, ours, "omitted");
  json_append_text(arena, omitted, slice_of(part));
}

/* drop_formatted - the bodies once more, without those that only repeat the text with marks. */
static bool drop_formatted(struct arena *arena, struct json *article)
{
  struct json *bodies = json_get(article, "bodies"), *kept = json_array(arena), *next;
  bool dropped = false;
  for (struct json *body = json_first(bodies); body; body = next) {
    next = json_next(body);
    if (slice_is(json_get_text(body, "role"), "formatted"))
      dropped = true;
    else
      json_append(arena, kept, body);
  }
  if (bodies) json_add(arena, article, "bodies", kept);
  return dropped;
}

static bool drop_blocks(struct arena *arena, struct json *article)
{
  struct json *ours = article_ours(arena, article);
  bool there = json_get(ours, "blocks") != NULL;
  json_remove(ours, "blocks");
  return there;
}

/* drop_annotations - their lists stay, empty; whom and what they name stays in ninjs's own. */
static bool drop_annotations(struct arena *arena, struct json *article)
{
  struct json *ours = article_ours(arena, article);
  bool there = json_first(json_get(ours, "mentions")) || json_first(json_get(ours, "quotes"));
  if (there) article_list_annotations(arena, ours, &(const struct annotations){0});
  return there;
}

bool article_slim(struct arena *arena, struct json *article)
{
  const char *part = drop_formatted(arena, article)     ? "formatted"
                     : drop_blocks(arena, article)      ? "blocks"
                     : drop_annotations(arena, article) ? "mentions"
                                                        : NULL;
  if (part) article_note_omitted(arena, article, part);
  return part != NULL;
}
