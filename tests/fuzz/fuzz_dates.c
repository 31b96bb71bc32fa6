/* fuzz_dates.c - whatever dates and times come in: finds lie in the text and are in order, values are made of
 * the marks of TIMEX3, and a full day in one is a day of the calendar. The first byte chooses the language
 * and whether the day of publication is known. */
#include "tag/dates.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "tag/lexicon.h"

#include <stdint.h>
#include <stdlib.h>

static void demand(bool true_thing)
{
  if (!true_thing) abort();
}

static bool digits(const char *text, size_t count, int *value)
{
  *value = 0;
  for (size_t i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    *value = *value * 10 + text[i] - '0';
  }
  return true;
}

/* One end of a range, or the whole value. */
static void check_point(struct slice point)
{
  int year, month, day;
  demand(point.length > 1);
  bool full = point.length >= 10 && digits(point.data, 4, &year) && point.data[4] == '-' &&
              digits(point.data + 5, 2, &month) && point.data[7] == '-' && digits(point.data + 8, 2, &day);
  if (full) demand(clock_is_date(year, month, day));
}

static void check_value(struct slice value)
{
  static const char marks[] = "0123456789ABCDEFGHIMNOPQRSTUVWXYZ-:/+_";
  size_t from = 0;
  for (size_t i = 0; i < value.length; i++) {
    demand(value.data[i] && strchr(marks, value.data[i]));
    if (value.data[i] != '/') continue;
    check_point((struct slice){value.data + from, i - from});
    from = i + 1;
  }
  if (value.length) check_point(slice_from(value, from));
}

static void check(struct slice text, const struct finds *finds)
{
  uint32_t past = 0;
  for (size_t i = 0; i < finds->count; i++) {
    const struct find *find = &finds->list[i];
    demand(find->type == FIND_DATE || find->type == FIND_TIME);
    demand(find->end > find->start && find->end <= text.length && find->past > find->at);
    demand(find->first >= past && find->past_token > find->first);
    past = find->past_token;
    check_value(find->value);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const unsigned languages[] = {TAG_FRENCH | DATES_DAY_FIRST, TAG_ENGLISH,
                                       TAG_ENGLISH | DATES_DAY_FIRST, DATES_DAY_FIRST};
  static struct lexicon *lexicon;
  static struct tokens *tokens;
  static struct arena *arena;
  static struct finds finds;
  if (!lexicon) {
    lexicon = lexicon_new();
    dates_teach(lexicon);
    tokens = tokens_new();
    arena = arena_new();
  }
  struct slice text = {(const char *)data + 1, size ? size - 1 : 0};
  if (size < 1 || !utf8_valid(text)) return 0;
  tokens_begin(tokens, text);
  while (tokens_next(tokens)) {
    finds.count = 0;
    lexicon_classify(lexicon, tokens);
    dates_find(tokens, &finds, arena, languages[data[0] % 4], slice_of(data[0] & 4 ? "" : "2024-02-29"));
    check(text, &finds);
  }
  arena_reset(arena);
  return 0;
}
