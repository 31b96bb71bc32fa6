/* fetcher_answer.c - what a response means: a page to deliver, a hop to follow, rules, or a failure. */
#include "base/memory.h"
#include "data/json.h"
#include "fetch/fetcher_internal.h"
#include "fetch/head.h"
#include "fetch/sources.h"

#include <stdio.h>

/* Parcels. */

/* add_peer - the server's address, without port and brackets; "93.184.215.14:443", "[2606:2800::1]:443". */
static struct slice address_of(const char peer[HTTP_PEER])
{
  const char *colon = strrchr(peer, ':');
  struct slice address = {peer, colon ? (size_t)(colon - peer) : strlen(peer)};
  if (address.length < 2 || address.data[0] != '[') return address;
  return (struct slice){address.data + 1, address.length - 2};
}

/* source_of - the URL of the source that named a page, in the arena; empty: nobody did. */
static struct slice source_of(struct fetcher *fetcher, const struct job *job)
{
  struct source source;
  bool found;
  dp_error ignored; /* an article can do without the name of its source */
  bool named = job->source &&
               sources_read(fetcher->frontier, fetcher->arena, job->source, &source, &found, &ignored) &&
               found;
  return named ? source.url : SLICE("");
}

/* print_metadata - how the response was come by, in the words of the WARC standard (ISO 28500:2017, 6.6): the
 * page or source that led there, and each step from what was fed: L for a link of a source, R for a redirect.
 */
static void print_metadata(const struct job *job, struct slice source, const struct http_response *response,
                           struct buffer *out)
{
  char steps[HOPS_MAX + 1], took[24];
  size_t count = 0;
  if (source.length) steps[count++] = 'L';
  for (size_t i = 0; i < job->hop_count && count < sizeof steps; i++) steps[count++] = 'R';
  struct slice via = job->hop_count ? slice_of(job->hops[job->hop_count - 1].url) : source;
  snprintf(took, sizeof took, "%lld", (long long)response->times.total);
  if (via.length) warc_add_field(out, "via", via);
  if (count) warc_add_field(out, "hopsFromSeed", (struct slice){steps, count});
  if (response->times.total > 0) warc_add_field(out, "fetchTimeMs", slice_of(took));
}

/* print_extra - what the article's event says of the transfer beyond the columns of the journal. */
static void print_extra(struct fetcher *fetcher, const struct job *job, struct slice source,
                        const struct http_response *response, struct buffer *out)
{
  struct json *extra = json_object(fetcher->arena);
  struct json *hops = job->hop_count ? json_add_array(fetcher->arena, extra, "hops") : NULL;
  for (size_t i = 0; i < job->hop_count; i++) {
    struct json *hop = json_append_object(fetcher->arena, hops);
    json_add_text(fetcher->arena, hop, "url", slice_of(job->hops[i].url));
    json_add_integer(fetcher->arena, hop, "status", job->hops[i].status);
  }
  json_add_given(fetcher->arena, extra, "ip", address_of(response->peer));
  json_add_given(fetcher->arena, extra, "robots_tag",
                 head_field(buffer_view(&response->head), "X-Robots-Tag"));
  json_add_given(fetcher->arena, extra, "source", source);
  if (response->times.total > 0) json_add_integer(fetcher->arena, extra, "took_ms", response->times.total);
  json_print(extra, out);
}

static struct slice next_piece(struct slice *rest, size_t length)
{
  struct slice piece = {rest->data, length};
  *rest = slice_from(*rest, length);
  return piece;
}

/* write_text - the pieces that don't stand in the head, one behind the other. */
static void write_text(struct fetcher *fetcher, struct parcel *parcel, const struct job *job,
                       const struct http_response *response)
{
  const struct gate_job *hop = gate_find(fetcher->gate, job->kind, job->number);
  struct slice url = slice_of(job->url), final_url = hop ? hop->url : response->url;
  struct slice address = address_of(response->peer);
  buffer_slice(&parcel->text, url);
  buffer_slice(&parcel->text, final_url);
  buffer_slice(&parcel->text, address);
  arena_reset(fetcher->arena);
  struct slice source = source_of(fetcher, job);
  size_t before = parcel->text.length;
  print_metadata(job, source, response, &parcel->text);
  size_t metadata = parcel->text.length - before;
  print_extra(fetcher, job, source, response, &parcel->text);
  struct slice rest = buffer_view(&parcel->text);
  parcel->url = next_piece(&rest, url.length);
  parcel->final_url = next_piece(&rest, final_url.length);
  parcel->address = next_piece(&rest, address.length);
  parcel->metadata = next_piece(&rest, metadata);
  parcel->extra = rest;
}

void fetcher_parcel_describe(struct fetcher *fetcher, struct parcel *parcel)
{
  unsigned char digest[DIGEST_BYTES];
  struct slice head = buffer_view(&parcel->head);
  parcel->content_type = head_field(head, "Content-Type");
  buffer_clear(&parcel->encoding);
  head_join(head, "Content-Encoding", &parcel->encoding);
  parcel->content_encoding = buffer_view(&parcel->encoding);
  parcel->etag = head_field(head, "ETag");
  parcel->last_modified = head_field(head, "Last-Modified");
  digest_begin(fetcher->digest, DIGEST_SHA1);
  digest_add(fetcher->digest, buffer_view(&parcel->body));
  digest_end(fetcher->digest, digest);
  memcpy(parcel->payload, digest, FRONTIER_PAYLOAD);
}

struct parcel *fetcher_parcel(struct fetcher *fetcher, const struct job *job, struct http_response *response)
{
  struct parcel *parcel = memory_zero(1, sizeof *parcel);
  parcel->status = response->status;
  parcel->at = job->started_at;
  write_text(fetcher, parcel, job, response);
  parcel->head = response->head;
  parcel->request = response->request;
  parcel->body = response->body;
  response->head = response->request = response->body = BUFFER_EMPTY;
  fetcher_parcel_describe(fetcher, parcel);
  return parcel;
}

void fetcher_gather_record(struct fetcher *fetcher, struct change *change, struct parcel *take_parcel,
                           bool delivered)
{
  int64_t bytes = (int64_t)take_parcel->body.length;
  change->parcel = take_parcel;
  fetcher->gathered.records++;
  fetcher->gathered.record_bytes += bytes;
  fetcher->gathered.responses += delivered;
  fetcher->gathered.bytes += delivered ? bytes : 0;
}

/* Pages. */

static bool worth_another_try(int64_t status)
{
  return status >= 500 || status == 408 || status == 425 || status == 429;
}

static void fail_by_status(struct fetcher *fetcher, const struct job *job, const struct gate_answer *answer)
{
  char reason[REASON], detail[DETAIL];
  int status = (int)(answer->status % 1000);
  snprintf(reason, sizeof reason, "http-%d", status);
  snprintf(detail, sizeof detail, "the server answered with status %d", status);
  millis not_before = answer->retry_after ? fetcher->now.wall + answer->retry_after : 0;
  fetcher_fail(fetcher, job, reason, detail, !worth_another_try(answer->status), not_before);
}

static void gather_moved(struct fetcher *fetcher, const struct job *job, struct slice url)
{
  if (!job->hop_count || !job->moved) return;
  struct change *change = fetcher_gather(fetcher, CHANGE_MOVED, job->number);
  change->text = memory_string_of(url.data, url.length);
}

static void gather_response(struct fetcher *fetcher, const struct job *job, struct http_response *response)
{
  struct change *change = fetcher_gather_end(fetcher, job, CHANGE_RESPONSE, "", NULL);
  struct parcel *parcel = fetcher_parcel(fetcher, job, response);
  parcel->item = job->number;
  fetcher_gather_record(fetcher, change, parcel, true);
}

static void page_answered(struct fetcher *fetcher, struct job *job, struct http_response *response,
                          const struct gate_answer *answer)
{
  bool good = response->status >= 200 && response->status <= 299;
  const struct gate_job *hop = gate_find(fetcher->gate, job->kind, job->number);
  bool visited = good || response->status == 304 || response->status == 404 || response->status == 410;
  if (job->earlier && visited)
    fetcher_visit_answered(fetcher, job, response);
  else if (good)
    gather_response(fetcher, job, response);
  else
    fail_by_status(fetcher, job, answer);
  if (good && hop) gather_moved(fetcher, job, hop->url);
}

static void robots_answered(struct fetcher *fetcher, const struct job *job, struct http_response *response)
{
  const struct gate_job *hop = gate_find(fetcher->gate, job->kind, job->number);
  if (hop)
    fetcher_robots_answered(fetcher, hop->origin, response->status, buffer_view(&response->head),
                            buffer_view(&response->body));
}

static void answered(struct fetcher *fetcher, struct job *job, struct http_response *response)
{
  millis retry_after = head_retry_after(buffer_view(&response->head), fetcher->now.wall);
  const struct gate_answer answer = {response->status, retry_after > 0 ? retry_after : 0};
  if (fetcher_redirect(fetcher, job, response, &answer)) return;
  if (job->kind == GATE_PAGE)
    page_answered(fetcher, job, response, &answer);
  else if (job->kind == GATE_SOURCE)
    fetcher_poll_answered(fetcher, job, response);
  else if (job->kind == GATE_HUB)
    fetcher_hub_answered(fetcher, job, &answer);
  else
    robots_answered(fetcher, job, response);
  gate_done(fetcher->gate, job->kind, job->number, &answer, fetcher->now.steady);
  fetcher_job_end(fetcher, job);
}

static struct job *running(const struct fetcher *fetcher, uint64_t id)
{
  struct job *job = map_get(&fetcher->jobs, id);
  return job && !job->waiting ? job : NULL;
}

void fetcher_response(struct fetcher *fetcher, uint64_t id, struct http_response *response,
                      struct fetcher_now now)
{
  struct job *job = running(fetcher, id);
  fetcher->now = now;
  if (job) answered(fetcher, job, response);
  buffer_free(&response->head);
  buffer_free(&response->request);
  buffer_free(&response->body);
}

void fetcher_failure(struct fetcher *fetcher, uint64_t id, const struct http_failure *failure,
                     struct fetcher_now now)
{
  const struct gate_answer nothing = {0, 0};
  struct job *job = running(fetcher, id);
  fetcher->now = now;
  if (!job) return;
  const struct gate_job *hop = gate_find(fetcher->gate, job->kind, job->number);
  bool for_good = failure->kind == HTTP_FAILED_TOO_LARGE || failure->kind == HTTP_FAILED_ADDRESS;
  if (job->kind == GATE_ROBOTS && hop && failure->kind == HTTP_FAILED_ADDRESS && !job->hop_count)
    fetcher_robots_forbidden(fetcher, hop->origin, failure->detail);
  else if (job->kind == GATE_ROBOTS && hop)
    fetcher_robots_answered(fetcher, hop->origin, 0, SLICE(""), SLICE(""));
  else
    fetcher_fail(fetcher, job, http_failure_name(failure->kind), failure->detail, for_good, 0);
  gate_done(fetcher->gate, job->kind, job->number, &nothing, fetcher->now.steady);
  fetcher_job_end(fetcher, job);
}
