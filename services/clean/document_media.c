/* document_media.c - see document_media.h. */
#include "clean/document_media.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/address.h"
#include "clean/text.h"

enum {
  FIGURE_LEVELS = 5, /* of elements around a picture, at most, to its caption */
  LEAST_PIXELS = 80, /* of a picture that says so */
  MAX_PIXELS = 100000,
  LEGEND_BYTES = 2000,
  LEGEND_BLOCKS = 16,
  STRANGE_WORDS = 40 /* beside a picture that are no caption and no part of the article */
};

static const unsigned other_things = HINT_COMMENTS | HINT_SHARE | HINT_RELATED | HINT_PROMO |
                                     HINT_NAVIGATION | HINT_BIOGRAPHY | HINT_BYLINE | HINT_TAGS | HINT_FRAME;

static bool is_other_thing(const struct region *region)
{
  switch (region->tag) {
  case HTML_NAV:
  case HTML_ASIDE:
  case HTML_FOOTER:
  case HTML_FORM:
  case HTML_MENU:
    return true;
  default:
    return (region->hints & other_things) && !(region->hints & (HINT_BODY | HINT_ARTICLE_BODY));
  }
}

static bool holds_text(const struct places *places, uint32_t region)
{
  return places_kept(places, region).blocks > 0;
}

/* is_legend - a block that is a caption by its element, or by the name of one, inside `figure`. */
static bool is_legend(const struct blocks *blocks, const struct block *block, uint32_t figure)
{
  if (block_kept(block)) return false;
  if (block->kind == BLOCK_CAPTION) return true;
  uint32_t at = block->region;
  for (int level = 0; level < FIGURE_LEVELS && at != figure && at != 0; level++) {
    if (blocks->regions[at].hints & HINT_CAPTION) return true;
    at = blocks->regions[at].parent;
  }
  return false;
}

static bool has_legend(const struct blocks *blocks, uint32_t figure)
{
  const struct region *region = &blocks->regions[figure];
  uint32_t end = region->end_block;
  if (end - region->first_block > LEGEND_BLOCKS) end = region->first_block + LEGEND_BLOCKS;
  for (uint32_t i = region->first_block; i < end; i++)
    if (is_legend(blocks, &blocks->items[i], figure)) return true;
  return false;
}

/* is_strange - around the picture stands more than a caption, or what stands there leads away. */
static bool is_strange(const struct blocks *blocks, uint32_t around)
{
  const struct region *region = &blocks->regions[around];
  uint32_t words = 0;
  for (uint32_t i = region->first_block; i < region->end_block && words <= STRANGE_WORDS; i++) {
    const struct block *block = &blocks->items[i];
    if (is_legend(blocks, block, around)) continue;
    words += block_link_share(block) > 0.5 ? STRANGE_WORDS + 1 : block->words + 1;
  }
  return words > STRANGE_WORDS;
}

/* leads_away - the picture is a link, and not one to itself in a larger size. */
static bool leads_away(const struct insert *insert)
{
  static const char *const ends[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"};
  if (!insert->link) return false;
  struct slice url = html_attribute(insert->link, "href");
  for (size_t i = 0; i < url.length; i++)
    if (url.data[i] == '?' || url.data[i] == '#') url.length = i;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (text_ends(url, ends[i])) return false;
  return url.length > 0;
}

bool media_is_foreign(const struct places *places, const struct insert *insert)
{
  const struct blocks *blocks = places->blocks;
  uint32_t at = insert->region, around = NO_REGION;
  bool figure = false;
  for (; at != 0 && !holds_text(places, at); at = blocks->regions[at].parent) {
    if (is_other_thing(&blocks->regions[at])) return true;
    figure = figure || blocks->regions[at].tag == HTML_FIGURE;
    around = at;
  }
  figure = figure || blocks->regions[at].tag == HTML_FIGURE;
  if (leads_away(insert) && !figure) return true;
  return around != NO_REGION && is_strange(blocks, around);
}

static uint32_t pixels(const struct html_node *node, const char *name)
{
  struct slice value = html_attribute(node, name);
  uint32_t number = 0;
  for (size_t i = 0; i < value.length && value.data[i] >= '0' && value.data[i] <= '9'; i++) {
    number = number * 10 + (uint32_t)(value.data[i] - '0');
    if (number > MAX_PIXELS) return 0;
  }
  return value.length && value.data[value.length - 1] == '%' ? 0 : number;
}

/* first_of_set - the first address of a srcset: "a.jpg 320w, b.jpg 640w". */
static struct slice first_of_set(struct slice set)
{
  set = slice_trim(set);
  for (size_t i = 0; i < set.length; i++)
    if (strchr(" \t\r\n\f", set.data[i])) set.length = i;
  while (set.length && set.data[set.length - 1] == ',') set.length--;
  return set;
}

/* source_of - pages that load pictures late put a spacer into src, or an address with "{width}" in it. */
static struct slice source_of(struct arena *arena, const struct url *base, const struct html_node *node)
{
  static const char *const names[] = {"data-src",         "data-original", "data-lazy-src", "data-srcset",
                                      "data-lazy-srcset", "src",           "srcset"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct slice value = html_attribute(node, names[i]);
    if (!value.length || slice_starts(value, "data:") || memchr(value.data, '{', value.length)) continue;
    if (text_ends(slice_of(names[i]), "srcset")) value = first_of_set(value);
    struct slice url = address_below(arena, base, value);
    if (url.length) return url;
  }
  return (struct slice){"", 0};
}

static bool image_step(struct arena *arena, const struct url *base, const struct insert *insert,
                       struct step *step)
{
  uint32_t across = pixels(insert->node, "width"), down = pixels(insert->node, "height");
  if ((across && across < LEAST_PIXELS) || (down && down < LEAST_PIXELS)) return false;
  *step = (struct step){.part = PART_IMAGE, .across = across, .down = down};
  step->text = source_of(arena, base, insert->node);
  bool drawing = text_ends(step->text, ".svg") && !across; /* a sign to click on, most often */
  if (!step->text.length || drawing) return false;
  struct slice description = html_attribute(insert->node, "alt");
  if (description.length) step->other = text_clean(arena, utf8_cut(description, LEGEND_BYTES));
  return true;
}

/* is_player - by the forms in which networks and film sites offer what others may show in a frame. */
static bool is_player(struct slice url)
{
  static const char *const signs[] = {"/embed",   "embed=1",       "://player.",
                                      "/player/", "/plugins/post", "/plugins/video"};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (text_contains(url, slice_of(signs[i]))) return true;
  return false;
}

static struct slice film_source(const struct html_node *node)
{
  struct slice source = html_attribute(node, "src");
  for (const struct html_node *child = html_child(node); child && !source.length; child = html_next(child))
    if (html_tag(child) == HTML_SOURCE) source = html_attribute(child, "src");
  return source;
}

bool media_step(struct arena *arena, const struct url *base, const struct insert *insert, struct step *step)
{
  if (!base) return false;
  enum html_tag tag = html_tag(insert->node);
  if (tag == HTML_IMG) return image_step(arena, base, insert, step);
  *step = (struct step){.part = PART_FOREIGN};
  if (tag == HTML_VIDEO) {
    step->text = address_below(arena, base, film_source(insert->node));
    return step->text.length > 0;
  }
  step->text = source_of(arena, base, insert->node);
  return is_player(step->text);
}

uint32_t media_figure(const struct places *places, const struct insert *insert)
{
  const struct blocks *blocks = places->blocks;
  uint32_t at = insert->region;
  for (int level = 0; level < FIGURE_LEVELS && at != 0; level++, at = blocks->regions[at].parent) {
    if (blocks->regions[at].tag == HTML_FIGURE) return at;
    if (holds_text(places, at)) break;
    if (has_legend(blocks, at)) return at;
  }
  return NO_REGION;
}

struct slice media_legend(struct arena *arena, const struct blocks *blocks, uint32_t figure)
{
  const struct region *region = &blocks->regions[figure];
  struct buffer out = BUFFER_EMPTY;
  for (uint32_t i = region->first_block; i < region->end_block && out.length < LEGEND_BYTES; i++) {
    if (!is_legend(blocks, &blocks->items[i], figure)) continue;
    if (out.length) buffer_byte(&out, ' ');
    buffer_slice(&out, blocks->items[i].text);
  }
  struct slice legend = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return unicode_nfc(arena, legend);
}
