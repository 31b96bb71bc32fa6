/* fuzz_query.c - a line with a query, and behind it a text. A query that is refused says why; one that is
 * taken means something to the index, whatever is in it: it is searched for in a small one, and marked in the
 * text. */
#include "fuzz.h"

#include "base/utf8.h"
#include "store/index_write.h"
#include "store/search.h"

#include <unistd.h>

static struct index *reader;
static struct words *words;
static struct arena *arena;

static void add(struct index *writer, int64_t sequence, const char *language, const char *text)
{
  const struct index_entity entities[] = {
      {.type = SLICE("LOC"), .name = SLICE("Niamey"), .iso3166 = SLICE("NE"), .geonames = SLICE("2440485")},
      {.type = SLICE("PER"), .name = SLICE("Vladimir Poutine")}};
  struct index_article article = {.sequence = sequence,
                                  .revision = 1,
                                  .story = 1,
                                  .published = 1700000000000,
                                  .uri = SLICE("https://www.lefaso.net/1"),
                                  .source = SLICE("lefaso.net"),
                                  .language = slice_of(language),
                                  .title = slice_of(text),
                                  .text = slice_of(text),
                                  .entities = entities,
                                  .entity_count = 2};
  must(index_add(writer, &article, NULL));
}

/* open_index - made once, in a file that is gone with the process. */
static void open_index(void)
{
  char directory[] = "/tmp/depeche-fuzz-XXXXXX", path[64], name[80];
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  bool anew;
  must(mkdtemp(directory) != NULL);
  snprintf(path, sizeof path, "%s/index.db", directory);
  struct index *writer = index_open_writer(path, "fuzz", 0, &anew, NULL);
  must(writer && index_begin(writer, NULL));
  add(writer, 1, "fr", "Les rebelles touaregs du Mali");
  add(writer, 2, "en", "The governors of Mali");
  must(index_commit(writer, NULL));
  reader = index_open_reader(path, NULL);
  must(reader != NULL);
  index_close(&writer);
  for (size_t i = 0; i < 3; i++) {
    snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
    unlink(name);
  }
  rmdir(directory);
  words = words_new();
  arena = arena_new();
}

static void check_excerpt(const struct search_excerpt *excerpt)
{
  size_t past = 0, length = utf8_count(excerpt->text);
  must(utf8_valid(excerpt->text) && !memchr(excerpt->text.data, '\n', excerpt->text.length));
  for (size_t i = 0; i < excerpt->mark_count; i++) {
    must(excerpt->marks[i].start >= past && excerpt->marks[i].start < excerpt->marks[i].end);
    past = excerpt->marks[i].end;
  }
  must(past <= length);
}

static void try_query(const struct search_query *query, struct slice text)
{
  int64_t found[4], upto;
  size_t count;
  struct search_page page;
  struct search_excerpt excerpt;
  dp_error error = {0, ""};
  struct search_request request = {.query = query, .limit = 10, .facets = true};
  must(index_scan(reader, query, 0, 4, found, &count, &upto, &error));
  must(upto == 2 && count <= 2);
  must(search(reader, arena, &request, &page, &error));
  must(page.matches <= count);
  for (size_t i = 0; i < page.result_count; i++) check_excerpt(&page.results[i].text);
  const struct search_wanted *wanted = search_wanted_new(arena, words, query);
  for (int language = 0; language < WORDS_LANGUAGES; language++) {
    search_excerpt_make(arena, words, wanted, (enum words_language)language, text, 60, &excerpt);
    check_excerpt(&excerpt);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (!reader) open_index();
  struct slice input = {(const char *)data, size}, line = input;
  const char *end = memchr(input.data ? input.data : "", '\n', size);
  if (end) line.length = (size_t)(end - input.data);
  dp_error error = {0, ""};
  arena_reset(arena);
  struct search_query *query = search_query_parse(arena, line, &error);
  must(query || (error.code && *error.text && utf8_valid(slice_of(error.text))));
  struct buffer text = BUFFER_EMPTY;
  utf8_repair(&text, slice_from(input, line.length + 1));
  if (query) try_query(query, buffer_view(&text));
  buffer_free(&text);
  return 0;
}
