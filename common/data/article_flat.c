/* article_flat.c - a table of members for each tool, and where an article has them. */
#include "data/article_flat.h"

#include "base/url.h"
#include "data/article.h"

#include <stdio.h>
#include <string.h>

/* ---- what can be said ---- */

struct story {
  struct arena *arena;
  const struct event *event;
  const struct json *article, *ours;
};

typedef struct json *member_fn(const struct story *story);

static struct json *text_or_null(struct arena *arena, struct slice text)
{
  return text.length ? json_new_text(arena, text) : json_new_null(arena);
}

static struct json *sequence(const struct story *story)
{
  return json_new_integer(story->arena, story->event->sequence);
}

static struct json *id(const struct story *story)
{
  return text_or_null(story->arena, story->event->id);
}

static struct json *url(const struct story *story)
{
  return text_or_null(story->arena, article_url(story->article));
}

static struct json *uri(const struct story *story)
{
  return text_or_null(story->arena, article_uri(story->article));
}

static struct json *title(const struct story *story)
{
  return text_or_null(story->arena, article_headline(story->article));
}

static struct json *text(const struct story *story)
{
  return text_or_null(story->arena, article_text(story->article));
}

static struct json *language(const struct story *story)
{
  return text_or_null(story->arena, article_language(story->article));
}

static struct json *site(const struct story *story)
{
  return text_or_null(story->arena, article_site(story->article));
}

static struct json *published(const struct story *story)
{
  return text_or_null(story->arena, article_published(story->article));
}

static struct json *modified(const struct story *story)
{
  return text_or_null(story->arena, json_get_text(story->ours, "modified"));
}

static struct slice fetched_at(const struct story *story)
{
  return json_get_text(json_get(story->ours, "fetch"), "fetched_at");
}

static struct json *fetched(const struct story *story)
{
  return text_or_null(story->arena, fetched_at(story));
}

static struct json *description(const struct story *story)
{
  return text_or_null(story->arena,
                      json_get_text(json_first(json_get(story->article, "descriptions")), "value"));
}

static struct json *image(const struct story *story)
{
  return text_or_null(story->arena,
                      json_get_text(json_first(json_get(story->article, "renditions")), "href"));
}

static struct json *nothing(const struct story *story)
{
  return json_new_null(story->arena);
}

/* The host by itself, without "www.". */
static struct json *domain(const struct story *story)
{
  struct url url;
  if (!url_parse(story->arena, article_url(story->article), NULL, &url, NULL)) return nothing(story);
  struct slice host = url.host;
  if (slice_starts(host, "www.")) host = slice_from(host, 4);
  return text_or_null(story->arena, host);
}

/* ---- lists ---- */

static struct json *authors(const struct story *story)
{
  struct json *list = json_array(story->arena);
  for
    json_each(author, json_get(story->ours, "authors")) if (json_text(author).length)
        json_append_text(story->arena, list, json_text(author));
  return list;
}

static struct json *names_of(const struct story *story, const char *key)
{
  struct json *list = json_array(story->arena);
  for
    json_each(entry, json_get(story->article, key)) if (json_get_text(entry, "name").length)
        json_append_text(story->arena, list, json_get_text(entry, "name"));
  return list;
}

static struct json *people(const struct story *story)
{
  return names_of(story, "people");
}

static struct json *organisations(const struct story *story)
{
  return names_of(story, "organisations");
}

static struct json *places(const struct story *story)
{
  return names_of(story, "places");
}

static struct json *subjects(const struct story *story, const char *rel)
{
  struct json *list = json_array(story->arena);
  for
    json_each(subject, json_get(story->article, "subjects")) if (slice_is(json_get_text(subject, "rel"), rel))
        json_append_text(story->arena, list, json_get_text(subject, "name"));
  return list;
}

static struct json *sections(const struct story *story)
{
  return subjects(story, "section");
}

static struct json *tags(const struct story *story)
{
  return subjects(story, "tag");
}

/* ---- times as others write them ---- */

/* in_sql - "2024-03-14 10:30:00"; with days only, "2024-03-14". */
static struct json *in_sql(const struct story *story, struct slice time, bool days)
{
  millis when;
  char text[CLOCK_TEXT];
  if (!clock_parse(time, &when)) return json_new_null(story->arena);
  clock_format(when, text);
  text[10] = ' ';
  return json_new_text(story->arena, (struct slice){text, days ? 10 : 19});
}

static struct json *date_publish(const struct story *story)
{
  return in_sql(story, article_published(story->article), false);
}

static struct json *date_modify(const struct story *story)
{
  return in_sql(story, json_get_text(story->ours, "modified"), false);
}

static struct json *date_download(const struct story *story)
{
  return in_sql(story, fetched_at(story), false);
}

static struct json *publish_date(const struct story *story)
{
  return in_sql(story, article_published(story->article), true);
}

static struct json *indexed_date(const struct story *story)
{
  char time[CLOCK_TEXT];
  return in_sql(story, slice_of(clock_format(story->event->time, time)), false);
}

static struct json *site_or_domain(const struct story *story)
{
  return article_site(story->article).length ? site(story) : domain(story);
}

/* ---- the tables ---- */

struct member {
  const char *name;
  member_fn *fn;
};

static const struct member ours[] = {
    {"sequence", sequence},
    {"id", id},
    {"url", url},
    {"uri", uri},
    {"title", title},
    {"description", description},
    {"published", published},
    {"modified", modified},
    {"fetched", fetched},
    {"language", language},
    {"site", site},
    {"domain", domain},
    {"authors", authors},
    {"sections", sections},
    {"tags", tags},
    {"image", image},
    {"people", people},
    {"organisations", organisations},
    {"places", places},
    {"text", text},
    {NULL, NULL},
};

/* github.com/fhamborg/news-please, the JSON of NewsArticle. What it alone knows (files of its own, the title
 * of the feed) is null. */
static const struct member news_please[] = {
    {"authors", authors},
    {"date_download", date_download},
    {"date_modify", date_modify},
    {"date_publish", date_publish},
    {"description", description},
    {"filename", nothing},
    {"image_url", image},
    {"language", language},
    {"localpath", nothing},
    {"maintext", text},
    {"source_domain", domain},
    {"title", title},
    {"title_page", nothing},
    {"title_rss", nothing},
    {"url", url},
    {NULL, NULL},
};

/* The stories of Media Cloud's search API (version 4), with their text. */
static const struct member media_cloud[] = {
    {"id", id},
    {"media_name", site_or_domain},
    {"media_url", domain},
    {"title", title},
    {"publish_date", publish_date},
    {"url", url},
    {"language", language},
    {"indexed_date", indexed_date},
    {"text", text},
    {NULL, NULL},
};

static const struct member *table_of(enum flat_names names)
{
  return names == FLAT_NEWS_PLEASE ? news_please : names == FLAT_MEDIA_CLOUD ? media_cloud : ours;
}

struct json *article_flat(struct arena *arena, const struct event *event, enum flat_names names)
{
  struct story story = {arena, event, event->data, json_get(event->data, "depeche")};
  struct json *flat = json_object(arena);
  for (const struct member *member = table_of(names); member->name; member++)
    json_add(arena, flat, member->name, member->fn(&story));
  return flat;
}

/* ---- as a table ---- */

void article_flat_header(enum flat_names names, struct buffer *out)
{
  for (const struct member *member = table_of(names); member->name; member++)
    buffer_format(out, "%s%s", member == table_of(names) ? "" : ",", member->name);
  buffer_text(out, "\r\n");
}

/* put_escaped - what stands between double quotes. */
static void put_escaped(struct slice text, struct buffer *out)
{
  while (text.length) {
    const char *quote = memchr(text.data, '"', text.length);
    size_t length = quote ? (size_t)(quote - text.data) + 1 : text.length;
    buffer_append(out, text.data, length);
    if (quote) buffer_byte(out, '"');
    text = slice_from(text, length);
  }
}

static void put_text(struct slice text, struct buffer *out)
{
  if (!text.length) return;
  buffer_byte(out, '"');
  /* A page could aim a formula at whoever opens the table in a spreadsheet. */
  if (strchr("=+-@\t\r", text.data[0])) buffer_byte(out, '\'');
  put_escaped(text, out);
  buffer_byte(out, '"');
}

static void put_list(const struct json *list, struct buffer *out)
{
  struct buffer joined = BUFFER_EMPTY;
  for
    json_each(item, list)
    {
      if (joined.length) buffer_text(&joined, "; ");
      buffer_slice(&joined, json_text(item));
    }
  put_text(buffer_view(&joined), out);
  buffer_free(&joined);
}

void article_flat_row(const struct json *flat, struct buffer *out)
{
  for
    json_each(member, flat)
    {
      if (member != json_first(flat)) buffer_byte(out, ',');
      if (json_type_of(member) == JSON_ARRAY)
        put_list(member, out);
      else if (json_type_of(member) == JSON_NUMBER)
        buffer_format(out, "%lld", (long long)json_integer(member, 0));
      else
        put_text(json_text(member), out);
    }
  buffer_text(out, "\r\n");
}
