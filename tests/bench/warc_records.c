/* warc_records - CPU time of archiving one response, by kind of body, beside that of its digests alone.
 *
 *    warc_records [--repeats N] [--keep DIR] [PAGE]
 *
 * PAGE is a file with a page (made-up text otherwise). With --keep the archive file stays in DIR: responses
 * of every kind that the writer knows, for readers of other makes to judge. Without it the bytes are thrown
 * away. */
#include "base/buffer.h"
#include "base/deflate.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/random.h"
#include "data/warc.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGE_BYTES = 100 * 1000 };

#define HEAD                                                                                                 \
  "Server: nginx/1.22.1\r\nDate: Fri, 12 Apr 2024 08:30:00 GMT\r\nContent-Type: text/html; "                 \
  "charset=utf-8\r\n"
#define URL "https://www.example.org/2024/04/12/a-story-with-a-name-of-some-length.html"

struct sample {
  const char *name, *head;
  struct slice body;
  bool revisit, not_modified;
};

/* Made-up words in tags: packs about as well as a page does. */
static void make_page(struct buffer *page)
{
  struct random random = {7};
  while (page->length < PAGE_BYTES) {
    buffer_format(page, "<p class=\"%s\">", random_below(&random, 2) ? "lead" : "text");
    for (int word = 0; word < 30; word++) {
      for (uint64_t left = 2 + random_below(&random, 7); left; left--)
        buffer_byte(page, "eeeaaisnrtoulcdmp"[random_below(&random, 17)]);
      buffer_byte(page, ' ');
    }
    buffer_text(page, "</p>\n");
  }
}

/* A port to nowhere. */
static void *nowhere_open(void *context, const char *name, bool create)
{
  (void)name, (void)create;
  return context;
}
static void nowhere_close(void *context, void *file)
{
  (void)context, (void)file;
}
static bool nowhere_size(void *context, void *file, int64_t *bytes)
{
  (void)context, (void)file;
  *bytes = 0;
  return true;
}
static bool nowhere_truncate(void *context, void *file, int64_t bytes)
{
  (void)context, (void)file, (void)bytes;
  return true;
}
static bool nowhere_write(void *context, void *file, int64_t offset, struct slice bytes)
{
  (void)context, (void)file, (void)offset, (void)bytes;
  return true;
}
static bool nowhere_sync(void *context, void *file)
{
  (void)context, (void)file;
  return true;
}
static bool nowhere_read(void *context, void *file, int64_t offset, void *bytes, size_t length, size_t *got)
{
  (void)context, (void)file, (void)offset, (void)bytes, (void)length;
  *got = 0;
  return true;
}

static struct warc_io nowhere(void)
{
  static char here;
  return (struct warc_io){&here,         nowhere_open, nowhere_close, nowhere_size, nowhere_truncate,
                          nowhere_write, nowhere_sync, nowhere_read};
}

static void fail(const dp_error *error)
{
  fprintf(stderr, "warc_records: %s\n", error->text);
  exit(error->code);
}

static double digests_of(struct slice body, int repeats)
{
  char text[DIGEST_SHA1_BASE32];
  int64_t since = clock_cpu_us();
  for (int i = 0; i < 2 * repeats; i++) digest_sha1_base32(body, text);
  return (double)(clock_cpu_us() - since) / repeats;
}

static void measure(struct warc_writer *writer, const struct sample *sample, int number, int repeats)
{
  const millis start = 1712910600000 + number * 1000000;
  const struct warc_original original = {SLICE(URL), start - 1000000};
  struct warc_response response = {
      .url = SLICE(URL),
      .head = slice_of(sample->head),
      .body = sample->body,
      .request = SLICE(
          "GET /2024/04/12/a-story-with-a-name-of-some-length.html HTTP/1.1\r\nHost: www.example.org\r\n"
          "User-Agent: depeche/0.1.0 (+https://example.org/bot)\r\nAccept: */*\r\n"
          "Accept-Encoding: gzip, br, zstd\r\n"),
      .address = SLICE("192.0.2.17"),
      .metadata = SLICE("via: https://www.example.org/feed.xml\r\nhopsFromSeed: 1\r\nfetchTimeMs: 120\r\n"),
      .same_as = sample->revisit ? &original : NULL,
      .not_modified = sample->not_modified};
  struct warc_place place = {0};
  dp_error error = {0};
  int64_t since = clock_cpu_us();
  for (int i = 0; i < repeats; i++) {
    response.at = start + i * 1000;
    if (!warc_append(writer, &response, &place, &error)) fail(&error);
  }
  double each = (double)(clock_cpu_us() - since) / repeats;
  printf("%-22s %7zu bytes -> %6lld bytes %8.1f us, digests alone %6.1f us\n", sample->name,
         sample->body.length, (long long)place.length, each, digests_of(sample->body, repeats));
}

int main(int argc, char **argv)
{
  const char *keep = NULL;
  int repeats = 2000;
  struct buffer page = BUFFER_EMPTY, packed = BUFFER_EMPTY;
  dp_error error = {0};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--keep") == 0 && i + 1 < argc)
      keep = argv[++i];
    else if (strcmp(argv[i], "--repeats") == 0 && i + 1 < argc)
      repeats = atoi(argv[++i]);
    else if (!files_read(argv[i], 64 * 1024 * 1024, &page, &error))
      fail(&error);
  }
  if (!page.length) make_page(&page);
  struct slice plain = buffer_view(&page);
  if (plain.length > PAGE_BYTES) plain.length = PAGE_BYTES;
  struct deflate *deflate = deflate_new();
  deflate_gzip(deflate, &plain, 1, &packed);
  struct slice gzip = buffer_view(&packed), part = {plain.data, plain.length / 5};
  const struct sample samples[] = {
      {"gzip, chunked", "HTTP/1.1 200 OK\r\n" HEAD "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
       gzip, false, false},
      {"gzip, HTTP/2", "HTTP/2 200 \r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\n", gzip, false,
       false},
      {"plain, wrong length", "HTTP/1.1 200 OK\r\n" HEAD "Content-Length: 999999999\r\n", plain, false,
       false},
      {"plain, a fifth of it", "HTTP/1.0 200 OK\r\n" HEAD, part, false, false},
      {"the same again", "HTTP/1.1 200 OK\r\n" HEAD, part, true, false},
      {"not modified", "HTTP/1.1 304 Not Modified\r\n", {"", 0}, true, true},
      {"empty", "HTTP/1.1 204 No Content\r\n", {"", 0}, false, false}};
  struct warc_io io = keep ? warc_io_directory(keep) : nowhere();
  const struct warc_writer_options options = {io, "bench", "depeche/bench", INT64_MAX, 0};
  struct warc_writer *writer =
      warc_writer_open(&options, "depeche-bench-20240412083000-00001.warc.gz", 0, 1712910600000, &error);
  if (!writer) fail(&error);
  for (int i = 0; i < (int)(sizeof samples / sizeof *samples); i++) measure(writer, &samples[i], i, repeats);
  if (!warc_sync(writer, &error)) fail(&error);
  warc_writer_close(&writer);
  if (keep) warc_io_free(&io);
  deflate_free(&deflate);
  buffer_free(&page);
  buffer_free(&packed);
  return 0;
}
