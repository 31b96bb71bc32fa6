/* post.c - see post.h. */
#include "sink/post.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "base/memory.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

enum { ANSWER_MOST = 64 * 1024, CONNECT_MS = 10 * 1000, HEADER = 400, RETRY_MOST_S = 24 * 3600 };

struct post {
  CURL *curl;
  char *user_agent, *ca_file;
  char reason[CURL_ERROR_SIZE];
  size_t answered;
  bool (*stop)(void *);
  void *context;
};

void post_prepare(void)
{
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) abort();
}

struct post *post_new(const char *user_agent, const char *ca_file)
{
  struct post *post = memory_zero(1, sizeof *post);
  post->curl = curl_easy_init();
  if (!post->curl) abort(); /* out of memory, as everywhere in base/memory.h */
  post->user_agent = memory_string(user_agent);
  post->ca_file = memory_string(ca_file);
  return post;
}

void post_free(struct post **post)
{
  if (!*post) return;
  curl_easy_cleanup((*post)->curl);
  free((*post)->user_agent);
  free((*post)->ca_file);
  free(*post);
  *post = NULL;
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *context)
{
  struct post *post = context;
  (void)bytes;
  post->answered += size * count;
  return post->answered > ANSWER_MOST ? 0 : size * count;
}

static int look_up(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  (void)a, (void)b, (void)c, (void)d;
  struct post *post = context;
  return post->stop && post->stop(post->context);
}

static void sign(const struct post_request *request, struct curl_slist **headers)
{
  char line[HEADER], signature[DIGEST_SIGNATURE];
  struct buffer signed_text = BUFFER_EMPTY;
  buffer_format(&signed_text, "%s.%lld.", request->id, (long long)request->timestamp);
  buffer_slice(&signed_text, request->body);
  digest_signature(request->secret, buffer_view(&signed_text), signature);
  snprintf(line, sizeof line, "webhook-signature: v1,%s", signature);
  *headers = curl_slist_append(*headers, line);
  buffer_free(&signed_text);
}

static struct curl_slist *headers_of(const struct post_request *request)
{
  char line[HEADER];
  struct curl_slist *headers = curl_slist_append(NULL, "Expect:"); /* no pause before a body that is wanted */
  snprintf(line, sizeof line, "Content-Type: %s", request->content_type);
  headers = curl_slist_append(headers, line);
  snprintf(line, sizeof line, "webhook-id: %s", request->id);
  headers = curl_slist_append(headers, line);
  snprintf(line, sizeof line, "webhook-timestamp: %lld", (long long)request->timestamp);
  headers = curl_slist_append(headers, line);
  if (request->secret.length) sign(request, &headers);
  return headers;
}

static void prepare(struct post *post, const struct post_request *request, struct curl_slist *headers)
{
  CURL *curl = post->curl;
  curl_easy_reset(curl); /* keeps the connections */
  curl_easy_setopt(curl, CURLOPT_URL, request->url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* the environment has no say */
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, post->user_agent);
  if (*post->ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, post->ca_file);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   (long)(request->timeout < CONNECT_MS ? request->timeout : CONNECT_MS));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->timeout);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, post);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_up);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, post);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, post->reason);
}

static struct attempt_answer answer_of(struct post *post, CURLcode code, dp_error *detail)
{
  struct attempt_answer answer = {0};
  long status = 0;
  curl_off_t wait = 0;
  curl_easy_getinfo(post->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(post->curl, CURLINFO_RETRY_AFTER, &wait);
  /* An answer that is too long has told its status all the same. */
  bool answered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && post->answered > ANSWER_MOST);
  if (answered) answer.status = (int)status;
  answer.retry_after = (millis)(wait < 0 ? 0 : wait > RETRY_MOST_S ? RETRY_MOST_S : wait) * 1000;
  if (!answered)
    error_set(detail, EX_TEMPFAIL, "%s", *post->reason ? post->reason : curl_easy_strerror(code));
  else if (status < 200 || status > 299)
    error_set(detail, EX_UNAVAILABLE, "the receiver answered %ld", status);
  return answer;
}

struct attempt_answer post_send(struct post *post, const struct post_request *request, bool (*stop)(void *),
                                void *context, dp_error *detail)
{
  struct curl_slist *headers = headers_of(request);
  post->stop = stop;
  post->context = context;
  post->answered = 0;
  post->reason[0] = '\0';
  prepare(post, request, headers);
  struct attempt_answer answer = answer_of(post, curl_easy_perform(post->curl), detail);
  curl_slist_free_all(headers);
  return answer;
}
