/* entities_read.c - noting the names of a stretch while its tokens are there. */
#include "base/memory.h"
#include "tag/entities_context.h"
#include "tag/entities_internal.h"

static struct named *add_named(struct entities *entities)
{
  if (entities->named_count == entities->named_room) {
    entities->named_room = entities->named_room ? entities->named_room * 2 : 256;
    entities->named = memory_resize(entities->named, entities->named_room * sizeof *entities->named);
  }
  struct named *named = &entities->named[entities->named_count++];
  *named = (struct named){.words = (uint32_t)entities->word_count};
  return named;
}

static void add_words(struct entities *entities, const struct tokens *tokens, const struct find *find,
                      struct named *named)
{
  if (entities->word_count + NAME_WORDS_MAX > entities->word_room) {
    entities->word_room = entities->word_room ? entities->word_room * 2 : 1024;
    entities->words = memory_resize(entities->words, entities->word_room * sizeof *entities->words);
  }
  named->count =
      (uint32_t)name_words(tokens, find->first, find->past_token, entities->words + entities->word_count);
  entities->word_count += named->count;
  name_letters(tokens, find->first, find->past_token, &named->letters);
}

static bool may_be_place(const struct find *find)
{
  return find->type == FIND_LOC || find->type == FIND_ORG;
}

static void read_place(const struct entities *entities, const struct tokens *tokens, const struct find *find,
                       struct named *named)
{
  enum place_wanted inner = WANTED_ANY;
  named->wanted = (uint8_t)context_wanted(tokens, find->first, find->past_token);
  if (named->hit.length) return;
  named->inside_key =
      context_inside(entities->gazetteer, tokens, find->first, find->past_token, &named->inside, &inner);
  named->wanted = (uint8_t)inner;
  if (!named->inside_key) named->inside.length = 0;
}

/* What joins a name to the one before it: brackets, "au" in front of the country it lies in. */
static void read_neighbours(struct entities *entities, const struct tokens *tokens, const struct find *find,
                            uint32_t number, struct named *named)
{
  const struct find *before = find - 1;
  if (before->type == FIND_NORP) {
    if (context_of_people(tokens, before->past_token, find->first)) named->people = number;
    return;
  }
  if (!find_names(before)) return;
  named->bracketed = context_bracketed(tokens, before->past_token, find->first, find->past_token);
  struct named *held = &entities->named[number - 1];
  if (before->key == find->key || !context_holds(tokens, before->past_token, find->first)) return;
  held->holder = number + 1;
  held->strictly = context_holds_strictly(tokens, before->past_token, find->first);
}

void entities_read(struct entities *entities, const struct gazetteer *gazetteer, const struct tokens *tokens,
                   const struct finds *finds)
{
  size_t stretch = entities->named_count;
  entities->gazetteer = gazetteer;
  for (size_t i = stretch; i < finds->count; i++) {
    const struct find *find = &finds->list[i];
    struct named *named = add_named(entities);
    if (!find_names(find)) continue;
    add_words(entities, tokens, find, named);
    if (!gazetteer_exact(gazetteer, tokens, find->first, find->past_token, &named->hit))
      named->hit.length = 0;
    if (may_be_place(find)) read_place(entities, tokens, find, named);
    if (find->type == FIND_PER) named->gender = (uint8_t)context_gender(tokens, find->first);
    if (i > stretch) read_neighbours(entities, tokens, find, (uint32_t)i, named);
  }
}
