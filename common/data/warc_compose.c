/* warc_compose.c - see warc_compose.h; the form is that of ISO 28500:2017, clauses 4 to 6.
 *
 * A record's id is the UUID of what it tells of (type, URL, time, payload). So a revisit can name the record
 * of its original without anybody having kept that name, and no page costs a call into the kernel. The body
 * is the one big thing here: it is digested where it lies and never copied before it is compressed. */
#include "data/warc_compose.h"

#include "base/deflate.h"
#include "base/memory.h"
#include "base/random.h"
#include "data/warc_http.h"

#include <stdio.h>
#include <stdlib.h>

#define PROFILE "http://netpreserve.org/warc/1.1/revisit/"

enum { WORTH_DEFLATING = 2048 }; /* bytes of a body */

struct warc_composer {
  struct deflate *deflate;
  struct digest *digest;
  struct buffer header, block, name;
  millis at; /* WARC-Date of the records that are composed, and as text */
  char time[CLOCK_TEXT];
};

struct warc_composer *warc_composer_new(void)
{
  struct warc_composer *composer = memory_zero(1, sizeof *composer);
  composer->deflate = deflate_new();
  composer->digest = digest_new();
  return composer;
}

void warc_composer_free(struct warc_composer **composer)
{
  struct warc_composer *old = *composer;
  if (!old) return;
  deflate_free(&old->deflate);
  digest_free(&old->digest);
  buffer_free(&old->header);
  buffer_free(&old->block);
  buffer_free(&old->name);
  free(old);
  *composer = NULL;
}

/* Names and digests. */

static void add_line(struct buffer *out, const char *name, struct slice value)
{
  buffer_text(out, name);
  buffer_text(out, ": ");
  size_t from = out->length;
  buffer_slice(out, value);
  for (size_t i = from; i < out->length; i++)
    if (out->data[i] == '\r' || out->data[i] == '\n') out->data[i] = ' ';
  buffer_text(out, "\r\n");
}

void warc_add_field(struct buffer *metadata, const char *name, struct slice value)
{
  add_line(metadata, name, slice_trim(value));
}

/* add_url - a URL may come from a redirect: no byte of it may end the header line. */
static void add_url(struct buffer *out, const char *name, struct slice url)
{
  buffer_text(out, name);
  buffer_text(out, ": ");
  size_t kept = out->length;
  buffer_slice(out, url);
  for (size_t i = kept; i < out->length; i++)
    if ((unsigned char)out->data[i] > ' ') out->data[kept++] = out->data[i];
  out->length = kept;
  buffer_text(out, "\r\n");
}

static void add_id(struct buffer *out, const char *name, const char *id)
{
  buffer_text(out, name);
  buffer_text(out, ": <urn:uuid:");
  buffer_text(out, id);
  buffer_text(out, ">\r\n");
}

static void add_text(struct buffer *out, const char *name, const char *before, const char *value)
{
  buffer_text(out, name);
  buffer_text(out, before);
  buffer_text(out, value);
  buffer_text(out, "\r\n");
}

static char *record_id(struct warc_composer *composer, const char *type, struct slice url, millis at,
                       const char *digest, char id[DIGEST_UUID])
{
  char time[CLOCK_TEXT];
  buffer_clear(&composer->name);
  buffer_text(&composer->name, type);
  buffer_byte(&composer->name, ' ');
  buffer_text(&composer->name, at == composer->at ? composer->time : clock_format(at, time));
  buffer_byte(&composer->name, ' ');
  buffer_text(&composer->name, digest);
  buffer_byte(&composer->name, ' ');
  buffer_slice(&composer->name, url);
  return digest_uuid(composer->digest, buffer_view(&composer->name), id);
}

static void set_time(struct warc_composer *composer, millis at)
{
  composer->at = at;
  clock_format(at, composer->time);
}

static char *sha1_of(struct warc_composer *composer, struct slice head, struct slice body,
                     char text[DIGEST_SHA1_BASE32])
{
  unsigned char bytes[DIGEST_BYTES];
  digest_begin(composer->digest, DIGEST_SHA1);
  digest_add(composer->digest, head);
  digest_add(composer->digest, body);
  digest_end(composer->digest, bytes);
  return digest_base32(bytes, text);
}

/* Records. The block is what is in composer->block, and behind it the body. */

struct record {
  const char *type, *media_type, *id;
  const char *concurrent_to;            /* id; may be NULL */
  const char *digest;                   /* of the payload; NULL or empty: none is told */
  const char *protocol, *profile;       /* may be NULL */
  const struct warc_response *response; /* NULL: a warcinfo */
  const char *file;                     /* of a warcinfo */
  const char *original_id;              /* of a revisit; may be NULL */
  struct slice body;
};

static void add_reference(struct buffer *out, const struct record *record)
{
  const struct warc_original *original = record->response->same_as;
  char time[CLOCK_TEXT];
  add_text(out, "WARC-Profile", ": " PROFILE, record->profile);
  if (record->original_id) add_id(out, "WARC-Refers-To", record->original_id);
  add_url(out, "WARC-Refers-To-Target-URI", original->url);
  add_text(out, "WARC-Refers-To-Date", ": ", clock_format(original->at, time));
}

/* has_own_digest - a body is digested once: a second pass, over head and body together, would cost as much
 * CPU as its transfer. The head is still guarded by the checksum of the gzip member. */
static bool has_own_digest(const struct record *record)
{
  return record->digest && record->digest[0] && record->body.length > 0;
}

static void compose_header(struct warc_composer *composer, const struct record *record)
{
  struct buffer *out = &composer->header;
  const struct warc_response *response = record->response;
  char digest[DIGEST_SHA1_BASE32];
  buffer_clear(out);
  add_text(out, "WARC/1.1\r\nWARC-Type", ": ", record->type);
  add_id(out, "WARC-Record-ID", record->id);
  add_text(out, "WARC-Date", ": ", composer->time);
  if (record->file) add_text(out, "WARC-Filename", ": ", record->file);
  if (response) add_url(out, "WARC-Target-URI", response->url);
  if (record->concurrent_to) add_id(out, "WARC-Concurrent-To", record->concurrent_to);
  if (response && response->address.length) add_url(out, "WARC-IP-Address", response->address);
  if (record->protocol) add_text(out, "WARC-Protocol", ": ", record->protocol);
  if (record->profile) add_reference(out, record);
  if (record->digest && record->digest[0]) add_text(out, "WARC-Payload-Digest", ": sha1:", record->digest);
  if (!has_own_digest(record)) {
    sha1_of(composer, buffer_view(&composer->block), record->body, digest);
    add_text(out, "WARC-Block-Digest", ": sha1:", digest);
  }
  add_text(out, "Content-Type", ": ", record->media_type);
  buffer_format(out, "Content-Length: %zu\r\n\r\n", composer->block.length + record->body.length);
}

/* is_compressed - by its first bytes: gzip (RFC 1952), Zstandard (RFC 8878), and what needs no content
 * encoding to be small already: JPEG, PNG, PDF's streams. */
static bool is_compressed(struct slice body, struct slice encoding)
{
  bool encoded = encoding.length && !slice_is(encoding, "identity");
  return encoded || slice_starts(body, "\x1F\x8B") || slice_starts(body, "\x28\xB5\x2F\xFD") ||
         slice_starts(body, "\xFF\xD8\xFF") || slice_starts(body, "\x89PNG") || slice_starts(body, "%PDF");
}

/* add_record - what was composed becomes one gzip member. Deflating a few hundred bytes of header costs more
 * CPU than all the rest of a record and saves little beside a page, so only a body that is long and not
 * compressed is deflated. */
static void add_record(struct warc_composer *composer, const struct record *record, struct buffer *out)
{
  struct slice encoding =
      record->response ? warc_http_header(buffer_view(&composer->block), "Content-Encoding") : SLICE("");
  bool store = record->body.length < WORTH_DEFLATING || is_compressed(record->body, encoding);
  compose_header(composer, record);
  const struct slice pieces[] = {buffer_view(&composer->header), buffer_view(&composer->block), record->body,
                                 SLICE("\r\n\r\n")};
  const size_t count = sizeof pieces / sizeof *pieces;
  if (store)
    deflate_gzip_stored(pieces, count, out);
  else
    deflate_gzip(composer->deflate, pieces, count, out);
}

void warc_compose_info(struct warc_composer *composer, const struct warc_writer_options *options,
                       const char *name, millis at, struct buffer *out)
{
  char id[UUID_TEXT];
  set_time(composer, at);
  buffer_clear(&composer->block);
  buffer_format(
      &composer->block,
      "software: %s\r\nformat: WARC File Format 1.1\r\n"
      "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
      "isPartOf: depeche-%s\r\n",
      options->software, options->origin);
  const struct record record = {
      .type = "warcinfo", .media_type = "application/warc-fields", .id = random_uuid(id), .file = name};
  add_record(composer, &record, out);
}

static void add_request(struct warc_composer *composer, const struct warc_response *response, const char *id,
                        const char *digest, struct buffer *out)
{
  char own[DIGEST_UUID];
  buffer_clear(&composer->block);
  buffer_slice(&composer->block, slice_trim(response->request));
  buffer_text(&composer->block, "\r\n\r\n");
  const struct record record = {.type = "request",
                                .media_type = "application/http; msgtype=request",
                                .id =
                                    record_id(composer, "request", response->url, response->at, digest, own),
                                .concurrent_to = id,
                                .response = response};
  add_record(composer, &record, out);
}

static void add_metadata(struct warc_composer *composer, const struct warc_response *response, const char *id,
                         const char *digest, struct buffer *out)
{
  char own[DIGEST_UUID];
  buffer_clear(&composer->block);
  buffer_slice(&composer->block, response->metadata);
  const struct record record = {.type = "metadata",
                                .media_type = "application/warc-fields",
                                .id =
                                    record_id(composer, "metadata", response->url, response->at, digest, own),
                                .concurrent_to = id,
                                .response = response};
  add_record(composer, &record, out);
}

/* add_last - the response, or the revisit in its stead. */
static void add_last(struct warc_composer *composer, const struct warc_response *response, const char *id,
                     const char *digest, struct buffer *out)
{
  const struct warc_original *original = response->same_as;
  char original_id[DIGEST_UUID];
  struct record record = {.type = original ? "revisit" : "response",
                          .media_type = "application/http; msgtype=response",
                          .id = id,
                          .digest = digest,
                          .response = response,
                          .body = original ? SLICE("") : response->body};
  if (original) {
    record.profile = response->not_modified ? "server-not-modified" : "identical-payload-digest";
    if (digest[0])
      record.original_id = record_id(composer, "response", original->url, original->at, digest, original_id);
  }
  buffer_clear(&composer->block);
  warc_http_archived(response->head, response->body.length, &composer->block, &record.protocol);
  add_record(composer, &record, out);
}

void warc_compose_response(struct warc_composer *composer, const struct warc_response *response,
                           struct buffer *out, struct warc_place *place)
{
  char id[DIGEST_UUID];
  set_time(composer, response->at);
  place->digest[0] = '\0';
  if (response->digest)
    snprintf(place->digest, sizeof place->digest, "%s", response->digest);
  else if (!response->not_modified)
    sha1_of(composer, SLICE(""), response->body, place->digest);
  const char *type = response->same_as ? "revisit" : "response";
  int status = warc_http_status(response->head);
  bool hop = status >= 300 && status <= 399 && !response->same_as;
  if (hop)
    random_uuid(id); /* a URL may redirect to itself within a millisecond, and nothing refers to that */
  else
    record_id(composer, type, response->url, response->at, place->digest, id);
  if (response->request.length) add_request(composer, response, id, place->digest, out);
  if (response->metadata.length) add_metadata(composer, response, id, place->digest, out);
  place->offset = (int64_t)out->length;
  add_last(composer, response, id, place->digest, out);
  place->length = (int64_t)out->length - place->offset;
}
