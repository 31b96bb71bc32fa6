/* suite_langid.c - the language of the body ("language"). */
#include "probe.h"

#include "clean/language.h"

probe_fn suite_langid;

void suite_langid(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  char tag[LANGUAGE_TEXT];
  (void)question;
  language_detect(body, SLICE(""), tag);
  json_add_text(arena, answer, "language", slice_of(tag));
}
