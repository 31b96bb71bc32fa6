/* suite_charset_detect.c - the encoding of the body by its bytes alone ("ours", and "uchardet" beside it),
 * and what it is read in as a page ("page"). Without a member: nothing could be told. */
#include "probe.h"

#include "clean/charset.h"
#include "clean/charset_detect.h"

#include <uchardet/uchardet.h>

probe_fn suite_charset_detect;

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
  static struct charset *charset;
  static struct charset_decoder *decoder;
  static struct charset_detector *detector;
  if (!charset) charset = charset_new(), decoder = charset_decoder_new(), detector = charset_detector_new();
  (void)question;
  const char *ours = charset_detect(detector, decoder, body), *page;
  struct buffer text = BUFFER_EMPTY;
  charset_to_utf8(charset, body, SLICE(""), &text, &page);
  buffer_free(&text);
  if (ours) json_add_text(arena, answer, "ours", slice_of(ours));
  json_add_text(arena, answer, "page", slice_of(page));
  add_peer(arena, body, answer);
}
