/* authors_evidence.c - the signs themselves; patterns, where signs together say something else than each
 * alone; and how many kinds of witnesses agree. */
#include "clean/authors_evidence.h"

#define BIT(sign)     (UINT64_C(1) << (sign))
#define WITNESSES     (BIT(BY_WITNESSES) - 1)
#define ELEMENTS      (BIT(BY_ITEM) | BIT(BY_REL) | BIT(BY_CLASS_NAME) | BIT(BY_CLASS) | BIT(BY_LINK))
#define NEAR_HEADLINE (BIT(AT_HEADLINE) | BIT(AT_TOP) | BIT(AT_HEADLINE_BEFORE))
#define PLACES        (NEAR_HEADLINE | BIT(AT_BODY) | BIT(AT_END) | BIT(AT_FAR))
#define NOISE         (BIT(AT_RELATED) | BIT(AT_FRAME) | BIT(AT_PROMOTION))

struct pattern {
  uint64_t some, also, none; /* one of these signs, and one of those unless 0, and none of the last */
};

static const struct pattern patterns[] = {
    /* only metadata say so */
    {WITNESSES, 0, PLACES},
    /* an element near the headline */
    {ELEMENTS, NEAR_HEADLINE, NOISE},
    /* an element behind the text */
    {ELEMENTS, BIT(AT_END), NOISE},
    /* an element between paragraphs */
    {ELEMENTS, BIT(AT_BODY), NOISE},
    /* a label near the headline */
    {BIT(BY_LABEL) | BIT(BY_LABEL_INSIDE), NEAR_HEADLINE, NOISE},
    /* a label behind the text */
    {BIT(BY_LABEL) | BIT(BY_LABEL_INSIDE), BIT(AT_END), NOISE},
    /* nothing but a name */
    {BIT(BY_NAME_ALONE), 0, WITNESSES & ~BIT(BY_NAME_ALONE)},
    /* nothing but a name that looks like one */
    {BIT(BY_NAME_ALONE), BIT(IS_GIVEN), WITNESSES & ~BIT(BY_NAME_ALONE)},
    /* the site, only in metadata */
    {BIT(IS_SITE), 0, PLACES},
    /* one word, only in metadata */
    {BIT(IS_SINGLE), 0, PLACES},
    /* nothing but a weak class */
    {BIT(BY_CLASS_LINE) | BIT(BY_CLASS_WEAK), 0, WITNESSES & ~(BIT(BY_CLASS_LINE) | BIT(BY_CLASS_WEAK))},
    /* nothing but a link */
    {BIT(BY_LINK), 0, WITNESSES & ~BIT(BY_LINK)},
    /* in a frame of any kind */
    {NOISE, 0, 0},
    /* a weak class, but a word of role */
    {BIT(BY_CLASS_LINE), BIT(IS_MARKED), WITNESSES & ~(BIT(BY_CLASS_LINE) | BIT(BY_CLASS_WEAK))},
    /* JSON-LD, and nowhere to be read */
    {BIT(BY_JSONLD) | BIT(BY_ORGANISATION), BIT(IS_UNREAD), 0},
    /* meta elements, and nowhere to be read */
    {BIT(BY_META) | BIT(BY_META_KIN), BIT(IS_UNREAD), BIT(BY_JSONLD) | BIT(BY_ORGANISATION)},
    /* the author of news */
    {BIT(IS_NEWS), BIT(BY_JSONLD) | BIT(BY_ORGANISATION), 0},
    /* JSON-LD names more than others */
    {BIT(BY_JSONLD), BIT(IS_WHOLE), 0},
    /* less than others name, and not in JSON-LD */
    {BIT(IS_PART), 0, BIT(BY_JSONLD)},
    /* meta elements alone name no person */
    {BIT(BY_META) | BIT(BY_META_KIN), BIT(IS_OFFICE) | BIT(IS_SITE) | BIT(IS_CODED),
     WITNESSES & ~(BIT(BY_META) | BIT(BY_META_KIN))},
    /* a linked name */
    {BIT(BY_LINK) | BIT(BY_NAME_ALONE), 0, WITNESSES & ~(BIT(BY_LINK) | BIT(BY_NAME_ALONE))},
};
_Static_assert(sizeof patterns / sizeof *patterns == AUTHORS_PATTERNS, "each pattern has its weight");

void authors_evidence(uint64_t signs, struct authors_evidence *evidence)
{
  evidence->count = 0;
  for (int i = 0; i < BYLINE_SIGNS; i++)
    if (signs & BIT(i)) evidence->items[evidence->count++] = (unsigned char)i;
  for (int i = 0; i < AUTHORS_PATTERNS; i++) {
    const struct pattern *p = &patterns[i];
    if ((signs & p->some) && (!p->also || (signs & p->also)) && !(signs & p->none))
      evidence->items[evidence->count++] = (unsigned char)(BYLINE_SIGNS + i);
  }
  int kinds = __builtin_popcountll(signs & WITNESSES);
  if (kinds >= 2) evidence->items[evidence->count++] = kinds == 2 ? AUTHORS_TWO_AGREE : AUTHORS_MORE_AGREE;
}
