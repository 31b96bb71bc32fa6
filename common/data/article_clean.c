/* article_clean.c - what clean writes into an article. */
#include "base/digest.h"
#include "base/utf8.h"
#include "data/article_internal.h"

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
                        const struct article_clean *clean)
{
  if (!clean->metadata.authors.count) return;
  struct buffer by = BUFFER_EMPTY;
  struct json *authors = json_add_array(arena, ours, "authors");
  for (size_t i = 0; i < clean->metadata.authors.count; i++) {
    if (i) buffer_text(&by, ", ");
    buffer_slice(&by, clean->metadata.authors.values[i]);
    json_append_text(arena, authors, clean->metadata.authors.values[i]);
  }
  json_add_text(arena, article, "by", buffer_view(&by));
  buffer_free(&by);
}

/* add_date - ninjs wants a full date-time, so a bare day becomes its first moment; as it was found it stands
 * under depeche. What is no date at all is left out. */
static void add_date(struct arena *arena, struct json *article, const char *key, struct json *ours,
                     const char *our_key, struct slice found)
{
  millis when;
  char text[CLOCK_TEXT];
  if (!clock_parse(found, &when)) return;
  json_add_text(arena, article, key, slice_of(clock_format(when, text)));
  json_add_text(arena, ours, our_key, found);
}

static void add_surroundings(struct arena *arena, struct json *article, const struct article_clean *clean)
{
  if (clean->metadata.site.value.length) {
    struct json *sources = json_add_array(arena, article, "infoSources");
    json_add_text(arena, json_append_object(arena, sources), "name", clean->metadata.site.value);
  }
  if (clean->metadata.description.value.length)
    append_value(arena, json_add_array(arena, article, "descriptions"), "summary",
                 clean->metadata.description.value);
  if (clean->metadata.image.value.length && article_is_uri(clean->metadata.image.value)) {
    struct json *rendition = json_append_object(arena, json_add_array(arena, article, "renditions"));
    json_add_text(arena, rendition, "name", SLICE("main"));
    json_add_text(arena, rendition, "href", article_uri_text(arena, clean->metadata.image.value));
  }
}

void article_add_clean(struct arena *arena, struct json *article, const struct article_clean *clean)
{
  char digest[DIGEST_SHA256_HEX];
  struct json *ours = article_ours(arena, article);
  if (clean->metadata.uri.value.length)
    json_add_text(arena, article, "uri", article_uri_text(arena, clean->metadata.uri.value));
  json_add_text(arena, article, "type", SLICE("text"));
  json_add_given(arena, article, "language", clean->metadata.language.value);
  add_date(arena, article, "contentCreated", ours, "published", clean->metadata.published.value);
  add_date(arena, article, "versionCreated", ours, "modified", clean->metadata.modified.value);
  add_headlines(arena, article, clean);
  add_authors(arena, article, ours, clean);
  add_surroundings(arena, article, clean);
  add_bodies(arena, article, clean);
  json_add_given(arena, ours, "charset", clean->charset);
  json_add_text(arena, ours, "digest", slice_of(digest_sha256_hex(clean->text, digest)));
}
