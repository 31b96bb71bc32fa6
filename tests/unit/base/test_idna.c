/* Hosts in any script, in ASCII. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/idna.h"

static void becomes(const char *domain, const char *expected)
{
  struct arena *arena = arena_new();
  struct slice ascii = {"", 0};
  bool ok = idna_to_ascii(arena, slice_of(domain), &ascii);
  if (ok != (expected != NULL)) fail_msg("%s was %s", domain, ok ? "taken" : "refused");
  if (ok && !slice_is(ascii, expected)) fail_msg("%s became %.*s", domain, (int)ascii.length, ascii.data);
  arena_free(&arena);
}

static void plain_names_are_only_lower_cased(void **state)
{
  (void)state;
  becomes("News.EXAMPLE", "news.example");
  becomes("-a--b-.c_d", "-a--b-.c_d");
  becomes("XN--not-punycode-at-all", "xn--not-punycode-at-all");
  becomes("a..b.", "a..b.");
}

static void other_scripts_are_encoded(void **state)
{
  (void)state;
  becomes("M\xC3\x9CNCHEN.example", "xn--mnchen-3ya.example");
  becomes("fa\xC3\x9F.example", "xn--fa-hia.example"); /* not "fass": non-transitional */
  becomes("\xE4\xBE\x8B\xE3\x81\x88\xE3\x80\x82jp", "xn--r8jz45g.jp");
  becomes("\xEF\xBC\xA1.example", "a.example");
}

static void what_newer_versions_map_is_mapped(void **state)
{
  (void)state;
  becomes("\xE1\xBA\x9E.example", "xn--zca.example"); /* capital sharp s */
  becomes("\xD3\x80.example", "xn--s5a.example");     /* palochka */
  becomes("a\xE1\xA0\x8E"
          "b.example",
          "ab.example"); /* Mongolian vowel separator: ignored */
}

static void what_has_no_ascii_form_is_refused(void **state)
{
  (void)state;
  becomes("", NULL);
  becomes("\xC2\xAD", NULL);              /* nothing is left */
  becomes("a\xE2\x80\x8E.example", NULL); /* a control of direction */
  becomes("\xD7\x90"
          "1a.example",
          NULL); /* breaks the rules of right-to-left names */
  becomes("a\xE2\x80\x8D"
          "b.example",
          NULL);                    /* a joiner that joins nothing */
  becomes("xn--zz.\xC3\xA9", NULL); /* an encoded label that decodes to nothing */
}

static void length_is_limited(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  char *text = arena_alloc(arena, IDNA_MAX + 1);
  struct slice ascii;
  memset(text, 'a', IDNA_MAX + 1);
  assert_true(idna_to_ascii(arena, (struct slice){text, IDNA_MAX}, &ascii));
  assert_false(idna_to_ascii(arena, (struct slice){text, IDNA_MAX + 1}, &ascii));
  arena_free(&arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_names_are_only_lower_cased),
      cmocka_unit_test(other_scripts_are_encoded),
      cmocka_unit_test(what_newer_versions_map_is_mapped),
      cmocka_unit_test(what_has_no_ascii_form_is_refused),
      cmocka_unit_test(length_is_limited),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
