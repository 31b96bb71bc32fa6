/* metadata.c - asks each witness in turn; the rooms beside it know how to read one kind. */
#include "clean/metadata.h"

#include "clean/address.h"
#include "clean/text.h"
#include "clean/title.h"

static struct slice first_of(struct arena *arena, const struct survey *survey, const char *const *names,
                             size_t count)
{
  for (size_t i = 0; i < count; i++) {
    struct slice content = survey_meta(survey, names[i]);
    if (content.length) return text_clean(arena, content);
  }
  return (struct slice){"", 0};
}

static struct slice find_site(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld)
{
  static const char *const names[] = {"og:site_name", "application-name", "publisher", "dc.publisher"};
  struct slice site = first_of(arena, survey, names, sizeof names / sizeof *names);
  return site.length ? site : jsonld->publisher;
}

static struct slice find_description(struct arena *arena, const struct survey *survey,
                                     const struct jsonld *jsonld)
{
  static const char *const names[] = {"og:description", "description", "twitter:description",
                                      "dc.description"};
  struct slice description = first_of(arena, survey, names, sizeof names / sizeof *names);
  return description.length ? description : jsonld->description;
}

static struct slice find_image(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                               struct slice url)
{
  static const char *const names[] = {"og:image", "og:image:url", "twitter:image", "twitter:image:src"};
  struct slice image = first_of(arena, survey, names, sizeof names / sizeof *names);
  return address_resolve(arena, survey, url, image.length ? image : jsonld->image);
}

void metadata_read(struct arena *arena, const struct html_node *root, const struct blocks *blocks,
                   struct slice url, millis fetched_at, struct metadata *metadata)
{
  struct survey *survey = arena_alloc(arena, sizeof *survey);
  struct jsonld *jsonld = arena_alloc(arena, sizeof *jsonld);
  survey_page(arena, root, survey);
  jsonld_read(arena, survey->json, survey->json_count, jsonld);
  metadata->site = find_site(arena, survey, jsonld);
  metadata->title = title_find(arena, survey, jsonld, metadata->site, url);
  metadata->description = find_description(arena, survey, jsonld);
  metadata->image = find_image(arena, survey, jsonld, url);
  metadata->canonical = address_canonical(arena, survey, url);
  metadata->language = survey->language.length ? survey->language : jsonld->language;
  metadata->article_body = jsonld->body;
  metadata->publication = publication_find(arena, survey, jsonld, blocks, url, fetched_at);
  authors_find(arena, survey, jsonld, blocks, metadata->site, &metadata->authors);
}
