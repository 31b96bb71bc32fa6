/* survey.h - the elements of a page that tell of the article: gathered in one walk, judged elsewhere. */
#ifndef CLEAN_SURVEY_H
#define CLEAN_SURVEY_H

#include "base/arena.h"
#include "clean/html.h"

enum { SURVEY_METAS = 256, SURVEY_SCRIPTS = 24, SURVEY_NODES = 24, SURVEY_IMAGES = 48 };

struct survey_meta {
  struct slice name; /* of property, name, itemprop or http-equiv, in lower case */
  struct slice content;
};

struct survey {
  struct survey_meta metas[SURVEY_METAS];
  size_t meta_count;
  struct slice canonical, language, title; /* link rel=canonical, html lang, the first title element */
  struct slice base;                       /* base href; empty: none */
  struct slice json[SURVEY_SCRIPTS];       /* application/ld+json */
  size_t json_count;
  const struct html_node *headings[SURVEY_NODES]; /* h1 */
  size_t heading_count;
  const struct html_node *times[SURVEY_NODES]; /* time elements */
  size_t time_count;
  const struct html_node *authors[SURVEY_NODES]; /* rel=author, itemprop=author */
  size_t author_count;
  const struct html_node *dates[SURVEY_NODES]; /* itemprop datePublished and dateModified */
  size_t date_count;
  const struct html_node *tags[SURVEY_NODES]; /* a rel=tag */
  size_t tag_count;
  const struct html_node *images[SURVEY_IMAGES]; /* img, the first ones */
  size_t image_count;
  struct slice licence; /* href of a link or a with rel=license */
  struct slice commons; /* href of the last a that leads to a licence of Creative Commons */
};

/* survey_page - slices point into the tree or the arena; what is beyond the limits is passed over. */
void survey_page(struct arena *arena, const struct html_node *root, struct survey *survey);

/* survey_meta - content of the first meta of that name that is not empty; empty when there is none. */
struct slice survey_meta(const struct survey *survey, const char *name);

/* survey_meta_next - the same of the next one from index *at on, which is moved behind it. */
struct slice survey_meta_next(const struct survey *survey, const char *name, size_t *at);

/* survey_text - the text below a node, folded, at most `max` bytes of it; scripts and styles left out. */
struct slice survey_text(struct arena *arena, const struct html_node *node, size_t max);

#endif
