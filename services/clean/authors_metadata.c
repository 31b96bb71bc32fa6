/* authors_metadata.c - by-lines from JSON-LD and meta elements. */
#include "clean/authors_bylines.h"
#include "clean/text.h"

static const char *const kin[] = {"article:author",
                                  "og:article:author",
                                  "og:author",
                                  "dc.creator",
                                  "dcterms.creator",
                                  "dc.contributor",
                                  "dc:creator",
                                  "sailthru.author",
                                  "parsely-author",
                                  "byl",
                                  "byline",
                                  "citation_author",
                                  "article:author_name",
                                  "articleauthor",
                                  "article_author",
                                  "article.author",
                                  "author_name",
                                  "authors",
                                  "creator",
                                  "cxenseparse:author",
                                  "cxenseparse:recs:author",
                                  "shareaholic:article_author_name",
                                  "twitter:creator:name",
                                  "autor",
                                  "auteur"};

static void take(struct bylines *bylines, struct slice text, uint64_t signs)
{
  struct names names;
  authors_split(text, false, &names);
  bylines_add(bylines, &names, signs);
}

static bool is_address(struct slice text)
{
  return slice_starts(text, "http") || slice_starts(text, "/") || slice_starts(text, "www.");
}

/* add_all - the names of one more piece of the same by-line. */
static void add_all(struct names *all, struct slice text)
{
  if (is_address(text)) return;
  struct names some;
  authors_split(text, false, &some);
  for (size_t i = 0; i < some.count; i++) authors_add(all, some.items[i]);
  all->marked = all->marked || some.marked;
}

static void from_jsonld(const struct jsonld *jsonld, struct bylines *bylines)
{
  struct names all = {0};
  bool organisations = jsonld->author_count > 0;
  for (size_t i = 0; i < jsonld->author_count; i++) {
    add_all(&all, jsonld->authors[i]);
    organisations = organisations && jsonld->is_organisation[i];
  }
  bylines_add(bylines, &all, byline_bit(organisations ? BY_ORGANISATION : BY_JSONLD));
  for (size_t i = 0; i < jsonld->person_count; i++) take(bylines, jsonld->persons[i], byline_bit(BY_PERSON));
}

static void from_named_metas(const struct byline_page *page, const char *name, uint64_t signs,
                             struct bylines *bylines)
{
  const struct survey *survey = page->survey;
  struct names all = {0};
  for (size_t i = 0; i < survey->meta_count; i++)
    if (slice_is(survey->metas[i].name, name))
      add_all(&all, text_clean(page->arena, survey->metas[i].content));
  bylines_add(bylines, &all, signs);
}

/* from_labelled - "twitter:label1" says what "twitter:data1" is. */
static void from_labelled(const struct byline_page *page, struct bylines *bylines)
{
  static const char *const words[] = {
      "written by",     "verfasst von",    "écrit par", "escrito por",     "by",
      "author",         "autor",           "auteur",    "geschrieben von", "scritto da",
      "napisane przez", "geschreven door", "von"};
  static const char *const pairs[][2] = {{"twitter:label1", "twitter:data1"},
                                         {"twitter:label2", "twitter:data2"}};
  for (size_t i = 0; i < 2; i++) {
    struct slice label = survey_meta(page->survey, pairs[i][0]);
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
      if (text_same(label, slice_of(words[w])))
        take(bylines, text_clean(page->arena, survey_meta(page->survey, pairs[i][1])),
             byline_bit(BY_META_KIN));
  }
}

void bylines_from_metadata(const struct byline_page *page, struct bylines *bylines)
{
  from_jsonld(page->jsonld, bylines);
  from_named_metas(page, "author", byline_bit(BY_META), bylines);
  for (size_t i = 0; i < sizeof kin / sizeof *kin; i++)
    from_named_metas(page, kin[i], byline_bit(BY_META_KIN), bylines);
  from_labelled(page, bylines);
}
