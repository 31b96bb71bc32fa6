/* metadata.c - asks each witness in turn; the rooms beside it know how to read one kind. */
#include "clean/metadata.h"

#include "clean/address.h"
#include "clean/authors.h"
#include "clean/paywall.h"
#include "clean/picture.h"
#include "clean/publication.h"
#include "clean/tags.h"
#include "clean/text.h"
#include "clean/title.h"

enum { LANGUAGE_BYTES = 35, NAME_WORDS = 8 };

static struct fact first_of(struct arena *arena, const struct survey *survey, const char *const *names,
                            size_t count, int confidence)
{
  for (size_t i = 0; i < count; i++) {
    struct slice content = text_clean(arena, survey_meta(survey, names[i]));
    bool open_graph = strncmp(names[i], "og:", 3) == 0;
    if (content.length) return (struct fact){content, open_graph ? FROM_OPEN_GRAPH : FROM_META, confidence};
  }
  return (struct fact){0};
}

static struct fact told(struct slice value, const char *from, int confidence)
{
  return value.length ? (struct fact){value, from, confidence} : (struct fact){0};
}

/* The name of the site. */

static bool is_name(struct slice text)
{
  return text.length && !slice_starts(text, "http") && !slice_starts(text, "@") &&
         text_measure(text).words <= NAME_WORDS;
}

static struct fact find_site(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld)
{
  static const char *const first[] = {"og:site_name"};
  static const char *const then[] = {"application-name", "apple-mobile-web-app-title", "publisher",
                                     "dc.publisher", "dcterms.publisher"};
  struct fact site = first_of(arena, survey, first, 1, 95);
  if (is_name(site.value)) return site;
  if (is_name(jsonld->publisher)) return told(jsonld->publisher, FROM_JSONLD, 85);
  if (is_name(jsonld->site)) return told(jsonld->site, FROM_JSONLD, 80);
  site = first_of(arena, survey, then, sizeof then / sizeof *then, 75);
  return is_name(site.value) ? site : (struct fact){0};
}

/* site_at_last - where nobody says it: what the title element has behind the headline, else the host. */
static struct fact site_at_last(const struct survey *survey, struct slice title, struct slice url)
{
  static const char *const signs[] = {" | ", " - ", " – ", " — ", " • ", " · ", " :: ", " » "};
  struct slice rest = survey->title;
  size_t at = title.length ? text_find(rest, title, 0) : SIZE_MAX;
  rest = slice_from(rest, at == SIZE_MAX ? rest.length : at + title.length);
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    for (size_t sign; (sign = text_find(rest, slice_of(signs[i]), 0)) != SIZE_MAX;)
      rest = slice_from(rest, sign + strlen(signs[i]));
  rest = slice_trim(rest);
  if (is_name(rest)) return told(rest, FROM_TITLE, 60);
  return told(address_host(url), FROM_URL, 30);
}

/* Smaller facts. */

static struct fact find_description(struct arena *arena, const struct survey *survey,
                                    const struct jsonld *jsonld)
{
  static const char *const names[] = {"og:description", "description", "twitter:description",
                                      "dc.description", "dcterms.description"};
  struct fact description = first_of(arena, survey, names, sizeof names / sizeof *names, 85);
  return description.value.length ? description : told(jsonld->description, FROM_JSONLD, 85);
}

static struct fact find_licence(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                                struct slice url)
{
  static const char *const names[] = {"dcterms.license", "dc.license", "dcterms.rights.license", "license"};
  struct slice link = address_resolve(arena, survey, url, survey->licence);
  if (link.length) return told(link, FROM_LINK, 85);
  if (jsonld->licence.length) return told(jsonld->licence, FROM_JSONLD, 85);
  struct fact meta = first_of(arena, survey, names, sizeof names / sizeof *names, 75);
  if (meta.value.length) return meta;
  return told(address_resolve(arena, survey, url, survey->commons), FROM_LINK, 55);
}

/* language_tag - "de_DE" as "de-DE"; empty when it is no tag. */
static struct slice language_tag(struct arena *arena, struct slice text)
{
  text = slice_trim(text);
  if (text.length < 2 || text.length > LANGUAGE_BYTES) return (struct slice){"", 0};
  char *tag = arena_string(arena, text);
  for (size_t i = 0; i < text.length; i++) {
    bool letter = (tag[i] | 32) >= 'a' && (tag[i] | 32) <= 'z';
    if (tag[i] == '_') tag[i] = '-';
    if (tag[i] == ',' && i >= 2) return (struct slice){tag, i};
    if (!letter && tag[i] != '-' && (i < 2 || tag[i] < '0' || tag[i] > '9')) return (struct slice){"", 0};
  }
  return (struct slice){tag, text.length};
}

static struct slice find_language(struct arena *arena, const struct survey *survey,
                                  const struct jsonld *jsonld)
{
  const struct slice said[] = {survey->language, survey_meta(survey, "og:locale"),
                               survey_meta(survey, "content-language"), jsonld->language,
                               survey_meta(survey, "dc.language")};
  for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
    struct slice tag = language_tag(arena, said[i]);
    if (tag.length) return tag;
  }
  return (struct slice){"", 0};
}

static void read_jsonld(struct arena *arena, const struct survey *survey, struct slice url,
                        struct jsonld *jsonld)
{
  struct slice title = survey_meta(survey, "og:title");
  struct jsonld_page page = {url, survey->canonical, title.length ? title : survey->title};
  jsonld_read(arena, survey->json, survey->json_count, &page, jsonld);
}

void metadata_read(struct arena *arena, const struct html_node *root, const struct blocks *blocks,
                   struct slice url, millis fetched_at, struct metadata *metadata)
{
  struct survey *survey = arena_alloc(arena, sizeof *survey);
  struct jsonld *jsonld = arena_alloc(arena, sizeof *jsonld);
  survey_page(arena, root, survey);
  read_jsonld(arena, survey, url, jsonld);
  struct article_metadata *facts = &metadata->facts;
  *metadata = (struct metadata){.language = find_language(arena, survey, jsonld),
                                .article_body = jsonld->body,
                                .base = survey->base,
                                .jsonld_kinds = jsonld->kinds | (jsonld->is_article ? JSONLD_ARTICLE : 0),
                                .type = survey_meta(survey, "og:type"),
                                .at_front = address_is_front(url)};
  facts->site = find_site(arena, survey, jsonld);
  struct site_names names = {{facts->site.value, jsonld->publisher, jsonld->site,
                              survey_meta(survey, "og:site_name"), survey_meta(survey, "application-name")},
                             address_site_name(url)};
  facts->title = title_find(arena, survey, jsonld, blocks, &names, url);
  facts->description = find_description(arena, survey, jsonld);
  struct picture picture = picture_find(arena, survey, jsonld, url);
  facts->image = picture.url;
  facts->image_width = picture.width;
  facts->image_height = picture.height;
  facts->uri = address_canonical(arena, survey, jsonld->url, url);
  facts->section = section_find(arena, survey, jsonld, blocks, facts->title.value);
  facts->tags = tags_find(arena, survey, jsonld);
  facts->licence = find_licence(arena, survey, jsonld, url);
  facts->paywall = paywall_find(arena, survey, jsonld, blocks);
  struct publication publication =
      publication_find(arena, survey, jsonld, blocks, facts->title.value, url, fetched_at);
  facts->published = publication.published;
  facts->modified = publication.modified;
  metadata->sightings = publication.sightings;
  facts->authors = authors_find(arena, survey, jsonld, blocks, facts->title.value, facts->site.value, url,
                                &metadata->bylines);
  if (!facts->site.value.length) facts->site = site_at_last(survey, facts->title.value, url);
}
