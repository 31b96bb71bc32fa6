/* clues.c - see clues.h. */
#include "clean/clues.h"

#include "clean/text.h"

bool clues_name_author(const struct body_clues *clues, struct slice text)
{
  for (size_t i = 0; i < clues->author_count; i++)
    if (clues->authors[i].length > 4 && text_contains(text, clues->authors[i])) return true;
  return false;
}
