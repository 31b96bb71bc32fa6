/* fuzz_byline - arbitrary text as a by-line. The names lie inside the text, are no more than there is room
 * for, each no longer than a name may be, none twice, and well-formed where the text is. */
#include "base/utf8.h"
#include "clean/authors_split.h"
#include "clean/text.h"
#include "fuzz.h"

static void check(struct slice text, bool strict)
{
  struct names names;
  authors_split(text, strict, &names);
  must(names.count <= AUTHORS_MAX);
  for (size_t i = 0; i < names.count; i++) {
    struct slice name = names.items[i];
    must(name.length > 0 && name.length <= NAME_BYTES);
    must(name.data >= text.data && name.data + name.length <= text.data + text.length);
    must(!utf8_valid(text) || utf8_valid(name));
    for (size_t j = 0; j < i; j++) must(!text_same(names.items[j], name));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice text = {(const char *)data, size};
  check(text, false);
  check(text, true);
  return 0;
}
