/* hints.h - what the names that a page gives to its elements (class, id, itemprop, role) tell of their
 * purpose. */
#ifndef CLEAN_HINTS_H
#define CLEAN_HINTS_H

#include "clean/html.h"
#include "clean/wordlist.h"

enum hint {
  HINT_BODY = 1 << 0,         /* the body of an article, by class or id */
  HINT_ARTICLE_BODY = 1 << 1, /* itemprop="articleBody": said outright */
  HINT_COMMENTS = 1 << 2,
  HINT_SHARE = 1 << 3,
  HINT_RELATED = 1 << 4, /* other articles: recommended, most read */
  HINT_PROMO = 1 << 5,   /* advertising, newsletters, subscriptions */
  HINT_NAVIGATION = 1 << 6,
  HINT_BYLINE = 1 << 7,    /* who and when */
  HINT_BIOGRAPHY = 1 << 8, /* of the author */
  HINT_TAGS = 1 << 9,
  HINT_CAPTION = 1 << 10,
  HINT_HIDDEN = 1 << 11,
  HINT_FRAME = 1 << 12, /* footer, sidebar, overlay, cookie banner */
  HINT_LEAD = 1 << 13,  /* standfirst */
  HINT_GALLERY = 1 << 14,
  HINT_DATE = 1 << 15,
  HINT_HEADLINE = 1 << 16,
  HINT_WIDGET = 1 << 17 /* something set apart, perhaps by the editor and part of the article */
};

/* The hints that speak against being part of an article's text. */
enum {
  HINTS_OF_NOISE = HINT_COMMENTS | HINT_SHARE | HINT_RELATED | HINT_PROMO | HINT_NAVIGATION | HINT_BIOGRAPHY |
                   HINT_TAGS | HINT_FRAME | HINT_CAPTION | HINT_GALLERY | HINT_WIDGET
};

/* hints_words - the words that hints_of looks for. */
void hints_words(struct wordlist *list);

/* hints_of - the hints of one element, 0 for none. */
unsigned hints_of(struct wordlist *words, const struct html_node *node);

#endif
