/* http_url.c - libcurl takes the URL apart and writes it anew; what it lets through and we do not is refused
 * before. */
#include "fetch/http_url.h"

#include "base/utf8.h"

#include <curl/curl.h>
#include <locale.h>
#include <stdio.h>
#include <strings.h>

static bool refuse(char reason[HTTP_URL_REASON], const char *sentence)
{
  snprintf(reason, HTTP_URL_REASON, "%s", sentence);
  return false;
}

static bool right_bytes(struct slice text, char reason[HTTP_URL_REASON])
{
  if (!text.length) return refuse(reason, "the URL is empty");
  if (text.length > HTTP_URL_MAX) return refuse(reason, "the URL is longer than 2,048 bytes");
  for (size_t i = 0; i < text.length; i++)
    if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
      return refuse(reason, "the URL contains a control character");
  return utf8_valid(text) || refuse(reason, "the URL is not UTF-8; percent-encode other bytes");
}

/* right_scheme - before libcurl sees it, so that "mailto:" gets the right sentence. */
static bool right_scheme(struct slice text, char reason[HTTP_URL_REASON])
{
  const char *colon = memchr(text.data, ':', text.length);
  size_t length = colon ? (size_t)(colon - text.data) : 0;
  bool http = (length == 4 && strncasecmp(text.data, "http", 4) == 0) ||
              (length == 5 && strncasecmp(text.data, "https", 5) == 0);
  return http || refuse(reason, "only URLs that begin with http:// or https:// are fetched");
}

static bool has_part(CURLU *url, CURLUPart part)
{
  char *text = NULL;
  bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return has;
}

/* get_host - libcurl takes the text of an international host to be in the encoding of the locale: for this
 * call it is ours. */
static CURLUcode get_host(CURLU *url, char **host)
{
  locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = (locale_t)0;
  if (utf8) before = uselocale(utf8);
  CURLUcode code = curl_url_get(url, CURLUPART_HOST, host, CURLU_PUNYCODE);
  if (utf8) {
    uselocale(before);
    freelocale(utf8);
  }
  return code;
}

static bool is_ascii(const char *text)
{
  while (*text && (unsigned char)*text < 0x80) text++;
  return !*text;
}

static bool lower_host(CURLU *url, char reason[HTTP_URL_REASON])
{
  char *host = NULL;
  CURLUcode code = curl_url_get(url, CURLUPART_HOST, &host, 0);
  if (code == CURLUE_OK && !is_ascii(host)) {
    curl_free(host);
    host = NULL;
    code = get_host(url, &host);
  }
  if (code == CURLUE_OK) {
    for (char *at = host; *at; at++) *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    code = curl_url_set(url, CURLUPART_HOST, host, 0);
  }
  curl_free(host);
  return code == CURLUE_OK || refuse(reason, "the host of the URL can't be written in ASCII");
}

static bool write_url(CURLU *url, struct buffer *out, char reason[HTTP_URL_REASON])
{
  char *text = NULL;
  if (!lower_host(url, reason)) return false;
  curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
  bool ok = curl_url_get(url, CURLUPART_URL, &text, CURLU_NO_DEFAULT_PORT) == CURLUE_OK;
  if (!ok) refuse(reason, "the URL can't be written in its normal form");
  if (ok && strlen(text) > HTTP_URL_MAX)
    ok = refuse(reason, "the URL is longer than 2,048 bytes once it is encoded");
  if (ok) buffer_text(out, text);
  curl_free(text);
  return ok;
}

bool http_url_normalise(struct slice text, struct buffer *out, char reason[HTTP_URL_REASON])
{
  char copy[HTTP_URL_MAX + 1];
  text = slice_trim(text);
  if (!right_bytes(text, reason) || !right_scheme(text, reason)) return false;
  memcpy(copy, text.data, text.length);
  copy[text.length] = '\0';
  CURLU *url = curl_url();
  CURLUcode code = url ? curl_url_set(url, CURLUPART_URL, copy, CURLU_URLENCODE) : CURLUE_OUT_OF_MEMORY;
  bool ok = code == CURLUE_OK;
  if (!ok) snprintf(reason, HTTP_URL_REASON, "this is not a URL: %s", curl_url_strerror(code));
  if (ok && (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD)))
    ok = refuse(reason,
                "a URL with a user name or password is refused: credentials don't belong in a journal");
  ok = ok && write_url(url, out, reason);
  curl_url_cleanup(url);
  return ok;
}
