/* suite_encoding.c - labels and letters of encodings. With a "label": its encoding's "name" (null: none).
 * Else the body as text of "encoding"; with "apart", each of its bytes decoded for itself, a list. */
#include "probe.h"

#include "clean/charset.h"
#include "clean/charset_decode.h"

probe_fn suite_encoding;

static struct charset_decoder *decoder_of_process(void)
{
  static struct charset_decoder *decoder;
  if (!decoder) decoder = charset_decoder_new();
  return decoder;
}

static struct slice decoded(struct arena *arena, const char *name, struct slice bytes)
{
  struct buffer out = BUFFER_EMPTY;
  charset_decode(decoder_of_process(), name, bytes, &out);
  struct slice text = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return text;
}

void suite_encoding(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  const struct json *label = json_get(question, "label");
  if (label) {
    const char *name = charset_of_label(json_text(label));
    if (name) json_add_text(arena, answer, "name", slice_of(name));
    return;
  }
  const char *name = charset_of_label(json_get_text(question, "encoding"));
  if (!name) return;
  if (!json_get_integer(question, "apart", 0)) {
    json_add_text(arena, answer, "text", decoded(arena, name, body));
    return;
  }
  struct json *list = json_add_array(arena, answer, "texts");
  for (size_t i = 0; i < body.length; i++)
    json_append_text(arena, list, decoded(arena, name, (struct slice){body.data + i, 1}));
}
