/* media.c - the header's media type, and the first bytes (after the MIME Sniffing Standard, chapter 7). */
#include "clean/media.h"

#include "clean/charset_detect.h"

#include <strings.h>

enum { LOOK_AT = 4096, MANY_CONTROLS = 8, BYTES_A_CONTROL = 32 };

static bool type_is(struct slice content_type, const char *name)
{
  size_t n = strlen(name);
  return content_type.length >= n && strncasecmp(content_type.data, name, n) == 0 &&
         (content_type.length == n || strchr("; \t,", content_type.data[n]));
}

/* Bytes that begin something that is no page, whatever the header says. */
static bool is_binary(struct slice bytes)
{
  static const char *const marks[] = {"%PDF-",
                                      "\x89PNG\r\n",
                                      "\xFF\xD8\xFF",
                                      "GIF87a",
                                      "GIF89a",
                                      "PK\x03\x04",
                                      "RIFF",
                                      "\x1A\x45\xDF\xA3",
                                      "OggS",
                                      "ID3",
                                      "\177ELF",
                                      "Rar!",
                                      "wOFF",
                                      "wOF2",
                                      "%!PS-",
                                      "{\\rtf",
                                      "\x28\xB5\x2F\xFD"};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (slice_starts(bytes, marks[i])) return true;
  return false;
}

/* is_data - so many bytes that no text has ("binary data bytes" of the standard), and not because its letters
 * are of two or four bytes. */
static bool is_data(struct slice bytes)
{
  size_t controls = 0, length = bytes.length < LOOK_AT ? bytes.length : LOOK_AT;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes.data[i];
    controls += c < ' ' && !(c >= '\t' && c <= '\r' && c != '\v') && c != '\033';
  }
  return controls >= MANY_CONTROLS && controls * BYTES_A_CONTROL > length && !charset_wide(bytes);
}

static bool begins(struct slice text, const char *name)
{
  size_t n = strlen(name);
  return text.length >= n && strncasecmp(text.data, name, n) == 0;
}

static struct slice start_of(struct slice bytes)
{
  if (slice_starts(bytes, "\xEF\xBB\xBF")) bytes = slice_from(bytes, 3);
  while (bytes.length && strchr(" \t\r\n\f", bytes.data[0]) && bytes.data[0]) bytes = slice_from(bytes, 1);
  return bytes;
}

static bool is_html(struct slice start)
{
  static const char *const names[] = {"<!doctype html", "<html", "<head",   "<body",  "<div",     "<p>",
                                      "<table",         "<h1",   "<script", "<title", "<article", "<meta",
                                      "<style",         "<main"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (begins(start, names[i])) return true;
  return false;
}

/* An XML document that is no XHTML: a feed, a sitemap, an image. */
static bool is_other_xml(struct slice start)
{
  static const char *const roots[] = {"<rss",          "<feed", "<rdf",  "<urlset",
                                      "<sitemapindex", "<svg",  "<opml", "<error"};
  if (begins(start, "<?xml")) {
    const char *close = memchr(start.data, '>', start.length);
    if (close) start = start_of(slice_from(start, (size_t)(close - start.data) + 1));
    while (begins(start, "<!--")) {
      const char *end = memmem(start.data, start.length, "-->", 3);
      if (!end) break;
      start = start_of(slice_from(start, (size_t)(end - start.data) + 3));
    }
  }
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
    if (begins(start, roots[i])) return true;
  return false;
}

static bool header_allows(struct slice content_type)
{
  static const char *const names[] = {
      "text/html",  "application/xhtml+xml",    "application/vnd.wap.xhtml+xml",
      "text/plain", "application/octet-stream", "application/xml",
      "text/xml",   "unknown/unknown",          "application/unknown",
      "*/*"};
  if (!content_type.length || !memchr(content_type.data, '/', content_type.length)) return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (type_is(content_type, names[i])) return true;
  return false;
}

const char *media_against(struct slice bytes, struct slice content_type, const char **detail)
{
  struct slice start = start_of(bytes);
  content_type = slice_trim(content_type);
  if (start.length == 0) {
    *detail = "The response has nothing but white space.";
    return "empty";
  }
  *detail = "The first bytes are those of another kind of file than a web page.";
  if (is_binary(bytes) || is_other_xml(start)) return "not-html";
  *detail = "The bytes are no text: so many are control characters.";
  if (!is_html(start) && is_data(bytes)) return "not-html";
  *detail = "The response says in its Content-Type that it is no web page.";
  if (!header_allows(content_type) && !is_html(start)) return "not-html";
  bool markup = type_is(content_type, "text/html") || memmem(start.data, start.length, "<", 1);
  *detail = "The response is plain text or data without any markup.";
  bool json = (start.data[0] == '{' || start.data[0] == '[') && !type_is(content_type, "text/html");
  return markup && !json ? NULL : "not-html";
}
