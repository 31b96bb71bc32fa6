/* scripted.h - the article as HTML in a string of a script: what a browser would build the page from. */
#ifndef CLEAN_SCRIPTED_H
#define CLEAN_SCRIPTED_H

#include "base/arena.h"
#include "clean/html.h"

/* scripted_html - the longest string of JSON in the page's scripts that holds paragraphs of HTML, its escapes
 * undone, in the arena; strings in strings are looked into. Empty: there is none. Linear in the page. */
struct slice scripted_html(struct arena *arena, const struct html_node *root);

#endif
