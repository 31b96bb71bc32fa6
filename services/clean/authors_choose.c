/* authors_choose.c - each sign has a weight; the by-line whose weights add up to most is taken, if to more
 * than nobody's.
 *
 * The weights are those of a multinomial logistic regression ("which of these, or none?") with a penalty on
 * large weights, in hundredths of a logit, fitted to 677 annotated pages of news and blogs, 216 of them
 * without author. How often the first by-line of a witness is the annotated one, there:
 *
 *   JSON-LD, a person                          234 pages,  77 %
 *   JSON-LD, an organisation                    17 pages,  29 %
 *   JSON-LD, a person beside the article       120 pages,  62 %
 *   meta author                                192 pages,  54 %
 *   its relatives                              154 pages,  68 %
 *   itemprop, RDFa                              73 pages,  63 %
 *   rel=author                                  95 pages,  81 %
 *   class "author-name"                        121 pages,  74 %
 *   class "author"                             317 pages,  71 %
 *   class "byline", "post-meta"                256 pages,  42 %
 *   class "username", "fn"                     141 pages,  57 %
 *   link to the page of an author              298 pages,  72 %
 *   line that begins with a word of role       192 pages,  73 %
 *   word of role inside a line                  20 pages,  85 %
 *   name alone in a line                       488 pages,  41 %
 *   in brackets                                 23 pages,   9 %
 *
 * A witness that agrees with another, near the headline, is right far more often than either. */
#include "clean/authors_choose.h"

#include "data/fact.h"

#include <math.h>

#define BIT(sign)     (UINT64_C(1) << (sign))
#define WITNESSES     (BIT(BY_WITNESSES) - 1)
#define ELEMENTS      (BIT(BY_ITEM) | BIT(BY_REL) | BIT(BY_CLASS_NAME) | BIT(BY_CLASS) | BIT(BY_LINK))
#define NEAR_HEADLINE (BIT(AT_HEADLINE) | BIT(AT_TOP) | BIT(AT_HEADLINE_BEFORE))
#define PLACES        (NEAR_HEADLINE | BIT(AT_BODY) | BIT(AT_END) | BIT(AT_FAR))
#define NOISE         (BIT(AT_RELATED) | BIT(AT_FRAME) | BIT(AT_PROMOTION))

struct rule {
  uint64_t some, also, none; /* one of these signs, and one of those unless 0, and none of the last */
  int weight;
};

static const struct rule rules[] = {
    {BIT(BY_JSONLD), 0, 0, 136},
    {BIT(BY_ORGANISATION), 0, 0, 11},
    {BIT(BY_PERSON), 0, 0, -110},
    {BIT(BY_META), 0, 0, -12},
    {BIT(BY_META_KIN), 0, 0, 74},
    {BIT(BY_ITEM), 0, 0, 8},
    {BIT(BY_REL), 0, 0, 20},
    {BIT(BY_CLASS_NAME), 0, 0, 12},
    {BIT(BY_CLASS), 0, 0, 19},
    {BIT(BY_CLASS_WEAK), 0, 0, 43},
    {BIT(BY_LINK), 0, 0, 45},
    {BIT(BY_LABEL), 0, 0, -8},
    {BIT(BY_LABEL_INSIDE), 0, 0, 25},
    {BIT(BY_NAME_ALONE), 0, 0, 45},
    {BIT(BY_BRACKETS), 0, 0, -42},
    {BIT(AT_HEADLINE), 0, 0, 71},
    {BIT(AT_HEADLINE_BEFORE), 0, 0, 21},
    {BIT(AT_TOP), 0, 0, -8},
    {BIT(AT_BODY), 0, 0, -12},
    {BIT(AT_END), 0, 0, -38},
    {BIT(AT_FAR), 0, 0, -94},
    {BIT(AT_RELATED), 0, 0, -26},
    {BIT(AT_FRAME), 0, 0, -67},
    {BIT(AT_BIOGRAPHY), 0, 0, 35},
    {BIT(IS_FULL), 0, 0, 17},
    {BIT(IS_GIVEN), 0, 0, 122},
    {BIT(IS_SINGLE), 0, 0, 12},
    {BIT(IS_SMALL), 0, 0, 38},
    {BIT(IS_CODED), 0, 0, 9},
    {BIT(IS_OFFICE), 0, 0, -20},
    {BIT(IS_AGENCY), 0, 0, 35},
    {BIT(IS_LONG), 0, 0, -13},
    {BIT(IS_SITE), 0, 0, -5},
    {BIT(IS_LIKE_SITE), 0, 0, -59},
    {BIT(IS_SEVERAL), 0, 0, 26},
    {BIT(IS_MANY), 0, 0, 2},
    {BIT(IS_MARKED), 0, 0, 54},
    {BIT(IS_FIRST), 0, 0, 126},
    {BIT(IS_REPEATED), 0, 0, 26},
    {BIT(IS_PART), 0, 0, 59},
    {BIT(IS_WHOLE), 0, 0, 10},
    {BIT(IS_RIVALLED), 0, 0, 19},
    {BIT(IS_AMONG_MANY), 0, 0, 28},
    {BIT(IS_LONGER), 0, 0, -56},
    {BIT(IS_STEM), 0, 0, 8},
    {BIT(IS_SUBJECT), 0, 0, -47},
    {BIT(IS_UNREAD), 0, 0, -84},
    {BIT(IS_NEWS), 0, 0, 33},
    /* only metadata say so */
    {WITNESSES, 0, PLACES, 56},
    /* an element near the headline */
    {ELEMENTS, NEAR_HEADLINE, NOISE, 13},
    /* an element behind the text */
    {ELEMENTS, BIT(AT_END), NOISE, -58},
    /* an element between paragraphs */
    {ELEMENTS, BIT(AT_BODY), NOISE, 46},
    /* a label near the headline */
    {BIT(BY_LABEL) | BIT(BY_LABEL_INSIDE), NEAR_HEADLINE, NOISE, 2},
    /* a label behind the text */
    {BIT(BY_LABEL) | BIT(BY_LABEL_INSIDE), BIT(AT_END), NOISE, -10},
    /* nothing but a name */
    {BIT(BY_NAME_ALONE), 0, WITNESSES & ~BIT(BY_NAME_ALONE), -81},
    /* nothing but a name that looks like one */
    {BIT(BY_NAME_ALONE), BIT(IS_GIVEN), WITNESSES & ~BIT(BY_NAME_ALONE), 68},
    /* the site, only in metadata */
    {BIT(IS_SITE), 0, PLACES, 123},
    /* one word, only in metadata */
    {BIT(IS_SINGLE), 0, PLACES, -25},
    /* nothing but a weak class */
    {BIT(BY_CLASS_LINE) | BIT(BY_CLASS_WEAK), 0, WITNESSES & ~(BIT(BY_CLASS_LINE) | BIT(BY_CLASS_WEAK)),
     -114},
    /* nothing but a link */
    {BIT(BY_LINK), 0, WITNESSES & ~BIT(BY_LINK), 63},
    /* in a frame of any kind */
    {NOISE, 0, 0, -61},
    /* a weak class, but a word of role */
    {BIT(BY_CLASS_LINE), BIT(IS_MARKED), WITNESSES & ~(BIT(BY_CLASS_LINE) | BIT(BY_CLASS_WEAK)), 9},
    /* JSON-LD, and nowhere to be read */
    {BIT(BY_JSONLD) | BIT(BY_ORGANISATION), BIT(IS_UNREAD), 0, -59},
    /* meta elements, and nowhere to be read */
    {BIT(BY_META) | BIT(BY_META_KIN), BIT(IS_UNREAD), BIT(BY_JSONLD) | BIT(BY_ORGANISATION), -18},
    /* the author of news */
    {BIT(IS_NEWS), BIT(BY_JSONLD) | BIT(BY_ORGANISATION), 0, 26},
    /* JSON-LD names more than others */
    {BIT(BY_JSONLD), BIT(IS_WHOLE), 0, 108},
    /* less than others name, and not in JSON-LD */
    {BIT(IS_PART), 0, BIT(BY_JSONLD), -8},
    /* meta elements alone name no person */
    {BIT(BY_META) | BIT(BY_META_KIN), BIT(IS_OFFICE) | BIT(IS_SITE) | BIT(IS_CODED),
     WITNESSES & ~(BIT(BY_META) | BIT(BY_META_KIN)), -6},
    /* a linked name */
    {BIT(BY_LINK) | BIT(BY_NAME_ALONE), 0, WITNESSES & ~(BIT(BY_LINK) | BIT(BY_NAME_ALONE)), -49},
};

/* A right answer is worth more than a wrong one costs: so much less than nobody a by-line may weigh. The
 * confidence is what the regression says; of answers with 90 and more, 91 % were right, of those about 50,
 * half, on pages it had not seen. */
enum { NOBODY = 282, EAGERNESS = 75 };
static const int agreement[] = {0, 0, 65, 69}; /* of so many kinds of witnesses, the last: or more */

static int weigh(uint64_t signs)
{
  size_t kinds = (size_t)__builtin_popcountll(signs & WITNESSES);
  size_t most = sizeof agreement / sizeof *agreement - 1;
  int weight = agreement[kinds < most ? kinds : most];
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    const struct rule *rule = &rules[i];
    if ((signs & rule->some) && (!rule->also || (signs & rule->also)) && !(signs & rule->none))
      weight += rule->weight;
  }
  return weight;
}

const struct byline *authors_choose(const struct bylines *bylines, int *confidence)
{
  int weights[BYLINES_MAX], most = NOBODY - EAGERNESS;
  const struct byline *best = NULL;
  for (size_t i = 0; i < bylines->count; i++) {
    weights[i] = weigh(bylines->items[i].signs);
    if (weights[i] <= most) continue;
    most = weights[i];
    best = &bylines->items[i];
  }
  float all = expf((float)(NOBODY - most) / 100);
  for (size_t i = 0; i < bylines->count; i++) all += expf((float)(weights[i] - most) / 100);
  *confidence = (int)(100 / all);
  return best;
}

const char *authors_witness(const struct byline *byline)
{
  static const struct {
    uint64_t signs;
    const char *from;
  } witnesses[] = {
      {BIT(BY_JSONLD) | BIT(BY_ORGANISATION) | BIT(BY_PERSON), FROM_JSONLD},
      {BIT(BY_ITEM), FROM_MICRODATA},
      {BIT(BY_CLASS_NAME) | BIT(BY_CLASS) | BIT(BY_CLASS_LINE) | BIT(BY_CLASS_WEAK), FROM_BYLINE},
      {BIT(BY_REL) | BIT(BY_LINK), FROM_LINK},
      {BIT(BY_META) | BIT(BY_META_KIN), FROM_META}};
  for (size_t i = 0; i < sizeof witnesses / sizeof *witnesses; i++)
    if (byline->signs & witnesses[i].signs) return witnesses[i].from;
  return FROM_TEXT;
}
