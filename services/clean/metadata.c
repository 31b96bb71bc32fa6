/* metadata.c - asks each witness in turn; the rooms beside it know how to read one kind. */
#include "clean/metadata.h"

#include "clean/address.h"
#include "clean/authors.h"
#include "clean/publication.h"
#include "clean/text.h"
#include "clean/title.h"

static struct fact first_of(struct arena *arena, const struct survey *survey, const char *const *names,
                            size_t count)
{
  for (size_t i = 0; i < count; i++) {
    struct slice content = survey_meta(survey, names[i]);
    bool open_graph = strncmp(names[i], "og:", 3) == 0;
    if (content.length)
      return (struct fact){text_clean(arena, content), open_graph ? FROM_OPEN_GRAPH : FROM_META,
                           open_graph ? 95 : 90};
  }
  return (struct fact){0};
}

static struct fact said_in_jsonld(struct slice value)
{
  return value.length ? (struct fact){value, FROM_JSONLD, 90} : (struct fact){0};
}

static struct fact find_site(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld)
{
  static const char *const names[] = {"og:site_name", "application-name", "publisher", "dc.publisher"};
  struct fact site = first_of(arena, survey, names, sizeof names / sizeof *names);
  return site.value.length ? site : said_in_jsonld(jsonld->publisher);
}

static struct fact find_description(struct arena *arena, const struct survey *survey,
                                    const struct jsonld *jsonld)
{
  static const char *const names[] = {"og:description", "description", "twitter:description",
                                      "dc.description"};
  struct fact description = first_of(arena, survey, names, sizeof names / sizeof *names);
  return description.value.length ? description : said_in_jsonld(jsonld->description);
}

static struct fact find_image(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                              struct slice url)
{
  static const char *const names[] = {"og:image", "og:image:url", "twitter:image", "twitter:image:src"};
  struct fact image = first_of(arena, survey, names, sizeof names / sizeof *names);
  if (!image.value.length) image = said_in_jsonld(jsonld->image);
  image.value = address_resolve(arena, survey, url, image.value);
  return image.value.length ? image : (struct fact){0};
}

void metadata_read(struct arena *arena, const struct html_node *root, const struct blocks *blocks,
                   struct slice url, millis fetched_at, struct metadata *metadata)
{
  struct survey *survey = arena_alloc(arena, sizeof *survey);
  struct jsonld *jsonld = arena_alloc(arena, sizeof *jsonld);
  survey_page(arena, root, survey);
  struct slice told = survey_meta(survey, "og:title");
  struct jsonld_page page = {url, survey->canonical, told.length ? told : survey->title};
  jsonld_read(arena, survey->json, survey->json_count, &page, jsonld);
  struct article_metadata *facts = &metadata->facts;
  *metadata = (struct metadata){.language = survey->language.length ? survey->language : jsonld->language,
                                .article_body = jsonld->body,
                                .base = survey->base};
  facts->site = find_site(arena, survey, jsonld);
  struct site_names names = {{facts->site.value, jsonld->publisher, survey_meta(survey, "application-name")},
                             address_site_name(url)};
  facts->title = title_find(arena, survey, jsonld, blocks, &names, url);
  facts->description = find_description(arena, survey, jsonld);
  facts->image = find_image(arena, survey, jsonld, url);
  facts->uri = (struct fact){address_canonical(arena, survey, url), FROM_LINK, 90};
  struct publication publication =
      publication_find(arena, survey, jsonld, blocks, facts->title.value, url, fetched_at);
  facts->published = publication.published;
  facts->modified = publication.modified;
  facts->authors = authors_find(arena, survey, jsonld, blocks, facts->title.value, facts->site.value, url);
}
