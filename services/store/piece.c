/* piece.c - articles of the catalog, numbered, one frame each, within the bounds of a reply. */
#include "store/piece.h"

struct piece {
  struct answers *answers;
  struct arena *arena;
  size_t *ends; /* of each article in answers->articles */
  size_t count;
  int64_t last;
};

/* take_article - false when the reply is full. The first always fits, so that a large one can't block the
 * way. */
static bool take_article(void *context, const struct catalog_article *article)
{
  struct piece *piece = context;
  struct buffer *articles = &piece->answers->articles;
  size_t length = article->event_json.length + EVENT_NUMBERING;
  if (piece->count && articles->length + length > PIECE_BYTES) return false;
  catalog_print(piece->answers->catalog, article, articles);
  piece->ends[piece->count++] = articles->length;
  piece->last = article->sequence;
  return true;
}

static void cut_frames(const struct piece *piece, struct control_reply *reply)
{
  struct slice *frames = arena_alloc(piece->arena, (piece->count + 1) * sizeof *frames);
  size_t start = 0;
  for (size_t i = 0; i < piece->count; i++) {
    frames[i] = (struct slice){piece->answers->articles.data + start, piece->ends[i] - start};
    start = piece->ends[i];
  }
  reply->frames = frames;
  reply->frame_count = piece->count;
}

void piece_forget(struct answers *answers)
{
  if (answers->articles.capacity > 1024 * 1024)
    buffer_free(&answers->articles);
  else
    buffer_clear(&answers->articles);
}

void piece_one(struct answers *answers, struct arena *arena, const struct catalog_article *article,
               struct control_reply *reply)
{
  struct piece one = {.answers = answers, .arena = arena, .ends = arena_alloc(arena, sizeof(size_t))};
  take_article(&one, article);
  cut_frames(&one, reply);
}

bool piece_read(struct answers *answers, struct arena *arena, const struct piece_request *request,
                struct control_reply *reply, dp_error *error)
{
  int64_t after = request->after, limit = request->limit;
  struct catalog_counts counts;
  struct piece piece = {.answers = answers, .arena = arena, .last = after};
  if (request->filter.length) return error_set(error, EX_UNAVAILABLE, "the store has no index to filter by");
  piece.ends = arena_alloc(arena, (size_t)limit * sizeof *piece.ends);
  /* Counted before the reading: a commit between the two must not make `last` name what this reply could have
   * held. */
  if (!catalog_count(answers->catalog, &counts, error) ||
      !catalog_replay(answers->catalog, after, limit, take_article, &piece, error))
    return false;
  int64_t last = piece.count && piece.last > counts.last_sequence ? piece.last : counts.last_sequence;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_integer(arena, reply->data, "from", after + 1);
  json_add_integer(arena, reply->data, "to", piece.last);
  json_add_integer(arena, reply->data, "last", last);
  json_add_bool(arena, reply->data, "more", last > piece.last);
  cut_frames(&piece, reply);
  return true;
}

/* ---- where to begin ---- */

bool piece_limit(const struct json *data, int64_t *limit, dp_error *error)
{
  const struct json *node = json_get(data, "limit");
  *limit = node ? json_integer(node, 0) : PIECE_ARTICLES;
  if (*limit < 1)
    return error_set(error, EX_USAGE, "\"limit\" is a whole number from 1 to %d", PIECE_ARTICLES);
  if (*limit > PIECE_ARTICLES) *limit = PIECE_ARTICLES;
  return true;
}

static bool from_number(const struct json *node, int64_t *after, dp_error *error)
{
  *after = json_integer(node, -1);
  return *after >= 0 || error_set(error, EX_USAGE, "\"after\" is a sequence, 0 for everything");
}

static bool from_time(struct answers *answers, struct slice text, int64_t *after, dp_error *error)
{
  millis when;
  if (!clock_parse(text, &when))
    return error_set(error, EX_USAGE,
                     "\"since\" is a day or a time, such as 2026-01-31 or 2026-01-31T08:00:00Z, not “%.*s”",
                     text.length < 40 ? (int)text.length : 40, text.length ? text.data : "");
  return catalog_before(answers->catalog, when, after, error);
}

static bool from_word(struct answers *answers, struct slice word, int64_t *after, dp_error *error)
{
  struct catalog_counts counts;
  *after = 0;
  if (slice_is(word, "start")) return true;
  if (!slice_is(word, "now")) return error_set(error, EX_USAGE, "\"from\" is \"start\" or \"now\"");
  if (!catalog_count(answers->catalog, &counts, error)) return false;
  *after = counts.last_sequence;
  return true;
}

bool piece_from(struct answers *answers, const struct json *data, int64_t *after, bool *given,
                dp_error *error)
{
  const struct json *number = json_get(data, "after"), *time = json_get(data, "since"),
                    *word = json_get(data, "from");
  int count = (number != NULL) + (time != NULL) + (word != NULL);
  *given = count > 0;
  if (count > 1)
    return error_set(error, EX_USAGE, "of \"after\", \"since\" and \"from\" only one can say where to begin");
  if (number) return from_number(number, after, error);
  if (time) return from_time(answers, json_text(time), after, error);
  return !word || from_word(answers, json_text(word), after, error);
}
