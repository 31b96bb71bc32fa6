/* paywall.c - see paywall.h. */
#include "clean/paywall.h"

#include "clean/text.h"
#include "clean/wording.h"

enum { LONGEST_ASK = 600, FEW_BLOCKS = 30 };

/* What such elements are called. */
static bool names_wall(struct slice names)
{
  static const char *const words[] = {"paywall",       "paywalled",      "regwall",          "piano-paywall",
                                      "paywall-layer", "article-locked", "content-locked",   "locked-content",
                                      "premium-wall",  "paid-barrier",   "subscription-wall"};
  static const char *const pieces[] = {"wall", "locked", "paid"};
  bool maybe = text_contains_any(names, pieces, sizeof pieces / sizeof *pieces);
  for (size_t i = 0; maybe && i < sizeof words / sizeof *words; i++)
    if (text_contains_word(names, words[i])) return true;
  return false;
}

/* In lower case, with plain apostrophes. */
static const char *const asks[] = {
    /* French */
    "réservé aux abonnés", "réservée aux abonnés", "réservé à nos abonnés", "abonnez-vous pour lire la suite",
    "pour lire la suite de cet article", "connectez-vous pour lire la suite",
    "la suite est réservée aux abonnés", "de cet article à lire. la suite est",
    /* English */
    "subscribe to continue reading", "subscribe to read the full", "to continue reading this article",
    "this article is for subscribers only", "this content is for subscribers",
    "already a subscriber? log in to", "sign in to continue reading", "log in to continue reading",
    "register to continue reading", "this article is exclusive to subscribers",
    "to read the full story, subscribe",
    /* German */
    "jetzt weiterlesen mit", "um den artikel zu lesen, ", "diesen artikel weiterlesen", "nur für abonnenten",
    "dieser artikel ist nur für abonnenten", "exklusiv für abonnenten", "artikel ist kostenpflichtig",
    "melden sie sich an, um weiterzulesen", "jetzt abonnieren und weiterlesen",
    /* Spanish */
    "contenido exclusivo para suscriptores", "suscríbete para seguir leyendo",
    "suscríbase para seguir leyendo", "para seguir leyendo este artículo",
    "inicia sesión para seguir leyendo",
    /* Italian */
    "contenuto riservato agli abbonati", "articolo riservato agli abbonati",
    "abbonati per continuare a leggere", "per continuare a leggere questo articolo",
    /* Portuguese */
    "conteúdo exclusivo para assinantes", "exclusivo para assinantes", "assine para continuar lendo",
    "para continuar lendo esta matéria", "artigo exclusivo para assinantes", NULL};

bool paywall_asks(struct arena *arena, struct slice text)
{
  return wording_has(wording_plain(arena, text, LONGEST_ASK), asks);
}

/* is_walled - an element that is named so and holds something to read. */
static bool is_walled(const struct blocks *blocks)
{
  for (uint32_t i = 1; i < blocks->region_count; i++) {
    const struct region *region = &blocks->regions[i];
    if (region->end_block == region->first_block || region->end_block - region->first_block > FEW_BLOCKS)
      continue;
    if (names_wall(html_attribute(region->node, "class")) || names_wall(html_attribute(region->node, "id")))
      return true;
  }
  return false;
}

/* may_ask - a quick look before the slow one: a piece of a word is in each phrase. */
static bool may_ask(struct slice text)
{
  static const char *const pieces[] = {"bonn",    "ubscri", "uscri",    "bbona",   "ssin",
                                       "continu", "rtikel", "la suite", "leyendo", "eiterlesen"};
  return text_contains_any(text, pieces, sizeof pieces / sizeof *pieces);
}

static bool is_asked(struct arena *arena, const struct blocks *blocks)
{
  for (uint32_t i = 0; i < blocks->count; i++) {
    struct slice text = blocks->items[i].text;
    if (text.length < LONGEST_ASK && blocks->items[i].words > 2 && blocks->items[i].words < 40 &&
        may_ask(text) && paywall_asks(arena, text))
      return true;
  }
  return false;
}

struct fact paywall_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                         const struct blocks *blocks)
{
  struct slice tier = survey_meta(survey, "article:content_tier");
  if (jsonld->free.length)
    return (struct fact){slice_is(jsonld->free, "true") ? SLICE("no") : SLICE("yes"), FROM_JSONLD, 90};
  if (slice_is(tier, "free")) return (struct fact){SLICE("no"), FROM_OPEN_GRAPH, 85};
  if (slice_is(tier, "locked")) return (struct fact){SLICE("yes"), FROM_OPEN_GRAPH, 90};
  if (slice_is(tier, "metered")) return (struct fact){SLICE("yes"), FROM_OPEN_GRAPH, 60};
  if (is_walled(blocks)) return (struct fact){SLICE("yes"), FROM_LAYOUT, 70};
  return is_asked(arena, blocks) ? (struct fact){SLICE("yes"), FROM_TEXT, 70} : (struct fact){0};
}
