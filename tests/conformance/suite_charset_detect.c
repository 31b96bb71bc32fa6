/* suite_charset_detect.c - the encoding of the body by its bytes alone ("ours", and "uchardet" beside it),
 * and what it is read in as a page ("page"). Without a member: nothing could be told. */
#include "probe.h"

#include "clean/charset.h"
#include "clean/charset_detect.h"

#include <uchardet/uchardet.h>

probe_fn suite_charset_detect;

static void add_page(struct arena *arena, struct json *answer, const char *key, struct slice body,
                     struct slice label)
{
  static struct charset *charset;
  if (!charset) charset = charset_new();
  const char *name;
  struct buffer type = BUFFER_EMPTY, text = BUFFER_EMPTY;
  if (label.length) buffer_format(&type, "text/html; charset=%.*s", (int)label.length, label.data);
  charset_to_utf8(charset, body, buffer_view(&type), &text, &name);
  json_add_text(arena, answer, key, slice_of(name));
  buffer_free(&type);
  buffer_free(&text);
}

static void add_peer(struct arena *arena, struct slice body, struct json *answer)
{
  uchardet_t peer = uchardet_new();
  uchardet_handle_data(peer, body.data, body.length);
  uchardet_data_end(peer);
  json_add_text(arena, answer, "uchardet", slice_of(uchardet_get_charset(peer)));
  uchardet_delete(peer);
}

void suite_charset_detect(struct arena *arena, const struct json *question, struct slice body,
                          struct json *answer)
{
  static struct charset_decoder *decoder;
  static struct charset_detector *detector;
  if (!decoder) decoder = charset_decoder_new(), detector = charset_detector_new();
  const char *ours = charset_detect(detector, decoder, body);
  if (ours) json_add_text(arena, answer, "ours", slice_of(ours));
  add_page(arena, answer, "page", body, SLICE(""));
  add_page(arena, answer, "labelled", body, json_get_text(question, "label"));
  add_peer(arena, body, answer);
}
