/* What a page says of its own address, and what of it is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "clean/address.h"
#include "clean/survey.h"

static struct arena *arena;
static const char page[] = "https://www.example.org/monde/article-1.html?x=1";

static struct survey *survey_with(const char *canonical, const char *og_url)
{
  struct survey *survey = arena_zero(arena, 1, sizeof *survey);
  survey->canonical = slice_of(canonical);
  survey->metas[0] = (struct survey_meta){SLICE("og:url"), slice_of(og_url)};
  survey->meta_count = 1;
  return survey;
}

static void is(struct slice value, const char *want)
{
  assert_string_equal(arena_string(arena, value), want);
}

static void canonical_at(const char *url, const char *canonical, const char *want)
{
  is(address_canonical(arena, survey_with(canonical, ""), (struct slice){"", 0}, slice_of(url)).value, want);
}

static void canonical(const char *reference, const char *want)
{
  canonical_at(page, reference, want);
}

static void the_page_names_its_address(void **state)
{
  (void)state;
  canonical("https://www.example.org/monde/a-1", "https://www.example.org/monde/a-1");
  canonical(" a-1?utm_source=x&y=2#top ", "https://www.example.org/monde/a-1?y=2");
  canonical("//example.org/a", "https://example.org/a");
  canonical("?y=2", "https://www.example.org/monde/article-1.html?y=2");
  canonical("HTTP://WWW.Example.org:80/a//b", "http://www.example.org/a/b");
}

static void amp_and_mobile_pages_name_the_article(void **state)
{
  (void)state;
  static const char want[] = "https://www.example.org/monde/article-1.html";
  canonical_at("https://www.example.org/monde/article-1.amp.html", want, want);
  canonical_at("https://www.example.org/amp/monde/article-1.html", "/monde/article-1.html", want);
  canonical_at("https://www.example.org/monde/article-1.html?outputType=amp", "article-1.html", want);
  canonical_at("https://amp.example.org/monde/article-1.html", want, want);
  canonical_at("https://m.example.org/monde/article-1.html?s=m", want, want);
  canonical_at("https://m.example.co.uk/a/b", "https://www.example.co.uk/a/b",
               "https://www.example.co.uk/a/b");
}

static void other_sites_are_not_believed(void **state)
{
  (void)state;
  static const char *const lies[] = {"https://evil.example.net/a",
                                     "https://www.example.org.evil.example/a",
                                     "https://www.example.org@evil.example/a",
                                     "//evil.example/a",
                                     "\\\\evil.example\\a",
                                     "https://192.0.2.1/a",
                                     "javascript:alert(1)",
                                     "data:text/html,x",
                                     "file:///etc/passwd",
                                     "mailto:a@www.example.org",
                                     "ftp://www.example.org/a",
                                     "https://www.example.org:x/a",
                                     "https%3A%2F%2Fwww.example.org%2Fa",
                                     "https://",
                                     "not an address",
                                     "#top",
                                     ""};
  for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) canonical(lies[i], page);
  canonical_at("http://10.0.0.1/x/y", "http://192.0.0.1/x/y", "http://10.0.0.1/x/y");
  canonical_at("https://one.co.uk/x/y", "https://two.co.uk/x/y", "https://one.co.uk/x/y");
}

static void the_front_page_is_no_article(void **state)
{
  (void)state;
  static const char *const fronts[] = {"/",
                                       "https://www.example.org",
                                       "https://example.org/?utm_source=x",
                                       "/index.html",
                                       "/index.php",
                                       "/home",
                                       "/fr/",
                                       "/en-GB",
                                       "/Default.aspx"};
  for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) canonical(fronts[i], page);
  canonical("/?p=123", "https://www.example.org/?p=123");
  canonical("/fr/a", "https://www.example.org/fr/a");
  canonical_at("https://www.example.org/index.html", "/", "https://www.example.org/");
  canonical_at("https://www.example.org/?utm_source=x", "/", "https://www.example.org/");
  canonical_at("https://www.example.org/?p=1", "/", "https://www.example.org/?p=1");
}

static void an_endless_address_is_passed_over(void **state)
{
  (void)state;
  char *text = arena_alloc(arena, 100001);
  memset(text, 'a', 100000);
  text[100000] = '\0';
  canonical(text, page);
  text[4000] = '\0';
  canonical(text, page);
  text[1000] = '\0';
  canonical(text, arena_format(arena, "https://www.example.org/monde/%s", text));
}

static void og_url_is_the_second_witness(void **state)
{
  (void)state;
  is(address_canonical(arena, survey_with("", "/b"), (struct slice){"", 0}, slice_of(page)).value,
     "https://www.example.org/b");
  is(address_canonical(arena, survey_with("/a", "/b"), (struct slice){"", 0}, slice_of(page)).value,
     "https://www.example.org/a");
  is(address_canonical(arena, survey_with("https://evil.example/a", "/b"), (struct slice){"", 0},
                       slice_of(page))
         .value,
     "https://www.example.org/b");
}

static void without_a_word_it_is_the_identity_of_the_page(void **state)
{
  (void)state;
  canonical_at("https://www.example.org/a?utm_source=x#y", "", "https://www.example.org/a");
  canonical_at("no address", "https://www.example.org/a", "no address");
}

static void references_are_resolved_against_the_base(void **state)
{
  (void)state;
  struct survey *survey = survey_with("", "");
  struct slice at = SLICE("https://example.org:8080/a/b/c?d#e");
  is(address_resolve(arena, survey, at, SLICE("x")), "https://example.org:8080/a/b/x");
  is(address_resolve(arena, survey, at, SLICE("../x?y#z")), "https://example.org:8080/a/x?y");
  is(address_resolve(arena, survey, at, SLICE("//o.example.org/x y")), "");
  is(address_resolve(arena, survey, at, SLICE("http://o.example.org/x y")), "http://o.example.org/x%20y");
  is(address_resolve(arena, survey, at, SLICE("mailto:a@b")), "");
  survey->base = SLICE("//static.example.org/i/");
  is(address_resolve(arena, survey, at, SLICE("x.jpg")), "https://static.example.org/i/x.jpg");
  survey->base = SLICE("data:text/plain,");
  is(address_resolve(arena, survey, at, SLICE("x.jpg")), "https://example.org:8080/a/b/x.jpg");
}

static int start(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int end(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_page_names_its_address),
      cmocka_unit_test(amp_and_mobile_pages_name_the_article),
      cmocka_unit_test(other_sites_are_not_believed),
      cmocka_unit_test(the_front_page_is_no_article),
      cmocka_unit_test(an_endless_address_is_passed_over),
      cmocka_unit_test(og_url_is_the_second_witness),
      cmocka_unit_test(without_a_word_it_is_the_identity_of_the_page),
      cmocka_unit_test(references_are_resolved_against_the_base),
  };
  return cmocka_run_group_tests(tests, start, end);
}
