/* reader_frames.c - framing between the fetcher and its reader. */
#include "fetch/source/reader_frames.h"

void reader_frames_question(struct arena *arena, const struct source_answer *answer, struct buffer *out)
{
  struct json *head = json_object(arena);
  struct buffer text = BUFFER_EMPTY;
  json_add_text(arena, head, "kind", slice_of(source_kind_name(answer->kind)));
  json_add_given(arena, head, "url", answer->url);
  json_add_given(arena, head, "content_type", answer->content_type);
  json_add_given(arena, head, "content_encoding", answer->content_encoding);
  json_add_given(arena, head, "content_location", answer->content_location);
  json_add_given(arena, head, "content_language", answer->content_language);
  struct json *sitemaps = json_add_array(arena, head, "sitemaps");
  for (size_t i = 0; i < answer->sitemap_count && i < READ_SITEMAPS; i++)
    if (answer->sitemaps[i].length <= FOUND_URL_MAX) json_append_text(arena, sitemaps, answer->sitemaps[i]);
  json_print(head, &text);
  struct slice body = answer->body;
  if (body.length > READER_MAX_BODY) body.length = READER_MAX_BODY;
  const struct reader_lengths lengths = {(uint32_t)text.length, (uint32_t)body.length};
  buffer_append(out, &lengths, sizeof lengths);
  buffer_slice(out, buffer_view(&text));
  buffer_slice(out, body);
  buffer_free(&text);
}

bool reader_frames_lengths_fit(const struct reader_lengths *lengths)
{
  return lengths->json <= READER_MAX_JSON && lengths->body <= READER_MAX_BODY;
}

static void read_sitemaps(struct arena *arena, const struct json *list, struct source_answer *answer)
{
  struct slice *sitemaps = arena_zero(arena, json_count(list), sizeof *sitemaps);
  for
    json_each(line, list) sitemaps[answer->sitemap_count++] = json_text(line);
  answer->sitemaps = sitemaps;
}

bool reader_frames_read(struct arena *arena, struct slice json, struct slice body,
                        struct source_answer *answer)
{
  dp_error error;
  const struct json *head = json_parse(arena, json, &error);
  if (!head) return false;
  *answer = (struct source_answer){.url = json_get_text(head, "url"),
                                   .content_type = json_get_text(head, "content_type"),
                                   .content_encoding = json_get_text(head, "content_encoding"),
                                   .content_location = json_get_text(head, "content_location"),
                                   .content_language = json_get_text(head, "content_language"),
                                   .body = body};
  read_sitemaps(arena, json_get(head, "sitemaps"), answer);
  return source_kind_of(json_get_text(head, "kind"), &answer->kind);
}

enum frame reader_frames_answer(struct slice come, struct slice *part)
{
  uint32_t length;
  if (come.length < sizeof length) return FRAME_PARTIAL;
  memcpy(&length, come.data, sizeof length);
  if (length > JSON_MAX_BYTES) return FRAME_BROKEN;
  if (come.length - sizeof length < length) return FRAME_PARTIAL;
  *part = (struct slice){come.data + sizeof length, length};
  return FRAME_WHOLE;
}

size_t reader_frames_length(struct slice part)
{
  return part.length + sizeof(uint32_t);
}

void reader_frames_print(struct slice part, struct buffer *out)
{
  uint32_t length = (uint32_t)part.length;
  buffer_append(out, &length, sizeof length);
  buffer_slice(out, part);
}
