/* WebSub: what is said to a hub, and which of its requests are believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/digest.h"
#include "fetch/source/websub.h"

#include <stdio.h>

#define SHA1_CODE   "sha1=4ceb9cd32f09ee27a8efdc087e761cd64153aea4"
#define SHA256_CODE "sha256=ADE23D7397D9AC2B58A7A3766FAD92FE71A5D815C1FD77738D950DE0A341A3EA"

static const struct websub_subscription sahel = {
    7, {"https://hub.example/", 20}, {"https://example.org/feed?a=1&b=é", 33}, {"0b9ee3a4-secret", 15}};

/* path_of - the callback's path as the form gives it to the hub. */
static struct slice path_of(const struct websub_subscription *subscription)
{
  static char path[256];
  struct buffer form = BUFFER_EMPTY;
  websub_form(subscription, SLICE("https://me.example/cb"), &form);
  const char *at = strstr(buffer_string(&form), "cb%2F") + 5, *end = strchr(at, '&');
  snprintf(path, sizeof path, "/%.*s", (int)(strstr(at, "%2F") - at), at);
  const char *token = strstr(at, "%2F") + 3;
  snprintf(path + strlen(path), sizeof path - strlen(path), "/%.*s", (int)(end - token), token);
  buffer_free(&form);
  return slice_of(path);
}

static void test_the_form_is_encoded(void **state)
{
  (void)state;
  struct buffer form = BUFFER_EMPTY;
  websub_form(&sahel, SLICE("https://me.example/cb"), &form);
  const char *text = buffer_string(&form);
  assert_non_null(strstr(text, "hub.mode=subscribe&"));
  assert_non_null(strstr(text, "hub.topic=https%3A%2F%2Fexample.org%2Ffeed%3Fa%3D1%26b%3D%C3%A9&"));
  assert_non_null(strstr(text, "hub.secret=0b9ee3a4-secret"));
  assert_non_null(strstr(text, "hub.callback=https%3A%2F%2Fme.example%2Fcb%2F7%2F"));
  buffer_free(&form);
}

static void test_a_secret_is_not_sent_in_the_open(void **state)
{
  (void)state;
  struct buffer form = BUFFER_EMPTY;
  struct websub_subscription open = sahel;
  open.hub = SLICE("http://hub.example/");
  websub_form(&open, SLICE("https://me.example/cb"), &form);
  assert_null(strstr(buffer_string(&form), "secret"));
  assert_non_null(strstr(buffer_string(&form), "hub.lease_seconds="));
  buffer_free(&form);
}

static enum websub_meaning get(struct slice path, struct slice mode, struct slice topic, struct slice lease,
                               millis *granted)
{
  const struct websub_request request = {
      .path = path, .mode = mode, .topic = topic, .challenge = SLICE("echo"), .lease = lease};
  return websub_meaning(&sahel, &request, granted);
}

static void test_a_hub_confirms(void **state)
{
  (void)state;
  struct slice path = path_of(&sahel);
  millis lease;
  assert_int_equal(websub_source(path), 7);
  assert_int_equal(get(path, SLICE("subscribe"), sahel.topic, SLICE("86400"), &lease), WEBSUB_CONFIRMED);
  assert_int_equal(lease, 86400 * 1000);
  assert_int_equal(get(path, SLICE("denied"), sahel.topic, SLICE(""), &lease), WEBSUB_DENIED);
}

static void test_a_lease_is_kept_within_bounds(void **state)
{
  (void)state;
  struct slice path = path_of(&sahel);
  millis lease;
  static const char *const leases[] = {"999999999999", "-5", "", "soon"};
  for (int i = 0; i < 4; i++) {
    assert_int_equal(get(path, SLICE("subscribe"), sahel.topic, slice_of(leases[i]), &lease),
                     WEBSUB_CONFIRMED);
    assert_int_equal(lease, (millis)WEBSUB_LEASE * 1000);
  }
  get(path, SLICE("subscribe"), sahel.topic, SLICE("1"), &lease);
  assert_int_equal(lease, 1000);
}

static void test_what_was_not_asked_for_is_refused(void **state)
{
  (void)state;
  struct slice path = path_of(&sahel);
  millis lease;
  assert_int_equal(get(path, SLICE("subscribe"), SLICE("https://evil.example/"), SLICE("60"), &lease),
                   WEBSUB_ENDED);
  assert_int_equal(get(path, SLICE("unsubscribe"), sahel.topic, SLICE("60"), &lease), WEBSUB_ENDED);
}

static void test_strangers_are_not_believed(void **state)
{
  (void)state;
  millis lease;
  static const char *const paths[] = {"",
                                      "/",
                                      "/7",
                                      "/7/",
                                      "/x/y",
                                      "/-7/00000000000000000000000000000000",
                                      "/7/00000000000000000000000000000000",
                                      "/7/000000000000000000000000000000000000000",
                                      "/99999999999999999999999/a",
                                      "//"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    assert_int_equal(get(slice_of(paths[i]), SLICE("subscribe"), sahel.topic, SLICE("60"), &lease),
                     WEBSUB_STRANGER);
  struct websub_subscription other = sahel;
  other.source = 8; /* its token is not good for source 7 */
  struct slice path = path_of(&other);
  char mixed[80];
  snprintf(mixed, sizeof mixed, "/7/%s", path.data + 3);
  assert_int_equal(get(slice_of(mixed), SLICE("subscribe"), sahel.topic, SLICE("60"), &lease),
                   WEBSUB_STRANGER);
  const struct websub_request unknown = {.path = path};
  assert_int_equal(websub_meaning(NULL, &unknown, &lease), WEBSUB_STRANGER);
}

/* The codes were made by another program (openssl dgst -hmac) for the body "<rss/>". */
static void test_content_needs_its_signature(void **state)
{
  (void)state;
  millis lease;
  struct websub_request request = {.post = true, .path = path_of(&sahel), .body = SLICE("<rss/>")};
  static const struct {
    const char *signature;
    enum websub_meaning meaning;
  } rows[] = {{SHA1_CODE, WEBSUB_CONTENT}, {SHA256_CODE, WEBSUB_CONTENT}, {"sha256=00", WEBSUB_RUMOUR},
              {"md5=abc", WEBSUB_RUMOUR},  {"", WEBSUB_RUMOUR},           {"sha1", WEBSUB_RUMOUR},
              {"=", WEBSUB_RUMOUR}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    request.signature = slice_of(rows[i].signature);
    assert_int_equal(websub_meaning(&sahel, &request, &lease), rows[i].meaning);
  }
  request.signature = slice_of(SHA1_CODE);
  request.body = SLICE("<rss> />");
  assert_int_equal(websub_meaning(&sahel, &request, &lease), WEBSUB_RUMOUR);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_form_is_encoded),
      cmocka_unit_test(test_a_secret_is_not_sent_in_the_open),
      cmocka_unit_test(test_a_hub_confirms),
      cmocka_unit_test(test_a_lease_is_kept_within_bounds),
      cmocka_unit_test(test_what_was_not_asked_for_is_refused),
      cmocka_unit_test(test_strangers_are_not_believed),
      cmocka_unit_test(test_content_needs_its_signature),
  };
  return cmocka_run_group_tests_name("websub", tests, NULL, NULL);
}
