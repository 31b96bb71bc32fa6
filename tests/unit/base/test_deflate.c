/* gzip members that our own inflater, which is another library's, takes off again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/deflate.h"
#include "base/digest.h"
#include "base/inflate.h"
#include "base/memory.h"
#include "base/random.h"

#include <stdlib.h>

static void comes_back(const struct slice *pieces, size_t count, bool stored)
{
  struct deflate *deflate = deflate_new();
  struct inflate *inflate = inflate_new();
  struct buffer packed = BUFFER_EMPTY, plain = BUFFER_EMPTY, whole = BUFFER_EMPTY;
  bool truncated;
  const char *detail;
  for (size_t i = 0; i < count; i++) buffer_slice(&whole, pieces[i]);
  if (stored)
    deflate_gzip_stored(pieces, count, &packed);
  else
    deflate_gzip(deflate, pieces, count, &packed);
  assert_int_equal(inflate_body(inflate, SLICE("gzip"), buffer_view(&packed), whole.length + 1, &plain,
                                &truncated, &detail),
                   INFLATE_DONE);
  assert_true(slice_equal(buffer_view(&plain), buffer_view(&whole)));
  assert_false(truncated);
  deflate_free(&deflate);
  inflate_free(&inflate);
  buffer_free(&packed);
  buffer_free(&plain);
  buffer_free(&whole);
}

static void members_of_any_size_come_back(void **state)
{
  (void)state;
  enum { MOST = 200 * 1000 };
  struct random random = {3};
  char *bytes = memory_alloc(MOST);
  for (size_t i = 0; i < MOST; i++) bytes[i] = (char)('a' + random_below(&random, 9));
  static const size_t sizes[] = {1, 2, 65534, 65535, 65536, 131070, 131071, MOST};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int stored = 0; stored < 2; stored++) {
      const struct slice pieces[] = {
          {bytes, sizes[i] / 3}, {NULL, 0}, {bytes + sizes[i] / 3, sizes[i] - sizes[i] / 3}, SLICE("")};
      comes_back(pieces, 4, stored);
    }
  free(bytes);
}

static void a_digest_of_pieces_is_that_of_the_whole(void **state)
{
  (void)state;
  char whole[DIGEST_SHA1_BASE32], pieces[DIGEST_SHA1_BASE32];
  unsigned char bytes[DIGEST_BYTES];
  struct digest *digest = digest_new();
  for (int again = 0; again < 2; again++) {
    digest_begin(digest, DIGEST_SHA1);
    digest_add(digest, SLICE("une "));
    digest_add(digest, (struct slice){NULL, 0});
    digest_add(digest, SLICE("dépêche"));
    assert_int_equal(digest_end(digest, bytes), 20);
    assert_string_equal(digest_base32(bytes, pieces), digest_sha1_base32(SLICE("une dépêche"), whole));
  }
  digest_free(&digest);
}

static void the_uuid_of_a_name_is_always_the_same(void **state)
{
  (void)state;
  char one[DIGEST_UUID], two[DIGEST_UUID], other[DIGEST_UUID];
  struct digest *digest = digest_new();
  digest_uuid(digest, SLICE("x"), one);
  digest_uuid(digest, SLICE("y"), other);
  digest_uuid(digest, SLICE("x"), two);
  assert_string_equal(one, two);
  assert_string_not_equal(one, other);
  assert_int_equal(strlen(one), 36);
  assert_int_equal(one[14], '5');
  assert_non_null(strchr("89ab", one[19]));
  digest_free(&digest);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_of_any_size_come_back),
      cmocka_unit_test(a_digest_of_pieces_is_that_of_the_whole),
      cmocka_unit_test(the_uuid_of_a_name_is_always_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
