/* json_pick.c - copying a guarded text member by member. The guard has seen every byte, so nothing is checked
 * again here but the end. */
#include "data/json_pick.h"

#include "data/json_internal.h"

struct reader {
  const char *at, *end;
};

static void skip_space(struct reader *reader)
{
  while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at) reader->at++;
}

/* skip_string - from the opening quote to behind the closing one. */
static void skip_string(struct reader *reader)
{
  reader->at++;
  while (reader->at < reader->end) {
    reader->at += json_plain_run(reader->at, (size_t)(reader->end - reader->at), false);
    if (reader->at >= reader->end) return;
    if (*reader->at == '"') {
      reader->at++;
      return;
    }
    reader->at += reader->at + 1 < reader->end ? 2 : 1; /* a reverse solidus and what it escapes */
  }
}

static void skip_container(struct reader *reader)
{
  size_t depth = 0;
  while (reader->at < reader->end) {
    char byte = *reader->at;
    if (byte == '"') {
      skip_string(reader);
      continue;
    }
    reader->at++;
    if (byte == '{' || byte == '[') depth++;
    if ((byte == '}' || byte == ']') && --depth == 0) return;
  }
}

static void skip_value(struct reader *reader)
{
  char byte = reader->at < reader->end ? *reader->at : '\0';
  if (byte == '"')
    skip_string(reader);
  else if (byte == '{' || byte == '[')
    skip_container(reader);
  else
    while (reader->at < reader->end && !strchr(",}] \t\r\n", *reader->at)) reader->at++;
}

static void copy_value(struct reader *reader, struct buffer *out)
{
  const char *from = reader->at;
  skip_value(reader);
  buffer_append(out, from, (size_t)(reader->at - from));
}

static struct slice read_key(struct reader *reader)
{
  const char *from = reader->at + 1;
  skip_string(reader);
  return (struct slice){from, (size_t)(reader->at - from) - 1};
}

/* find_pick - NULL: nobody wants it. */
static const struct json_pick *find_pick(const struct json_pick *picks, struct slice key)
{
  static const struct json_pick whole = {"*", NULL};
  if (memchr(key.data, '\\', key.length)) return &whole;
  for (; picks->key; picks++)
    if (strcmp(picks->key, "*") == 0 || slice_is(key, picks->key)) return picks;
  return NULL;
}

static void pick_value(struct reader *reader, const struct json_pick *picks, struct buffer *out);

static void pick_member(struct reader *reader, const struct json_pick *picks, struct buffer *out)
{
  struct slice key = read_key(reader);
  const struct json_pick *pick = find_pick(picks, key);
  skip_space(reader);
  reader->at++; /* the colon */
  skip_space(reader);
  if (!pick) {
    skip_value(reader);
    return;
  }
  if (out->data[out->length - 1] != '{') buffer_byte(out, ',');
  buffer_append(out, key.data - 1, key.length + 2);
  buffer_byte(out, ':');
  pick_value(reader, pick->members, out);
}

static void pick_object(struct reader *reader, const struct json_pick *picks, struct buffer *out)
{
  reader->at++;
  buffer_byte(out, '{');
  for (skip_space(reader); reader->at < reader->end && *reader->at != '}'; skip_space(reader)) {
    if (*reader->at == ',') {
      reader->at++;
      continue;
    }
    pick_member(reader, picks, out);
  }
  reader->at++;
  buffer_byte(out, '}');
}

static void pick_value(struct reader *reader, const struct json_pick *picks, struct buffer *out)
{
  if (picks && reader->at < reader->end && *reader->at == '{')
    pick_object(reader, picks, out);
  else
    copy_value(reader, out);
}

bool json_pick(struct slice text, const struct json_pick *picks, struct buffer *out, dp_error *error)
{
  if (!json_guard(text, JSON_MAX_BYTES, error)) return false;
  struct reader reader = {text.data, text.data + text.length};
  skip_space(&reader);
  pick_value(&reader, picks, out);
  return true;
}
