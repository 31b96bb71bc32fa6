/* sitemap.c - takes off what is packed, finds out the form, reads plain text. */
#include "base/inflate.h"
#include "fetch/source/feed_date.h"
#include "fetch/source/sitemap_internal.h"
#include "fetch/source/xml_encoding.h"

#include <stdio.h>

enum { PACKED_TWICE = 2 /* a .gz file sent with Content-Encoding: gzip */ };

static const char *const frequencies[] = {"",       "always",  "hourly", "daily",
                                          "weekly", "monthly", "yearly", "never"};

const char *sitemap_frequency_name(enum sitemap_frequency frequency)
{
  return frequencies[frequency];
}

/* full_time - completes a W3C datetime to what RFC 3339 demands; the precision of what was there. */
static millis full_time(struct slice text, char whole[64])
{
  static const char rest[] = "2000-01-01";
  size_t length = text.length;
  memcpy(whole, text.data, length);
  whole[length] = 0;
  if (length == 4 || length == 7) memcpy(whole + length, rest + length, sizeof rest - length);
  if (length <= 10) return (length == 4 ? 366 : length == 7 ? 31 : 1) * INT64_C(86400000);
  if (whole[10] == ' ') whole[10] = 'T';
  bool minutes = length >= 16 && whole[13] == ':' && whole[16] != ':';
  if (minutes) {
    memmove(whole + 19, whole + 16, length - 16 + 1);
    memcpy(whole + 16, ":00", 3);
  }
  if (!strpbrk(whole + 11, "Zz+-")) strcat(whole, "Z"); /* no zone: taken for UTC */
  return minutes ? 60000 : 1000;
}

bool sitemap_time_parse(struct slice text, struct sitemap_time *time)
{
  char whole[64];
  text = slice_trim(text);
  *time = (struct sitemap_time){0, 0};
  if (text.length < 4 || text.length > 40 || memchr(text.data, 0, text.length)) return false;
  millis precision = full_time(text, whole);
  if (clock_parse(slice_of(whole), &time->when)) {
    time->precision = precision;
    return true;
  }
  int64_t seconds = 0;
  bool known = feed_date_parse(text, &seconds); /* what programs write there instead of a W3C datetime */
  *time = (struct sitemap_time){seconds * 1000, known ? 1000 : 0};
  return known;
}

struct slice sitemap_link(struct sitemap_reader *reader, struct slice text)
{
  struct url base, url;
  struct slice link = {"", 0};
  text = slice_trim(text);
  if (!text.length || text.length > URL_MAX) return link;
  arena_reset(reader->scratch);
  bool absolute = url_parse(reader->scratch, text, NULL, &url, NULL);
  if (!absolute && (!reader->base.length || !url_parse(reader->scratch, reader->base, NULL, &base, NULL) ||
                    !url_parse(reader->scratch, text, &base, &url, NULL)))
    return link;
  if (!url_is_web(&url)) return link;
  return arena_slice(reader->arena, url_href(reader->scratch, &url, false));
}

static bool full(struct sitemap_reader *reader)
{
  if (reader->out->page_count + reader->out->child_count < SITEMAP_ROWS_MAX) return false;
  reader->out->remark = "it has more than 50000 rows; those behind were left out";
  return true;
}

bool sitemap_add_page(struct sitemap_reader *reader, const struct sitemap_page *page)
{
  if (full(reader)) return false;
  struct sitemap_page *row = arena_alloc(reader->arena, sizeof *row);
  *row = *page;
  *reader->page_end = row;
  reader->page_end = &row->next;
  reader->out->page_count++;
  return true;
}

bool sitemap_add_child(struct sitemap_reader *reader, const struct sitemap_child *child)
{
  if (full(reader)) return false;
  struct sitemap_child *row = arena_alloc(reader->arena, sizeof *row);
  *row = *child;
  *reader->child_end = row;
  reader->child_end = &row->next;
  reader->out->child_count++;
  return true;
}

void sitemap_read_text(struct sitemap_reader *reader, struct slice text)
{
  while (text.length) {
    size_t end = 0;
    while (end < text.length && text.data[end] != '\n' && text.data[end] != '\r') end++;
    struct slice line = slice_trim((struct slice){text.data, end});
    text = slice_from(text, end + 1);
    if (!slice_starts(line, "http://") && !slice_starts(line, "https://")) continue;
    struct sitemap_page page = {.url = sitemap_link(reader, line), .priority = -1};
    if (!page.url.length)
      reader->out->left_out++;
    else if (!sitemap_add_page(reader, &page))
      break;
  }
  if (reader->out->page_count) reader->out->kind = SITEMAP_TEXT;
}

/* unpack - takes gzip off; what a cut file still holds is kept. False: nothing could be inflated. */
static bool unpack(struct slice *bytes, struct buffer packed[PACKED_TWICE], struct sitemap *out,
                   dp_error *error)
{
  struct inflate *inflate = inflate_new();
  const char *detail = "";
  bool truncated = false, done = true;
  for (int i = 0; i < PACKED_TWICE && slice_starts(*bytes, "\x1f\x8b"); i++) {
    done = inflate_body(inflate, SLICE(""), *bytes, SITEMAP_BYTES_MAX, &packed[i], &truncated, &detail) ==
           INFLATE_DONE;
    if (!done) break;
    *bytes = buffer_view(&packed[i]);
  }
  if (truncated && bytes->length < SITEMAP_BYTES_MAX)
    out->remark = "its compressed data are broken; what is behind was left out";
  else if (truncated)
    out->remark = "it is longer than 50 MiB; what is beyond was left out";
  inflate_free(&inflate);
  return done || error_set(error, EX_DATAERR, "the sitemap can't be unpacked: %s", detail);
}

static bool read_form(struct sitemap_reader *reader, struct slice text, dp_error *error)
{
  struct slice start = slice_trim(text), root = {"", 0};
  if (start.length && start.data[0] == '<')
    sitemap_read_xml(reader, start, &root);
  else
    sitemap_read_text(reader, start);
  if (reader->out->kind != SITEMAP_NONE) return true;
  if (root.length)
    return error_set(error, EX_DATAERR,
                     "not a sitemap but <%.*s>: give the address of a urlset or sitemapindex",
                     (int)(root.length < 40 ? root.length : 40), root.data);
  return error_set(error, EX_DATAERR, "not a sitemap: neither XML nor lines of URLs were found");
}

bool sitemap_parse(struct arena *arena, struct slice bytes, struct slice content_type, struct slice url,
                   struct sitemap *out, dp_error *error)
{
  struct buffer packed[PACKED_TWICE] = {BUFFER_EMPTY, BUFFER_EMPTY};
  struct arena *scratch = arena_new();
  struct arena *decoding = arena_new();
  struct sitemap_reader reader = {arena, scratch, url, out, &out->pages, &out->children};
  *out = (struct sitemap){.remark = ""};
  bool ok = unpack(&bytes, packed, out, error);
  if (ok) {
    if (bytes.length > SITEMAP_BYTES_MAX) {
      bytes.length = SITEMAP_BYTES_MAX;
      out->remark = "it is longer than 50 MiB; what is beyond was left out";
    }
    struct xml_decoded decoded;
    xml_decode(decoding, bytes, content_type, &decoded);
    ok = read_form(&reader, decoded.text, error);
  }
  for (int i = 0; i < PACKED_TWICE; i++) buffer_free(&packed[i]);
  arena_free(&decoding);
  arena_free(&scratch);
  return ok;
}
