/* choice.h - the options by which commands choose articles, joined to one query (PROTOCOL.md, section 5). */
#ifndef CLI_CHOICE_H
#define CLI_CHOICE_H

#include "base/arena.h"
#include "base/error.h"

/* As given on the command line; NULL: not given. */
struct choice {
  const char *query, *place, *person, *organisation, *source, *language;
};

/* Rows of a table of options. --lang is the command's own, since some choose by it alone. */
#define CHOICE_OPTIONS(choice)                                                                               \
  {"query", 'q', OPTION_TEXT, &(choice).query, "QUERY", "only what it fits: place:NE OR \"gold mine\" …"},   \
      {"place", 0, OPTION_TEXT, &(choice).place, "PLACE", "only where PLACE is named: NE, FR-75C, Agadez"},  \
      {"person", 0, OPTION_TEXT, &(choice).person, "NAME", "only where this person is named"},               \
      {"org", 0, OPTION_TEXT, &(choice).organisation, "NAME", "only where this organisation is named"},      \
  {                                                                                                          \
    "source", 0, OPTION_TEXT, &(choice).source, "HOST", "only from this host, or one under it"               \
  }

/* choice_text - the query that all of them make together, in the arena; NULL where none is given. False
 * (EX_USAGE) when a value has a quotation mark in it. */
bool choice_text(struct arena *arena, const struct choice *choice, const char **text, dp_error *error);

#endif
