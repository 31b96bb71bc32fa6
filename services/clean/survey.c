/* survey.c - see survey.h. */
#include "clean/survey.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/text.h"

#include <strings.h>

enum { TITLE_BYTES = 2000, RAW_SHARE = 16 };

static bool has_word(struct slice value, const char *word)
{
  return value.data && text_contains_word(value, word);
}

static void push(const struct html_node **list, size_t *count, const struct html_node *node)
{
  if (*count < SURVEY_NODES) list[(*count)++] = node;
}

static void take_meta(struct arena *arena, const struct html_node *node, struct survey *survey)
{
  static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
  struct slice content = slice_trim(html_attribute(node, "content"));
  if (!content.length) return;
  for (size_t i = 0; i < sizeof keys / sizeof *keys && survey->meta_count < SURVEY_METAS; i++) {
    struct slice name = slice_trim(html_attribute(node, keys[i]));
    if (!name.length || name.length > 64) continue;
    survey->metas[survey->meta_count++] = (struct survey_meta){unicode_lower_text(arena, name), content};
  }
}

static struct slice first_text(const struct html_node *node)
{
  const struct html_node *child = html_child(node);
  return child && html_tag(child) == HTML_TEXT ? html_text(child) : (struct slice){"", 0};
}

static void take_script(const struct html_node *node, struct survey *survey)
{
  struct slice type = slice_trim(html_attribute(node, "type"));
  if (type.length < 19 || strncasecmp(type.data, "application/ld+json", 19) != 0) return;
  if (survey->json_count < SURVEY_SCRIPTS) survey->json[survey->json_count++] = first_text(node);
}

static void take_link(const struct html_node *node, struct survey *survey)
{
  struct slice rel = html_attribute(node, "rel");
  if (!survey->canonical.length && has_word(rel, "canonical"))
    survey->canonical = slice_trim(html_attribute(node, "href"));
  if (!survey->licence.length && has_word(rel, "license"))
    survey->licence = slice_trim(html_attribute(node, "href"));
}

static void take_anchor(const struct html_node *node, struct survey *survey)
{
  struct slice rel = html_attribute(node, "rel"), href = html_attribute(node, "href");
  if (has_word(rel, "tag") && !has_word(rel, "category")) push(survey->tags, &survey->tag_count, node);
  if (!survey->licence.length && has_word(rel, "license")) survey->licence = slice_trim(href);
  if (text_contains(href, SLICE("creativecommons.org/")) &&
      (text_contains(href, SLICE("/licenses/")) || text_contains(href, SLICE("/publicdomain/"))))
    survey->commons = slice_trim(href);
}

static void take_named(const struct html_node *node, struct survey *survey)
{
  struct slice item = html_attribute(node, "itemprop");
  if (item.length) {
    if (has_word(item, "author")) push(survey->authors, &survey->author_count, node);
    if (has_word(item, "datepublished") || has_word(item, "datemodified") || has_word(item, "datecreated"))
      push(survey->dates, &survey->date_count, node);
  } else if (html_tag(node) == HTML_A && has_word(html_attribute(node, "rel"), "author")) {
    push(survey->authors, &survey->author_count, node);
  }
}

static void take(struct arena *arena, const struct html_node *node, struct survey *survey)
{
  switch (html_tag(node)) {
  case HTML_TEXT:
  case HTML_COMMENT:
    return;
  case HTML_META:
    take_meta(arena, node, survey);
    break;
  case HTML_SCRIPT:
    take_script(node, survey);
    break;
  case HTML_LINK:
    take_link(node, survey);
    break;
  case HTML_BASE:
    if (!survey->base.length) survey->base = slice_trim(html_attribute(node, "href"));
    break;
  case HTML_HTML:
    survey->language = slice_trim(html_attribute(node, "lang"));
    break;
  case HTML_TITLE:
    if (!survey->title.length) survey->title = text_clean(arena, utf8_cut(first_text(node), TITLE_BYTES));
    break;
  case HTML_A:
    take_anchor(node, survey);
    break;
  case HTML_IMG:
    if (survey->image_count < SURVEY_IMAGES) survey->images[survey->image_count++] = node;
    break;
  case HTML_H1:
    push(survey->headings, &survey->heading_count, node);
    break;
  case HTML_TIME:
    push(survey->times, &survey->time_count, node);
    break;
  default:
    break;
  }
  take_named(node, survey);
}

void survey_page(struct arena *arena, const struct html_node *root, struct survey *survey)
{
  memset(survey, 0, sizeof *survey);
  bool in_svg = false;
  for (const struct html_node *node = root; node;) {
    in_svg = html_tag(node) == HTML_SVG || html_tag(node) == HTML_TEMPLATE;
    if (!in_svg) take(arena, node, survey);
    node = in_svg ? html_after(node, root) : html_following(node, root);
  }
}

struct slice survey_meta_next(const struct survey *survey, const char *name, size_t *at)
{
  while (*at < survey->meta_count) {
    const struct survey_meta *meta = &survey->metas[(*at)++];
    if (slice_is(meta->name, name)) return meta->content;
  }
  return (struct slice){"", 0};
}

struct slice survey_meta(const struct survey *survey, const char *name)
{
  size_t at = 0;
  return survey_meta_next(survey, name, &at);
}

struct slice survey_text(struct arena *arena, const struct html_node *node, size_t max)
{
  struct buffer out = BUFFER_EMPTY;
  bool pending = false;
  size_t left = RAW_SHARE * max; /* nodes and bytes looked at: those asked for may stand in each other */
  for (const struct html_node *at = node; at && out.length < max && left;) {
    enum html_tag tag = html_tag(at);
    bool skip = tag == HTML_SCRIPT || tag == HTML_STYLE || tag == HTML_SVG;
    left--;
    if (tag == HTML_TEXT) {
      struct slice raw = utf8_cut(html_text(at), left);
      text_fold(&out, 0, raw, &pending);
      left -= raw.length;
    }
    if (tag != HTML_TEXT && tag != HTML_SPAN) pending = true;
    at = skip ? html_after(at, node) : html_following(at, node);
  }
  struct slice text = unicode_nfc(arena, utf8_cut(buffer_view(&out), max));
  text = arena_slice(arena, text);
  buffer_free(&out);
  return text;
}
