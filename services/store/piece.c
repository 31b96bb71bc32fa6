/* piece.c - articles of the catalog, numbered, one frame each, within the bounds of a reply. */
#include "store/piece.h"

enum { LOOKED_AT_MOST = 20000 /* articles of the catalog, for one reply: many may be expired */ };

struct piece {
  struct answers *answers;
  struct arena *arena;
  size_t *ends; /* of each article in answers->articles */
  size_t count, limit;
  int64_t to; /* how far was looked */
  bool filtered;
  struct {
    int64_t first, last;
  } * expired; /* no two of them meet, so there are at most half as many as was looked at */
  size_t expired_count;
};

static void take_expired(void *context, int64_t sequence)
{
  struct piece *piece = context;
  size_t count = piece->expired_count;
  if (!piece->expired)
    piece->expired = arena_alloc(piece->arena, (LOOKED_AT_MOST / 2 + 1) * sizeof *piece->expired);
  if (!count || piece->expired[count - 1].last != sequence - 1) {
    piece->expired[count].first = sequence;
    piece->expired_count++;
  }
  piece->expired[piece->expired_count - 1].last = sequence;
}

/* take_article - false when the reply is full. The first always fits, so that a large one can't block the
 * way. */
static bool take_article(void *context, const struct catalog_article *article)
{
  struct piece *piece = context;
  struct buffer *articles = &piece->answers->articles;
  size_t length = article->event_json.length + EVENT_NUMBERING;
  if (piece->count && (piece->count == piece->limit || articles->length + length > PIECE_BYTES)) return false;
  piece->to = article->sequence;
  if (!article->event_json.length) {
    if (!piece->filtered) take_expired(piece, article->sequence);
    return true;
  }
  catalog_print(piece->answers->catalog, article, articles);
  piece->ends[piece->count++] = articles->length;
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

static struct piece new_piece(struct answers *answers, struct arena *arena, int64_t after, int64_t limit)
{
  struct piece piece = {.answers = answers, .arena = arena, .limit = (size_t)limit, .to = after};
  piece.ends = arena_alloc(arena, piece.limit * sizeof *piece.ends);
  return piece;
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
  struct piece one = new_piece(answers, arena, 0, 1);
  take_article(&one, article);
  cut_frames(&one, reply);
}

/* read_all - what follows, whatever it is. */
static bool read_all(struct piece *piece, const struct piece_request *request, dp_error *error)
{
  return catalog_replay(piece->answers->catalog, request->after, LOOKED_AT_MOST, take_article, piece, error);
}

/* bound - no more is looked at than cards can be searched for what has expired, if anything has. */
static void bound(const struct piece_request *request, const int64_t *sequences, size_t *count, int64_t *upto)
{
  int64_t most = request->after + LOOKED_AT_MOST;
  if (*upto <= most) return;
  *upto = most;
  while (*count && sequences[*count - 1] > most) --*count;
}

/* read_filtered - what the index says that fits. All of it taken, the piece ends where the index has looked.
 */
static bool read_filtered(struct piece *piece, const struct piece_request *request, bool some_expired,
                          dp_error *error)
{
  struct answers *answers = piece->answers;
  size_t count = 0;
  int64_t upto = request->after, *sequences = arena_alloc(piece->arena, piece->limit * sizeof *sequences);
  const struct search_query *query = search_query_parse(piece->arena, request->filter, error);
  piece->filtered = true;
  struct index *index = answers_index(answers, error);
  if (!query || !index ||
      !index_scan(index, query, request->after, piece->limit, sequences, &count, &upto, error))
    return false;
  if (some_expired) bound(request, sequences, &count, &upto);
  if (!catalog_pick(answers->catalog, sequences, count, take_article, piece, error)) return false;
  if (!count || piece->to == sequences[count - 1]) piece->to = upto;
  return !some_expired ||
         catalog_each_expired(answers->catalog, request->after, piece->to, take_expired, piece, error);
}

static void add_expired(const struct piece *piece, struct json *data)
{
  if (!piece->expired_count) return;
  struct json *ranges = json_add_array(piece->arena, data, "expired");
  for (size_t i = 0; i < piece->expired_count; i++) {
    struct json *range = json_append(piece->arena, ranges, json_array(piece->arena));
    json_append(piece->arena, range, json_new_integer(piece->arena, piece->expired[i].first));
    json_append(piece->arena, range, json_new_integer(piece->arena, piece->expired[i].last));
  }
}

bool piece_read(struct answers *answers, struct arena *arena, const struct piece_request *request,
                struct control_reply *reply, dp_error *error)
{
  struct catalog_counts counts;
  struct piece piece = new_piece(answers, arena, request->after, request->limit);
  /* Counted before the reading: a commit between the two must not make `last` name what this reply could have
   * held. */
  if (!catalog_count(answers->catalog, &counts, error)) return false;
  bool ok = request->filter.length ? read_filtered(&piece, request, counts.expired > 0, error)
                                   : read_all(&piece, request, error);
  if (!ok) return false;
  bool newer = piece.to > request->after && piece.to > counts.last_sequence;
  int64_t last = newer ? piece.to : counts.last_sequence;
  reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_integer(arena, reply->data, "from", request->after + 1);
  json_add_integer(arena, reply->data, "to", piece.to);
  json_add_integer(arena, reply->data, "last", last);
  json_add_bool(arena, reply->data, "more", last > piece.to);
  add_expired(&piece, reply->data);
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
