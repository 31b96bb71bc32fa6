#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/inflate.h"

/* "<p>Bonjour, le monde.</p>" as gzip, zlib and raw deflate. */
static const char gzip[] =
    "\037\213\010\000\000\000\000\000\002\003\263\051\260\163\312\317\313\312\057\055\322\121\310\111\125"
    "\310\315\317\113\111\325\263\321\057\260\003\000\323\277\273\123\031\000\000\000";
static const char zlib[] =
    "\170\332\263\051\260\163\312\317\313\312\057\055\322\121\310\111\125\310\315\317\113\111\325\263\321"
    "\057\260\003\000\160\027\010\141";
static const char raw[] =
    "\263\051\260\163\312\317\313\312\057\055\322\121\310\111\125\310\315\317\113\111\325\263\321\057\260"
    "\003\000";
/* The same as br and as zstd, and as gzip within br; a zstd frame with a window of 128 MiB. */
static const char br[] = "\200\001\020\074\160\076\102\157\156\152\157\165\162\054\040\154\145\040\155\157"
                         "\156\144\145\056\074\057\160\076\003";
static const char zstd[] = "\050\265\057\375\000\130\311\000\000\074\160\076\102\157\156\152\157\165\162\054"
                           "\040\154\145\040\155\157\156\144\145\056\074\057\160\076";
static const char gzip_br[] =
    "\300\002\020\037\213\010\000\000\000\000\000\002\003\263\051\260\163\312\317\313\312\057\055\322\121\310"
    "\111\125\310\315\317\113\111\325\263\321\057\260\003\000\323\277\273\123\031\000\000\000\003";
static const char wide[] = "\050\265\057\375\000\210\121\000\000\141\141\141\141\141\141\141\141\141\141";
static const char *const plain = "<p>Bonjour, le monde.</p>";

/* 64 KB of the letter a as gzip. */
static const char bomb[] =
    "\037\213\010\000\000\000\000\000\002\003\355\301\201\000\000\000\000\200\040\326\375\045\026\251\012"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\152\377\221\040\303\000\000\001\000";

/* And as br and zstd. */
static const char br_bomb[] = "\342\377\037\277\104\130\074\026\010\344\336\003\000";
static const char zstd_bomb[] =
    "\050\265\057\375\000\130\125\000\000\020\141\141\001\000\373\177\035\140\001";

static struct buffer out;
static bool truncated;
static const char *detail;

static enum inflate_outcome run(const char *encoding, struct slice body, size_t max)
{
  struct inflate *inflate = inflate_new();
  buffer_clear(&out);
  truncated = false;
  detail = NULL;
  enum inflate_outcome outcome =
      inflate_body(inflate, slice_of(encoding), body, max, &out, &truncated, &detail);
  inflate_free(&inflate);
  return outcome;
}

static struct slice bytes_of(const char *data, size_t size)
{
  return (struct slice){data, size - 1};
}

static int forget(void **state)
{
  (void)state;
  buffer_free(&out);
  return 0;
}

static void gzip_is_decoded(void **state)
{
  (void)state;
  assert_int_equal(run("gzip", bytes_of(gzip, sizeof gzip), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
  assert_false(truncated);
  assert_int_equal(run(" X-GZIP ", bytes_of(gzip, sizeof gzip), 1000), INFLATE_DONE);
}

static void deflate_is_decoded_with_and_without_its_frame(void **state)
{
  (void)state;
  assert_int_equal(run("deflate", bytes_of(zlib, sizeof zlib), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
  assert_int_equal(run("deflate", bytes_of(raw, sizeof raw), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
}

static void several_gzip_members_are_one_body(void **state)
{
  (void)state;
  struct buffer two = BUFFER_EMPTY;
  buffer_append(&two, gzip, sizeof gzip - 1);
  buffer_append(&two, gzip, sizeof gzip - 1);
  assert_int_equal(run("gzip", buffer_view(&two), 1000), INFLATE_DONE);
  assert_int_equal(out.length, 2 * strlen(plain));
  buffer_free(&two);
}

static void any_number_of_gzip_members_is_one_body(void **state)
{
  (void)state;
  struct buffer many = BUFFER_EMPTY;
  for (int i = 0; i < 20000; i++) buffer_append(&many, gzip, sizeof gzip - 1);
  assert_int_equal(run("gzip", buffer_view(&many), 1 << 20), INFLATE_DONE);
  assert_false(truncated);
  assert_int_equal(out.length, 20000 * strlen(plain));
  assert_int_equal(run("gzip", buffer_view(&many), 20000 * strlen(plain)), INFLATE_DONE);
  assert_false(truncated);
  assert_int_equal(run("gzip", buffer_view(&many), 1000), INFLATE_DONE);
  assert_true(truncated);
  assert_int_equal(out.length, 1000);
  assert_int_equal(run("gzip", buffer_view(&many), 2 * strlen(plain)), INFLATE_DONE);
  assert_true(truncated); /* the limit is met where a member ends */
  buffer_free(&many);
}

static void a_broken_later_member_is_told(void **state)
{
  (void)state;
  const struct {
    struct slice rest;
    bool truncated;
  } cases[] = {{{gzip, sizeof gzip - 9}, true}, /* cut */
               {{gzip, 12}, true},              /* cut in its head */
               {SLICE("\x1f"), true},
               {SLICE("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), false}, /* padding */
               {SLICE("\r\n"), false}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buffer two = BUFFER_EMPTY;
    buffer_append(&two, gzip, sizeof gzip - 1);
    buffer_slice(&two, cases[i].rest);
    assert_int_equal(run("gzip", buffer_view(&two), 1000), INFLATE_DONE);
    assert_string_equal(buffer_string(&out), plain);
    assert_int_equal(truncated, cases[i].truncated);
    buffer_free(&two);
  }
}

static void a_body_past_the_limit_is_cut_and_marked(void **state)
{
  (void)state;
  assert_int_equal(run("gzip", bytes_of(bomb, sizeof bomb), 1000), INFLATE_DONE);
  assert_true(truncated);
  assert_true(out.length <= 1000 && out.length > 0);
  for (size_t i = 0; i < out.length; i++) assert_int_equal(out.data[i], 'a');
}

static void a_body_within_the_limit_is_whole(void **state)
{
  (void)state;
  assert_int_equal(run("gzip", bytes_of(bomb, sizeof bomb), 65536), INFLATE_DONE);
  assert_false(truncated);
  assert_int_equal(out.length, 65536);
}

static void a_cut_body_is_undecodable_with_a_reason(void **state)
{
  (void)state;
  assert_int_equal(run("gzip", (struct slice){gzip, sizeof gzip - 9}, 1000), INFLATE_UNDECODABLE);
  assert_non_null(detail);
  assert_int_equal(run("deflate", SLICE("\x78\x9c\xff\xff\xff"), 1000), INFLATE_UNDECODABLE);
}

static void an_unknown_encoding_is_undecodable(void **state)
{
  (void)state;
  assert_int_equal(run("compress", SLICE("\x1f\x9d\x90 something"), 1000), INFLATE_UNDECODABLE);
  assert_string_equal(detail, "the content encoding is not one of gzip, deflate, br, zstd and identity");
  assert_int_equal(run("gzip, compress", SLICE("\x1f\x9d\x90 something"), 1000), INFLATE_UNDECODABLE);
}

static void bytes_that_contradict_the_header_are_believed(void **state)
{
  (void)state;
  assert_int_equal(run("gzip", slice_of(plain), 1000), INFLATE_PLAIN);
  assert_int_equal(run("", bytes_of(gzip, sizeof gzip), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
}

static void plain_bytes_are_left_alone(void **state)
{
  (void)state;
  assert_int_equal(run("", slice_of(plain), 1000), INFLATE_PLAIN);
  assert_int_equal(run("identity", slice_of(plain), 1000), INFLATE_PLAIN);
  assert_int_equal(out.length, 0);
}

static void br_and_zstd_are_decoded(void **state)
{
  (void)state;
  assert_int_equal(run("br", bytes_of(br, sizeof br), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
  assert_int_equal(run("zstd", bytes_of(zstd, sizeof zstd), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
  assert_false(truncated);
  assert_int_equal(run("ZSTD", bytes_of(zstd, sizeof zstd), strlen(plain)), INFLATE_DONE);
  assert_false(truncated);
  assert_int_equal(run("br", bytes_of(br, sizeof br), strlen(plain)), INFLATE_DONE);
  assert_false(truncated);
}

static void br_and_zstd_are_cut_at_the_limit(void **state)
{
  static const size_t limits[] = {1, 1000, 65535};
  (void)state;
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    assert_int_equal(run("br", bytes_of(br_bomb, sizeof br_bomb), limits[i]), INFLATE_DONE);
    assert_int_equal(out.length, limits[i]);
    assert_true(truncated);
    assert_int_equal(run("zstd", bytes_of(zstd_bomb, sizeof zstd_bomb), limits[i]), INFLATE_DONE);
    assert_int_equal(out.length, limits[i]);
    assert_true(truncated);
  }
  assert_int_equal(run("br", bytes_of(br_bomb, sizeof br_bomb), 65536), INFLATE_DONE);
  assert_int_equal(out.length, 65536);
  assert_false(truncated);
  assert_int_equal(run("zstd", bytes_of(zstd_bomb, sizeof zstd_bomb), 65536), INFLATE_DONE);
  assert_int_equal(out.length, 65536);
  assert_false(truncated);
}

static void broken_br_and_zstd_are_undecodable(void **state)
{
  (void)state;
  for (size_t cut = 9; cut < sizeof br - 1; cut++) {
    assert_int_equal(run("br", (struct slice){br, cut}, 1000), INFLATE_UNDECODABLE);
    assert_int_equal(run("zstd", (struct slice){zstd, cut}, 1000), INFLATE_UNDECODABLE);
  }
  assert_string_equal(detail, "the compressed data are broken or cut short");
}

static void a_window_larger_than_the_web_s_is_refused(void **state)
{
  (void)state;
  assert_int_equal(run("zstd", bytes_of(wide, sizeof wide), 1000), INFLATE_UNDECODABLE);
}

static void frames_of_zstd_behind_each_other_are_one_body(void **state)
{
  char twice[2 * sizeof zstd];
  (void)state;
  memcpy(twice, zstd, sizeof zstd - 1);
  memcpy(twice + sizeof zstd - 1, zstd, sizeof zstd - 1);
  assert_int_equal(run("zstd", (struct slice){twice, 2 * (sizeof zstd - 1)}, 1000), INFLATE_DONE);
  assert_int_equal(out.length, 2 * strlen(plain));
  memcpy(twice + sizeof zstd - 1, "rubbish", 7); /* behind a whole frame */
  assert_int_equal(run("zstd", (struct slice){twice, sizeof zstd + 6}, 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
}

static void two_encodings_are_taken_off_the_last_one_first(void **state)
{
  (void)state;
  assert_int_equal(run("gzip, br", bytes_of(gzip_br, sizeof gzip_br), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
  assert_int_equal(run(" , identity ,gzip ,, br,", bytes_of(gzip_br, sizeof gzip_br), 1000), INFLATE_DONE);
  assert_string_equal(buffer_string(&out), plain);
  assert_int_equal(run("gzip, gzip", bytes_of(gzip, sizeof gzip), 1000),
                   INFLATE_DONE); /* the header stood twice */
  assert_string_equal(buffer_string(&out), plain);
  assert_int_equal(run("gzip, br", slice_of(plain), 1000), INFLATE_PLAIN);
  assert_int_equal(run("br, gzip", bytes_of(gzip_br, sizeof gzip_br), 1000), INFLATE_UNDECODABLE);
  assert_int_equal(run("gzip, br, br", bytes_of(gzip_br, sizeof gzip_br), 1000), INFLATE_UNDECODABLE);
  assert_non_null(strstr(detail, "more than two"));
  assert_int_equal(run("gzip, br", bytes_of(gzip_br, sizeof gzip_br), 20),
                   INFLATE_UNDECODABLE); /* cut within */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(gzip_is_decoded, forget),
      cmocka_unit_test_teardown(deflate_is_decoded_with_and_without_its_frame, forget),
      cmocka_unit_test_teardown(several_gzip_members_are_one_body, forget),
      cmocka_unit_test_teardown(any_number_of_gzip_members_is_one_body, forget),
      cmocka_unit_test_teardown(a_broken_later_member_is_told, forget),
      cmocka_unit_test_teardown(a_body_past_the_limit_is_cut_and_marked, forget),
      cmocka_unit_test_teardown(a_body_within_the_limit_is_whole, forget),
      cmocka_unit_test_teardown(a_cut_body_is_undecodable_with_a_reason, forget),
      cmocka_unit_test_teardown(an_unknown_encoding_is_undecodable, forget),
      cmocka_unit_test_teardown(bytes_that_contradict_the_header_are_believed, forget),
      cmocka_unit_test_teardown(plain_bytes_are_left_alone, forget),
      cmocka_unit_test_teardown(br_and_zstd_are_decoded, forget),
      cmocka_unit_test_teardown(br_and_zstd_are_cut_at_the_limit, forget),
      cmocka_unit_test_teardown(broken_br_and_zstd_are_undecodable, forget),
      cmocka_unit_test_teardown(a_window_larger_than_the_web_s_is_refused, forget),
      cmocka_unit_test_teardown(frames_of_zstd_behind_each_other_are_one_body, forget),
      cmocka_unit_test_teardown(two_encodings_are_taken_off_the_last_one_first, forget),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
