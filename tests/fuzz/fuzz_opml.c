/* fuzz_opml.c - whatever the bytes are: the list is as long as it says, each address comes once, and what is
 * written of it is read back with the same entries. */
#include "fuzz.h"

#include "fetch/source/opml.h"

static void must_be_entries(const struct opml *list)
{
  size_t count = 0;
  for (const struct opml_entry *entry = list->entries; entry; entry = entry->next, count++) {
    must(entry->url.length && entry->url.length <= OPML_TEXT_MAX && entry->title.data);
    size_t categories = 0;
    for (const struct opml_category *category = entry->categories; category;
         category = category->next, categories++)
      must(category->length && category->length <= OPML_PATH_MAX);
    must(categories == entry->category_count && categories <= OPML_CATEGORIES_MAX);
  }
  must(count == list->entry_count && count <= OPML_ENTRIES_MAX);
}

static void must_be_the_same(const struct opml_entry *a, const struct opml_entry *b)
{
  for (; a && b; a = a->next, b = b->next) must(slice_equal(a->url, b->url) && a->kind == b->kind);
  must(!a && !b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct opml list, again;
  dp_error error = {0};
  struct slice bytes = {(const char *)data, size};
  if (opml_parse(arena, bytes, SLICE(""), SLICE(""), &list, &error)) {
    struct buffer text = BUFFER_EMPTY;
    must_be_entries(&list);
    opml_write(&list, &text);
    must(opml_parse(arena, buffer_view(&text), SLICE(""), SLICE(""), &again, &error));
    must(again.format == OPML_2);
    must_be_the_same(list.entries, again.entries);
    buffer_free(&text);
  } else {
    must(strlen(error.text) > 10);
  }
  arena_free(&arena);
  return 0;
}
