/* article_clean.c - what clean writes into an article. What can't stand in a message (a date that is none, an
 * image without an address) is as good as not found: it is taken out first, so that no witness is named for
 * it. */
#include "base/utf8.h"
#include "data/article_internal.h"

enum { MAX_NAMES = 100 }; /* of authors, and of tags */

static void append_value(struct arena *arena, struct json *array, const char *role, struct slice value)
{
  if (!value.length) return;
  struct json *entry = json_append_object(arena, array);
  json_add_text(arena, entry, "role", slice_of(role));
  json_add_text(arena, entry, "contentType", SLICE("text/plain"));
  json_add_text(arena, entry, "value", value);
}

static void add_headlines(struct arena *arena, struct json *article, const struct article_clean *clean)
{
  if (!clean->metadata.title.value.length && !clean->standfirst.length) return;
  struct json *headlines = json_add_array(arena, article, "headlines");
  append_value(arena, headlines, "main", clean->metadata.title.value);
  append_value(arena, headlines, "standfirst", clean->standfirst);
}

static void add_bodies(struct arena *arena, struct json *article, const struct article_clean *clean)
{
  struct json *bodies = json_add_array(arena, article, "bodies"), *body = json_append_object(arena, bodies);
  json_add_text(arena, body, "role", SLICE("main"));
  json_add_text(arena, body, "contentType", SLICE("text/plain"));
  json_add_integer(arena, body, "charCount", (int64_t)utf8_count(clean->text));
  json_add_text(arena, body, "value", clean->text);
  if (!clean->xhtml.length) return;
  /* Only the text wears the role main: annotations point into it. */
  body = json_append_object(arena, bodies);
  json_add_text(arena, body, "role", SLICE("formatted"));
  json_add_text(arena, body, "contentType", SLICE("application/xhtml+xml"));
  json_add_text(arena, body, "value", clean->xhtml);
}

static void add_authors(struct arena *arena, struct json *article, struct json *ours,
                        const struct facts *found)
{
  if (!found->count) return;
  struct buffer by = BUFFER_EMPTY;
  struct json *authors = json_add_array(arena, ours, "authors");
  for (size_t i = 0; i < found->count; i++) {
    if (i) buffer_text(&by, ", ");
    buffer_slice(&by, found->values[i]);
    json_append_text(arena, authors, found->values[i]);
  }
  json_add_text(arena, article, "by", buffer_view(&by));
  buffer_free(&by);
}

/* Subjects, rights, renditions. */

static void append_subject(struct arena *arena, struct json *subjects, const char *rel, struct slice name)
{
  struct json *subject = json_append_object(arena, subjects);
  json_add_text(arena, subject, "name", name);
  json_add_text(arena, subject, "rel", slice_of(rel));
}

static void add_subjects(struct arena *arena, struct json *article, const struct article_metadata *metadata)
{
  if (!metadata->section.value.length && !metadata->tags.count) return;
  struct json *subjects = json_add_array(arena, article, "subjects");
  if (metadata->section.value.length) append_subject(arena, subjects, "section", metadata->section.value);
  for (size_t i = 0; i < metadata->tags.count; i++)
    append_subject(arena, subjects, "tag", metadata->tags.values[i]);
}

/* add_rights - ninjs has a place for the address of a licence and another for its words. */
static void add_rights(struct arena *arena, struct json *article, struct slice licence)
{
  if (article_is_uri(licence))
    json_add_text(arena, json_add_object(arena, article, "rightsInfo"), "linkedRights",
                  article_uri_text(arena, licence));
  else
    json_add_given(arena, article, "usageTerms", licence);
}

static void add_image(struct arena *arena, struct json *article, const struct article_metadata *metadata)
{
  if (!metadata->image.value.length) return;
  struct json *rendition = json_append_object(arena, json_add_array(arena, article, "renditions"));
  json_add_text(arena, rendition, "name", SLICE("main"));
  json_add_text(arena, rendition, "href", article_uri_text(arena, metadata->image.value));
  if (metadata->image_width > 0) json_add_integer(arena, rendition, "width", metadata->image_width);
  if (metadata->image_height > 0) json_add_integer(arena, rendition, "height", metadata->image_height);
}

/* add_date - ninjs wants a full date-time, so a bare day becomes its first moment; as it was found it stands
 * under depeche. */
static void add_date(struct arena *arena, struct json *article, const char *key, struct json *ours,
                     const char *our_key, struct slice found)
{
  millis when;
  char text[CLOCK_TEXT];
  if (!clock_parse(found, &when)) return;
  json_add_text(arena, article, key, slice_of(clock_format(when, text)));
  json_add_text(arena, ours, our_key, found);
}

static void add_surroundings(struct arena *arena, struct json *article,
                             const struct article_metadata *metadata)
{
  if (metadata->site.value.length) {
    struct json *sources = json_add_array(arena, article, "infoSources");
    json_add_text(arena, json_append_object(arena, sources), "name", metadata->site.value);
  }
  if (metadata->description.value.length)
    append_value(arena, json_add_array(arena, article, "descriptions"), "summary",
                 metadata->description.value);
  add_subjects(arena, article, metadata);
  add_rights(arena, article, metadata->licence.value);
  add_image(arena, article, metadata);
}

/* Taking out what can't stand in a message. */

static void keep_date(struct fact *fact)
{
  millis when;
  if (!clock_parse(fact->value, &when)) *fact = (struct fact){0};
}

static void keep_uri(struct fact *fact)
{
  if (!article_is_uri(fact->value)) *fact = (struct fact){0};
}

static void keep_usable(struct article_metadata *metadata)
{
  keep_uri(&metadata->uri);
  keep_uri(&metadata->image);
  keep_date(&metadata->published);
  keep_date(&metadata->modified);
  if (slice_is(metadata->language.value, "und")) metadata->language.from = NULL;
  if (metadata->authors.count > MAX_NAMES) metadata->authors.count = MAX_NAMES;
  if (metadata->tags.count > MAX_NAMES) metadata->tags.count = MAX_NAMES;
}

void article_add_clean(struct arena *arena, struct json *article, const struct article_clean *found)
{
  struct article_clean clean = *found;
  const struct article_metadata *metadata = &clean.metadata;
  keep_usable(&clean.metadata);
  struct json *ours = article_ours(arena, article);
  if (metadata->uri.value.length)
    json_add_text(arena, article, "uri", article_uri_text(arena, metadata->uri.value));
  json_add_text(arena, article, "type", SLICE("text"));
  json_add_given(arena, article, "language", metadata->language.value);
  add_date(arena, article, "contentCreated", ours, "published", metadata->published.value);
  add_date(arena, article, "versionCreated", ours, "modified", metadata->modified.value);
  add_headlines(arena, article, &clean);
  add_authors(arena, article, ours, &metadata->authors);
  add_surroundings(arena, article, metadata);
  add_bodies(arena, article, &clean);
  article_add_ours(arena, article, &clean);
}
