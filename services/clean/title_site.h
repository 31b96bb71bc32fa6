/* title_site.h - pages append the name of their site to a title, or put it before: " | Example News". */
#ifndef CLEAN_TITLE_SITE_H
#define CLEAN_TITLE_SITE_H

#include "base/arena.h"

enum { SITE_NAMES = 6 };

/* What a page's site may be called. */
struct site_names {
  struct slice names[SITE_NAMES]; /* empty slices: not said */
  struct slice host;              /* its telling label: "example" of www.example.org */
};

/* site_is_named - true when `part` is such a name, or most of one. */
bool site_is_named(const struct site_names *site, struct slice part);

/* title_without_site - cuts the name of the site and what parts it from the title off both ends. */
struct slice title_without_site(struct slice title, const struct site_names *site);

#endif
