/* article.c - what fetch writes into an article, what everybody reads from it, and rejection. */
#include "data/article_internal.h"

struct json *article_ours(struct arena *arena, struct json *article)
{
  struct json *ours = json_get(article, "depeche");
  return json_type_of(ours) == JSON_OBJECT ? ours : json_add_object(arena, article, "depeche");
}

/* Fetch. */

struct json *article_from_fetch(struct arena *arena, const struct article_fetch *fetch)
{
  char time[CLOCK_TEXT];
  struct json *article = json_object(arena);
  json_add_text(arena, article, "uri", article_uri_text(arena, fetch->url));
  struct json *ours = article_ours(arena, article);
  json_add_text(arena, ours, "url", fetch->url);
  struct json *response = json_add(arena, ours, "fetch", fetch->extra ? fetch->extra : json_object(arena));
  json_add_text(arena, response, "final_url", fetch->final_url.length ? fetch->final_url : fetch->url);
  json_add_integer(arena, response, "status", fetch->status);
  json_add_given(arena, response, "content_type", fetch->content_type);
  json_add_given(arena, response, "content_encoding", fetch->content_encoding);
  json_add_given(arena, response, "last_modified", fetch->last_modified);
  json_add_text(arena, response, "fetched_at", slice_of(clock_format(fetch->fetched_at, time)));
  json_add_given(arena, response, "warc_file", fetch->warc_file);
  json_add_integer(arena, response, "warc_offset", fetch->warc_offset);
  return article;
}

static struct slice text_or_empty(const struct json *object, const char *key)
{
  struct slice text = json_get_text(object, key);
  return text.data ? text : (struct slice){"", 0};
}

bool article_read_fetch(const struct json *article, struct article_fetch *fetch, dp_error *error)
{
  const struct json *ours = json_get(article, "depeche"), *response = json_get(ours, "fetch");
  if (json_type_of(response) != JSON_OBJECT)
    return error_set(error, EX_DATAERR,
                     "the article does not say how it was fetched: depeche.fetch is missing");
  *fetch = (struct article_fetch){
      .url = text_or_empty(ours, "url"),
      .final_url = text_or_empty(response, "final_url"),
      .status = json_get_integer(response, "status", 0),
      .content_type = text_or_empty(response, "content_type"),
      .content_encoding = text_or_empty(response, "content_encoding"),
      .last_modified = text_or_empty(response, "last_modified"),
      .warc_file = text_or_empty(response, "warc_file"),
      .warc_offset = json_get_integer(response, "warc_offset", 0),
  };
  if (!fetch->url.length)
    return error_set(error, EX_DATAERR, "the article does not name its URL: depeche.url is missing");
  if (!fetch->final_url.length) fetch->final_url = fetch->url;
  if (!clock_parse(json_get_text(response, "fetched_at"), &fetch->fetched_at))
    return error_set(error, EX_DATAERR,
                     "the article does not say when it was fetched: depeche.fetch.fetched_at is no time");
  return true;
}

void article_mark_truncated(struct arena *arena, struct json *article)
{
  json_add_bool(arena, article_ours(arena, article), "truncated", true);
}

/* Every stage. */

void article_reject(struct arena *arena, struct json *article, const char *stage, const char *reason,
                    const char *detail)
{
  struct json *rejected = json_add_object(arena, article_ours(arena, article), "rejected");
  json_add_text(arena, rejected, "stage", slice_of(stage));
  json_add_text(arena, rejected, "reason", slice_of(reason));
  json_add_text(arena, rejected, "detail", slice_of(detail ? detail : ""));
}

void article_note_timing(struct arena *arena, struct json *article, const char *stage, int64_t cpu_us)
{
  struct json *ours = article_ours(arena, article), *timings = json_get(ours, "timings");
  if (json_type_of(timings) != JSON_OBJECT) timings = json_add_object(arena, ours, "timings");
  json_add_integer(arena, timings, arena_format(arena, "%s_us", stage), cpu_us);
}

/* Reading. */

static struct slice value_of_role(const struct json *entries, const char *role)
{
  for
    json_each(entry, entries) if (slice_is(json_get_text(entry, "role"), role)) return text_or_empty(entry,
                                                                                                     "value");
  return (struct slice){"", 0};
}

static struct slice ours_text(const struct json *article, const char *key)
{
  return text_or_empty(json_get(article, "depeche"), key);
}

struct slice article_uri(const struct json *article)
{
  return text_or_empty(article, "uri");
}

struct slice article_text(const struct json *article)
{
  return value_of_role(json_get(article, "bodies"), "main");
}

struct slice article_headline(const struct json *article)
{
  return value_of_role(json_get(article, "headlines"), "main");
}

struct slice article_language(const struct json *article)
{
  return text_or_empty(article, "language");
}

struct slice article_published(const struct json *article)
{
  return ours_text(article, "published");
}

struct slice article_site(const struct json *article)
{
  return text_or_empty(json_first(json_get(article, "infoSources")), "name");
}

struct slice article_digest(const struct json *article)
{
  return ours_text(article, "digest");
}

struct slice article_signature(const struct json *article)
{
  return json_get_text(json_get(json_get(article, "depeche"), "fingerprint"), "similar");
}

struct slice article_url(const struct json *article)
{
  return ours_text(article, "url");
}

struct slice article_rejected_reason(const struct json *article)
{
  return text_or_empty(json_get(json_get(article, "depeche"), "rejected"), "reason");
}

struct slice article_rejected_detail(const struct json *article)
{
  return text_or_empty(json_get(json_get(article, "depeche"), "rejected"), "detail");
}
