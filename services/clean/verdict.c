/* verdict.c - a page may hold text and no article: a list of links, a wall of consent, a message of an error.
 * A real article that is rejected is lost, so each reason needs its words and a page that has little else;
 * what says of itself in JSON-LD that it is an article, and has its text, is one. */
#include "clean/verdict.h"

#include "clean/jsonld.h"
#include "clean/paywall.h"
#include "clean/shape.h"
#include "clean/text.h"
#include "clean/wording.h"

enum {
  LEAST_WORDS = 25,
  DISPATCH_WORDS = 8,
  MANY_WORDS = 60,
  SHORT_WORDS = 120,
  WALL_WORDS = 240,
  TITLE_WORDS = 9,
  TITLE_BYTES = 200,
  MANY_TEASERS = 8,
  WORDS_A_TEASER = 20,
  LONG_RUN = 70,  /* words of prose in a piece: more than a teaser has */
  FEW_WORDS = 400 /* of a whole page that only bars the way */
};

struct page_case {
  const struct body *body;
  const struct blocks *blocks;
  const struct metadata *metadata;
  struct shape shape;
  struct slice title; /* as wording_plain writes it */
  bool short_title, declared;
};

static uint32_t count_consent(struct slice text)
{
  static const char *const words[] = {"cookies", "cookie",       "consent",     "partners", "partenaires",
                                      "gdpr",    "einwilligung", "datenschutz", "privacy",  "consentement"};
  uint32_t seen = 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) seen += text_contains_word(text, words[i]);
  return seen;
}

/* is_all_consent - most of the text that was taken for an article speaks of it. */
static bool is_all_consent(const struct blocks *blocks)
{
  uint32_t all = 0, about = 0;
  for (uint32_t i = 0; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    if (!block_kept(block)) continue;
    all += block->words;
    if (count_consent(block->text)) about += block->words;
  }
  return about * 10 >= all * 6;
}

/* bars - the title says so and there is little text, or the page holds nearly nothing but a text that does.
 */
static bool bars(const struct page_case *page, bool (*says)(struct slice plain, bool title))
{
  bool long_text = page->declared || page->shape.run >= LONG_RUN;
  if (long_text && page->body->words >= LEAST_WORDS) return false;
  bool titled = page->short_title && says(page->title, true);
  if (titled && (page->body->words < SHORT_WORDS / 2 || says(page->shape.shown, false)))
    return page->body->words < SHORT_WORDS;
  bool little = page->body->words < SHORT_WORDS && page->shape.words < FEW_WORDS;
  return little && !page->declared && says(page->shape.shown, false);
}

static bool is_consent(const struct page_case *page)
{
  bool declared = page->declared && page->body->words >= LEAST_WORDS;
  if (declared || page->body->words >= WALL_WORDS || count_consent(page->shape.shown) < 3) return false;
  return shape_says_consent(page->shape.shown) &&
         (page->body->words < LEAST_WORDS || is_all_consent(page->blocks));
}

static bool is_wall(struct arena *arena, const struct page_case *page)
{
  if (page->body->words >= LEAST_WORDS && page->body->prose_words >= LEAST_WORDS) return false;
  return slice_is(page->metadata->facts.paywall.value, "yes") || paywall_asks(arena, page->shape.shown) ||
         (page->shape.words < FEW_WORDS && shape_says_login(page->shape.shown));
}

/* is_listing - nothing on the page speaks of one article: no kind, no day, no author. */
static bool is_listing(const struct page_case *page)
{
  const struct article_metadata *facts = &page->metadata->facts;
  if ((page->metadata->jsonld_kinds & JSONLD_INDEX) || page->metadata->at_front) return true;
  return !slice_is(page->metadata->type, "article") && !facts->published.value.length &&
         !facts->authors.count && page->shape.teasers > 2 * MANY_TEASERS;
}

/* is_index - mostly links, or many headings that lead elsewhere and no more than a sentence or two to each.
 */
static bool is_index(const struct page_case *page)
{
  const struct body *body = page->body;
  if (body->words >= LEAST_WORDS && body->link_words * 2 > body->words) return true;
  bool empty = body->words < LEAST_WORDS && !page->declared;
  if (empty && page->shape.words >= LEAST_WORDS && page->shape.link_words * 10 > page->shape.words * 9)
    return true;
  if (page->declared || page->shape.teasers < MANY_TEASERS || !is_listing(page)) return false;
  if (body->words < LEAST_WORDS || body->prose_words < LEAST_WORDS) return true;
  if (page->shape.run >= LONG_RUN) return false;
  bool said = (page->metadata->jsonld_kinds & JSONLD_INDEX) || page->metadata->at_front;
  uint32_t room = (said ? WORDS_A_TEASER : WORDS_A_TEASER / 2) * page->shape.teasers;
  return body->words < room && page->shape.link_words * 2 > page->shape.words;
}

/* is_little - a dispatch of a dozen words is an article where the page says so and when; short lines that are
 * no sentences, as of an interview, are one when they are many. */
static bool is_little(const struct page_case *page)
{
  const struct body *body = page->body;
  bool dated = page->declared && page->metadata->facts.published.value.length > 0;
  if (dated && body->words >= DISPATCH_WORDS) return false;
  return body->words < LEAST_WORDS || (body->prose_words < LEAST_WORDS && body->words < MANY_WORDS);
}

static const char *judge(struct arena *arena, const struct page_case *page, const char **detail)
{
  *detail = "The page checks whether a person reads it; the article stands behind it.";
  if (bars(page, shape_says_robot)) return "robot-check";
  *detail = "The page says that there is no such page.";
  if (bars(page, shape_says_missing)) return "soft-404";
  *detail = "The page is a message of an error, or refuses to be read.";
  if (bars(page, shape_says_error)) return "error-page";
  *detail = "The page asks for consent to cookies; the article stands behind it.";
  if (is_consent(page)) return "consent-wall";
  *detail = "The page asks to subscribe or to log in, and shows too little of the article to be read.";
  if (is_wall(arena, page)) return "paywall";
  *detail = "The page lists other pages.";
  if (is_index(page)) return "index-page";
  *detail = "No element of the page holds 25 words or more of running text.";
  return is_little(page) ? "no-article" : NULL;
}

const char *verdict_against(struct arena *arena, const struct body *body, const struct blocks *blocks,
                            const struct metadata *metadata, const char **detail)
{
  *detail = "The page has no text.";
  if (blocks->count == 0 && body->words == 0) return "empty";
  struct slice title = metadata->facts.title.value;
  struct page_case page = {.body = body,
                           .blocks = blocks,
                           .metadata = metadata,
                           .shape = shape_of(arena, blocks),
                           .title = wording_plain(arena, title, TITLE_BYTES),
                           .short_title = text_measure(title).words <= TITLE_WORDS,
                           .declared = metadata->jsonld_kinds & JSONLD_ARTICLE};
  return judge(arena, &page, detail);
}
