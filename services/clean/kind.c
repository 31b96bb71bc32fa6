/* kind.c - see kind.h. */
#include "clean/kind.h"

#include "clean/address.h"
#include "clean/jsonld.h"
#include "clean/shape.h"
#include "clean/text.h"

enum { SHORT_WORDS = 150, GALLERY_WORDS = 250, MANY_STAMPS = 6, MANY_CAPTIONS = 6 };

/* in_path - a directory of the path, or the first word of its last part, is one of the words. */
static bool in_path(struct slice path, const char *const *words)
{
  for (size_t at = 0; at < path.length;) {
    size_t end = at;
    while (end < path.length && path.data[end] != '/') end++;
    struct slice part = {path.data + at, end - at};
    for (const char *const *word = words; *word; word++)
      if (slice_is(part, *word)) return true;
    at = end + 1;
  }
  return false;
}

static const char *const live_words[] = {"live",       "liveblog", "live-blog", "liveticker",   "newsticker",
                                         "ticker",     "direct",   "en-direct", "directo",      "en-vivo",
                                         "en-directo", "diretta",  "ao-vivo",   "live-updates", NULL};
static const char *const video_words[] = {"video",  "videos",    "watch", "vidéo",
                                          "vidéos", "mediathek", "tv",    NULL};
static const char *const gallery_words[] = {
    "gallery",   "galleries",   "galerie",      "galeries",    "diaporama",     "diaporamas",
    "portfolio", "portfolios",  "slideshow",    "slideshows",  "bildergalerie", "bildergalerien",
    "bilder",    "fotostrecke", "fotostrecken", "fotogalerie", "fotogaleria",   "fotogalerias",
    "galeria",   "galerias",    "photos",       "fotos",       "foto",          "fotogallery",
    "en-images", "pictures",    "in-pictures",  NULL};

static bool names_live(struct slice title)
{
  static const char *const signs[] = {"live:",    "live ",       "en direct", "direct.",    "liveticker",
                                      "liveblog", "live-ticker", "live-blog", "newsticker", "en vivo",
                                      "directo",  "en directo",  "diretta",   "in diretta", "ao vivo"};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (text_starts(title, signs[i])) return true;
  return text_contains_word(title, "liveticker") || text_contains_word(title, "liveblog") ||
         text_contains(title, SLICE(" LIVE:")) || text_contains(title, SLICE("EN DIRECT"));
}

static struct fact live(struct slice path, const struct shape *shape, const struct metadata *metadata)
{
  if (metadata->jsonld_kinds & JSONLD_LIVE) return (struct fact){SLICE("live-blog"), FROM_JSONLD, 95};
  if (shape->stamped < MANY_STAMPS) return (struct fact){0};
  if (in_path(path, live_words)) return (struct fact){SLICE("live-blog"), FROM_URL, 80};
  if (names_live(metadata->facts.title.value)) return (struct fact){SLICE("live-blog"), FROM_TEXT, 80};
  return (struct fact){0};
}

static struct fact video(struct slice path, uint32_t words, const struct metadata *metadata)
{
  bool article = metadata->jsonld_kinds & JSONLD_ARTICLE;
  if (words >= SHORT_WORDS) return (struct fact){0};
  if ((metadata->jsonld_kinds & JSONLD_VIDEO) && !article)
    return (struct fact){SLICE("video"), FROM_JSONLD, 85};
  if (slice_starts(metadata->type, "video")) return (struct fact){SLICE("video"), FROM_OPEN_GRAPH, 85};
  return in_path(path, video_words) ? (struct fact){SLICE("video"), FROM_URL, 70} : (struct fact){0};
}

static struct fact gallery(struct slice path, uint32_t words, const struct shape *shape,
                           const struct metadata *metadata)
{
  bool article = metadata->jsonld_kinds & JSONLD_ARTICLE;
  if ((metadata->jsonld_kinds & JSONLD_GALLERY) && (!article || words < GALLERY_WORDS))
    return (struct fact){SLICE("gallery"), FROM_JSONLD, 90};
  if (words >= GALLERY_WORDS) return (struct fact){0};
  if (slice_is(metadata->type, "gallery")) return (struct fact){SLICE("gallery"), FROM_OPEN_GRAPH, 85};
  bool many = shape->captions >= MANY_CAPTIONS;
  if (in_path(path, gallery_words) && (many || words < SHORT_WORDS))
    return (struct fact){SLICE("gallery"), FROM_URL, many ? 80 : 60};
  return (struct fact){0};
}

struct fact kind_find(const struct body *body, const struct blocks *blocks, const struct metadata *metadata)
{
  struct slice path = address_path(metadata->facts.uri.value);
  struct shape shape = shape_measure(blocks);
  struct fact kind = live(path, &shape, metadata);
  if (!kind.value.length) kind = gallery(path, body->words, &shape, metadata);
  if (!kind.value.length) kind = video(path, body->words, metadata);
  if (kind.value.length) return kind;
  if (metadata->jsonld_kinds & JSONLD_ARTICLE) return (struct fact){SLICE("article"), FROM_JSONLD, 95};
  if (slice_is(metadata->type, "article")) return (struct fact){SLICE("article"), FROM_OPEN_GRAPH, 90};
  return (struct fact){SLICE("article"), FROM_LAYOUT, 70};
}
