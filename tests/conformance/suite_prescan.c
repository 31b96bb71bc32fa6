/* suite_prescan.c - the encoding that the body's byte order mark says ("mark"), else its meta elements
 * ("meta"). */
#include "probe.h"

#include "clean/charset.h"

probe_fn suite_prescan;

void suite_prescan(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  size_t length;
  const char *mark = charset_of_mark(body, &length), *meta = charset_prescan(body);
  (void)question;
  if (mark) json_add_text(arena, answer, "mark", slice_of(mark));
  if (meta) json_add_text(arena, answer, "meta", slice_of(meta));
}
