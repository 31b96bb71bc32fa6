/* picture.c - see picture.h. */
#include "clean/picture.h"

#include "clean/address.h"
#include "clean/hints.h"
#include "clean/text.h"

#include <strings.h>

enum { LEAST_WIDTH = 300, MOST_PIXELS = 100000, LEVELS = 6 };

struct search {
  struct arena *arena;
  const struct survey *survey;
  struct slice page;
};

/* is_stock - a name of what stands for a picture, and is none. */
static bool is_stock(struct slice name)
{
  static const char *const words[] = {"logo",   "placeholder", "avatar",  "icon",     "favicon",
                                      "sprite", "spacer",      "blank",   "pixel",    "default",
                                      "dummy",  "no-image",    "noimage", "fallback", "gravatar"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (text_contains_word(name, words[i])) return true;
  return false;
}

static struct slice file_name(struct slice url)
{
  for (size_t i = 0; i < url.length; i++)
    if (url.data[i] == '?' || url.data[i] == '#') url.length = i;
  size_t start = url.length;
  while (start && url.data[start - 1] != '/') start--;
  return slice_from(url, start);
}

static int64_t pixels(struct slice text)
{
  int64_t value = 0;
  text = slice_trim(text);
  for (size_t i = 0; i < text.length && text.data[i] >= '0' && text.data[i] <= '9' && value < MOST_PIXELS;
       i++)
    value = value * 10 + (text.data[i] - '0');
  return value < MOST_PIXELS ? value : 0;
}

static struct picture told(const struct search *search, struct slice reference, const char *from,
                           int confidence)
{
  struct picture picture = {0};
  if (!reference.length || is_stock(file_name(reference))) return picture;
  struct slice url = address_resolve(search->arena, search->survey, search->page, reference);
  if (url.length) picture.url = (struct fact){url, from, confidence};
  return picture;
}

static struct picture of_open_graph(const struct search *search)
{
  static const char *const names[] = {"og:image:secure_url", "og:image", "og:image:url"};
  struct picture picture = {0};
  for (size_t i = 1; i < 4 && !picture.url.value.length; i++)
    picture = told(search, survey_meta(search->survey, names[i % 3]), FROM_OPEN_GRAPH, 90);
  picture.width = pixels(survey_meta(search->survey, "og:image:width"));
  picture.height = pixels(survey_meta(search->survey, "og:image:height"));
  return picture;
}

/* in_frame - in a header, a footer, navigation or the like, or one of other articles. */
static bool in_frame(struct wordlist *names, const struct html_node *node)
{
  const unsigned bad = HINT_NAVIGATION | HINT_RELATED | HINT_COMMENTS | HINT_FRAME | HINT_PROMO |
                       HINT_BYLINE | HINT_BIOGRAPHY | HINT_HIDDEN;
  for (int level = 0; node && level < LEVELS; level++, node = html_parent(node)) {
    enum html_tag tag = html_tag(node);
    if (tag == HTML_NAV || tag == HTML_ASIDE || tag == HTML_FOOTER || tag == HTML_LI) return true;
    if (tag == HTML_ARTICLE || tag == HTML_MAIN || tag == HTML_FIGURE) return false;
    if (tag == HTML_BODY || tag == HTML_HTML) return false;
    if (hints_of(names, node) & bad) return true;
  }
  return false;
}

/* of_page - the first picture that says it is large. */
static struct picture of_page(const struct search *search)
{
  struct wordlist names;
  hints_words(&names);
  for (size_t i = 0; i < search->survey->image_count; i++) {
    const struct html_node *node = search->survey->images[i];
    int64_t width = pixels(html_attribute(node, "width"));
    if (width < LEAST_WIDTH || is_stock(html_attribute(node, "class")) || in_frame(&names, node)) continue;
    struct slice source = html_attribute(node, "src"), lazy = html_attribute(node, "data-src");
    bool inlined = !source.length || slice_starts(source, "data:");
    struct picture picture = told(search, inlined ? lazy : source, FROM_LAYOUT, 50);
    picture.width = width;
    picture.height = pixels(html_attribute(node, "height"));
    if (picture.url.value.length) return picture;
  }
  return (struct picture){0};
}

struct picture picture_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                            struct slice url)
{
  static const char *const names[] = {"twitter:image", "twitter:image:src", "thumbnail", "image"};
  struct search search = {arena, survey, url};
  struct picture picture = of_open_graph(&search);
  if (picture.url.value.length) return picture;
  picture = told(&search, jsonld->image, FROM_JSONLD, 85);
  picture.width = jsonld->image_width;
  picture.height = jsonld->image_height;
  if (picture.url.value.length) return picture;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    picture = told(&search, survey_meta(survey, names[i]), FROM_META, 80);
    if (picture.url.value.length) return picture;
  }
  return of_page(&search);
}
