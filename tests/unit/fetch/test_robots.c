/* What robots.txt allows, and which line says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "fetch/robots.h"

/* line_for - the line that decides, negative when it denies; 0: none. */
static int64_t line_for(struct slice text, const char *agent, const char *path)
{
  struct robots *robots = robots_parse(text);
  struct robots_rule rule;
  bool allowed = robots_allows(robots, slice_of(agent), slice_of(path), &rule);
  assert_int_equal(rule.allow, allowed);
  robots_free(&robots);
  assert_null(robots);
  return allowed ? rule.line : -rule.line;
}

#define ASK(text, agent, path) line_for((struct slice){text, sizeof(text) - 1}, agent, path)

static void the_longest_rule_decides_and_allow_on_a_tie(void **state)
{
  (void)state;
  static const char text[] = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nAllow: /a/b/c\n";
  assert_int_equal(ASK(text, "depeche", "/x"), 0);
  assert_int_equal(ASK(text, "depeche", "/a/x"), -2);
  assert_int_equal(ASK(text, "depeche", "/a/b/x"), 3);
  assert_int_equal(ASK(text, "depeche", "/a/b/c/d"), 5);
}

static void an_agent_s_own_groups_are_merged_and_replace_the_one_for_all(void **state)
{
  (void)state;
  static const char text[] = "User-agent: depeche\nUser-agent: other\nDisallow: /1\n\n"
                             "User-agent: *\nDisallow: /\n\n"
                             "user-agent: Depeche/2.0\nDisallow: /2\n";
  assert_int_equal(ASK(text, "DEPECHE", "/1"), -3);
  assert_int_equal(ASK(text, "depeche", "/2"), -9);
  assert_int_equal(ASK(text, "depeche", "/3"), 0);
  assert_int_equal(ASK(text, "other", "/2"), 0);
  assert_int_equal(ASK(text, "dep", "/3"), -6);
  assert_int_equal(ASK(text, "depeche-news", "/3"), -6);
}

static void other_lines_do_not_end_a_list_of_agents(void **state)
{
  (void)state;
  static const char text[] =
      "User-agent: a\nSitemap: http://x.example/\nNoindex: /\nUser-agent: b\nDisallow: /\n";
  assert_int_equal(ASK(text, "a", "/"), -5);
  assert_int_equal(ASK("Disallow: /\nUser-agent: a\n", "a", "/"), 0); /* a rule for nobody */
}

static void stars_and_the_closing_dollar_are_special(void **state)
{
  (void)state;
  assert_int_equal(ASK("User-agent: *\nDisallow: /*.php$", "a", "/x/y.php"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /*.php$", "a", "/x/y.php?z"), 0);
  assert_int_equal(ASK("User-agent: *\nDisallow: /*.php$", "a", "/x.php/y.php"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /*a*b*c", "a", "/xxbacb"), 0);
  assert_int_equal(ASK("User-agent: *\nDisallow: /*a*b*c", "a", "/xxabbbc!"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /a*b$", "a", "/ab"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /ab*ab$", "a", "/ab"), 0); /* no byte twice */
  assert_int_equal(ASK("User-agent: *\nDisallow: /$", "a", "/"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /$", "a", "/x"), 0);
  assert_int_equal(ASK("User-agent: *\nDisallow: *", "a", "/"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: x", "a", "/x"), 0);
  assert_int_equal(ASK("User-agent: *\nDisallow:", "a", "/x"), 0);
}

static void a_path_without_its_slash_escapes_no_rule(void **state)
{
  (void)state;
  assert_int_equal(ASK("User-agent: *\nDisallow: /?x", "a", "?x"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /", "a", ""), -2);
}

static void in_doubt_about_percent_encoding_we_keep_out(void **state)
{
  (void)state;
  assert_int_equal(ASK("User-agent: *\nDisallow: /\xC3\xA4", "a", "/%C3%A4"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /%c3%a4", "a", "/%C3%a4/"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /%7Ejoe", "a", "/~joe"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /~joe", "a", "/%7ejoe"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /a b", "a", "/a%20b"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /a%2Fb", "a", "/a/b"), 0); /* another path to a server */
  assert_int_equal(ASK("User-agent: *\nDisallow: /a%24", "a", "/a$"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /a%2Ab", "a", "/a*b"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /a%2Ab", "a", "/axb"), 0);
  assert_int_equal(ASK("User-agent: *\nDisallow: /a%", "a", "/a%"), -2);
  assert_int_equal(ASK("User-agent: *\nDisallow: /\nAllow: /%62", "a", "/b"),
                   -2); /* to the authors' matcher */
  assert_int_equal(ASK("User-agent: *\nDisallow: /\nAllow: /%62", "a", "/%62"), 3);
}

static void lines_end_and_begin_in_every_way(void **state)
{
  (void)state;
  assert_int_equal(ASK("\xEF\xBB\xBFUser-agent: *\r\nDisallow: /\r\n", "a", "/"), -2);
  assert_int_equal(ASK("\xEF\xBBUser-agent: *\nDisallow: /\n", "a", "/"), -2);
  assert_int_equal(ASK("User-agent: *\rDisallow: /", "a", "/"), -2);
  assert_int_equal(ASK("User-agent: *\n\r\n\nDisallow: / # why", "a", "/"), -4);
  assert_int_equal(ASK("# User-agent: b\n \tUser-agent \t: * \n\t DISALLOW:/a", "a", "/a"), -3);
  assert_int_equal(ASK("User-agent: *\0x\nDisallow: /\0", "a", "/"), 0);
}

static void frequent_slips_are_understood(void **state)
{
  (void)state;
  assert_int_equal(ASK("useragent *\nDisallow /x", "a", "/x"), -2);
  assert_int_equal(ASK("user agent: *\ndisalow: /x", "a", "/x"), -2);
  assert_int_equal(ASK("user-agent: *\ndisallow /x /y", "a", "/x"), 0);
  assert_int_equal(ASK("user-agent: *\ndisallow\n: /\nallow", "a", "/x"), 0);
}

static void a_home_page_is_its_index_file(void **state)
{
  (void)state;
  static const char text[] = "User-agent: *\nAllow: /*/index.html\nAllow: /index.htm\nDisallow: /";
  assert_int_equal(ASK(text, "a", "/"), 3);
  assert_int_equal(ASK(text, "a", "/x/y/"), 2);
  assert_int_equal(ASK(text, "a", "/x"), -4);
}

static void what_lies_behind_the_limits_is_ignored(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "User-agent: *\nDisallow: /first\n#");
  while (text.length < ROBOTS_BYTES_MAX - 10) buffer_byte(&text, 'x');
  buffer_text(&text, "\nDisallow: /second/which/is/cut\nDisallow: /third\n");
  struct robots *robots = robots_parse(buffer_view(&text));
  assert_false(robots_allows(robots, SLICE("a"), SLICE("/first"), NULL));
  assert_true(robots_allows(robots, SLICE("a"), SLICE("/second"), NULL));
  assert_true(robots_allows(robots, SLICE("a"), SLICE("/"), NULL)); /* half a pattern is none */
  assert_true(robots_allows(robots, SLICE("a"), SLICE("/third"), NULL));
  robots_free(&robots);

  buffer_clear(&text);
  buffer_text(&text, "User-agent: *\nDisallow: /");
  for (int i = 0; i < 3 * ROBOTS_LINE_MAX; i++) buffer_byte(&text, '\xFF');
  buffer_text(&text, "\nDisallow: /next");
  robots = robots_parse(buffer_view(&text));
  assert_false(robots_allows(robots, SLICE("a"), SLICE("/next"), NULL));
  robots_free(&robots);
  buffer_free(&text);
}

static void many_stars_take_no_more_than_their_share_of_time(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY, path = BUFFER_EMPTY;
  buffer_text(&text, "User-agent: *\nDisallow: /");
  for (int i = 0; i < 4000; i++) buffer_text(&text, "*a");
  buffer_text(&text, "*b");
  buffer_byte(&path, '/');
  for (int i = 0; i < 60000; i++) buffer_byte(&path, 'a');
  assert_int_equal(line_for(buffer_view(&text), "a", buffer_string(&path)), 0);
  buffer_free(&text);
  buffer_free(&path);
}

static void too_many_stars_for_a_long_path_keep_us_out(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY, path = BUFFER_EMPTY;
  buffer_text(&text, "User-agent: *\nAllow: /*aaaaaaaaaaaa\n");
  for (int i = 0; i < 36000; i++) buffer_text(&text, "Disallow: *ab\n");
  struct robots *robots = robots_parse(buffer_view(&text));
  struct robots_rule rule;
  assert_true(robots_allows(robots, SLICE("depeche"), SLICE("/a/short/path"), &rule));
  buffer_byte(&path, '/');
  for (int i = 0; i < 2047; i++) buffer_byte(&path, 'a');
  assert_true(
      robots_allows(robots, SLICE("depeche"), buffer_view(&path), &rule)); /* the longest rule decides */
  path.data[20] = path.data[10] = 'c';
  for (size_t i = 21; i < path.length; i += 10) path.data[i] = 'c';
  assert_false(robots_allows(robots, SLICE("depeche"), buffer_view(&path), &rule));
  assert_int_equal(rule.line, 2 + 8 * 1024 * 1024 / 2048 + 1); /* the first that is not searched for */
  robots_free(&robots);
  buffer_free(&text);
  buffer_free(&path);
}

static millis delay_of(const char *text, const char *agent)
{
  millis delay;
  struct robots *robots = robots_parse(slice_of(text));
  bool given = robots_crawl_delay(robots, slice_of(agent), &delay);
  robots_free(&robots);
  return given ? delay : -1;
}

static void a_crawl_delay_belongs_to_the_agents_above_it(void **state)
{
  (void)state;
  static const char text[] =
      "User-agent: *\nCrawl-delay: 10\nUser-agent: a\nUser-agent: b\nCrawl-delay: 0.5\n"
      "Disallow: /\nUser-agent: c\nDisallow: /\n";
  assert_int_equal(delay_of(text, "other"), 10000);
  assert_int_equal(delay_of(text, "a"), 500);
  assert_int_equal(delay_of(text, "b"), 500);
  assert_int_equal(delay_of(text, "c"), -1);
  assert_int_equal(delay_of("Crawl-delay: 1", "a"), -1);
}

static void a_crawl_delay_is_a_number_of_seconds_within_reason(void **state)
{
  (void)state;
  static const struct {
    const char *value;
    millis delay;
  } cases[] = {{"2", 2000},
               {"1.25", 1250},
               {".5", 500},
               {"3.", 3000},
               {"10 seconds", 10000},
               {"30s", 30000},
               {"1.0009", 1000},
               {"", -1},
               {"-1", -1},
               {"x", -1},
               {"1e3", -1},
               {".", -1},
               {"1/5", -1},
               {"99999999999999999999999", ROBOTS_DELAY_MAX}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buffer text = BUFFER_EMPTY;
    buffer_format(&text, "User-agent: *\nCrawl-delay: %s\n", cases[i].value);
    assert_int_equal(delay_of(buffer_string(&text), "a"), cases[i].delay);
    buffer_free(&text);
  }
  assert_int_equal(delay_of("User-agent: *\nCrawl-delay: 5\nCrawl-delay: 3", "a"), 5000);
}

static void sitemaps_are_listed_wherever_they_stand(void **state)
{
  (void)state;
  struct robots *robots =
      robots_parse(SLICE("Sitemap: https://a.example/1.xml\nUser-agent: a\nsite-map : HTTP://b.example/2\n"
                         "Sitemap: /relative\nSitemap: ftp://c.example/\nDisallow: /\n"));
  size_t at = 0;
  struct slice url;
  assert_true(robots_sitemap(robots, &at, &url) && slice_is(url, "https://a.example/1.xml"));
  assert_true(robots_sitemap(robots, &at, &url) && slice_is(url, "HTTP://b.example/2"));
  assert_false(robots_sitemap(robots, &at, &url));
  assert_false(robots_sitemap(robots, &at, &url));
  robots_free(&robots);

  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 2 * ROBOTS_SITEMAPS_MAX; i++) buffer_text(&text, "Sitemap: http://a.example/\n");
  robots = robots_parse(buffer_view(&text));
  int count = 0;
  for (at = 0; robots_sitemap(robots, &at, &url);) count++;
  assert_int_equal(count, ROBOTS_SITEMAPS_MAX);
  robots_free(&robots);
  buffer_free(&text);
}

static void the_form_survives_the_journal(void **state)
{
  (void)state;
  dp_error error = {0};
  struct robots_rule rule;
  struct robots *robots =
      robots_parse(SLICE("User-agent: *\nDisallow: /\xC3\xA4\nCrawl-delay: 2\nSitemap: http://a.example/"));
  struct robots *again = robots_read(robots_form(robots), &error);
  assert_non_null(again);
  robots_free(&robots);
  assert_false(robots_allows(again, SLICE("a"), SLICE("/%C3%A4"), &rule));
  assert_int_equal(rule.line, 2);
  assert_true(slice_is(rule.pattern, "/%C3%A4"));
  robots_free(&again);
}

static void bytes_that_are_no_form_are_refused(void **state)
{
  (void)state;
  struct robots *robots = robots_parse(SLICE("User-agent: *\nDisallow: /\n"));
  struct slice form = robots_form(robots);
  for (size_t length = 0; length < form.length; length++) {
    dp_error error = {0};
    struct robots *cut = robots_read((struct slice){form.data, length}, &error);
    bool whole_records = length == 4 || length == 4 + 7 + 1;
    assert_int_equal(cut != NULL, whole_records);
    assert_int_equal(error.code, whole_records ? 0 : EX_DATAERR);
    robots_free(&cut);
  }
  dp_error error = {0};
  assert_null(robots_read(SLICE("RB1\0?\0\0\0\0\0\0"), &error));
  assert_null(robots_read(SLICE("User-agent: *"), &error));
  robots_free(&robots);
}

static void the_path_of_a_url_has_its_query_and_no_fragment(void **state)
{
  (void)state;
  assert_true(slice_is(robots_path(SLICE("http://a.example/x?y#z")), "/x?y"));
  assert_true(slice_is(robots_path(SLICE("http://a.example:8080")), "/"));
  assert_true(slice_is(robots_path(SLICE("/x?u=http://b.example/")), "/x?u=http://b.example/"));
  assert_true(slice_is(robots_path(SLICE("")), "/"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_longest_rule_decides_and_allow_on_a_tie),
      cmocka_unit_test(an_agent_s_own_groups_are_merged_and_replace_the_one_for_all),
      cmocka_unit_test(other_lines_do_not_end_a_list_of_agents),
      cmocka_unit_test(stars_and_the_closing_dollar_are_special),
      cmocka_unit_test(a_path_without_its_slash_escapes_no_rule),
      cmocka_unit_test(in_doubt_about_percent_encoding_we_keep_out),
      cmocka_unit_test(lines_end_and_begin_in_every_way),
      cmocka_unit_test(frequent_slips_are_understood),
      cmocka_unit_test(a_home_page_is_its_index_file),
      cmocka_unit_test(what_lies_behind_the_limits_is_ignored),
      cmocka_unit_test(many_stars_take_no_more_than_their_share_of_time),
      cmocka_unit_test(too_many_stars_for_a_long_path_keep_us_out),
      cmocka_unit_test(a_crawl_delay_belongs_to_the_agents_above_it),
      cmocka_unit_test(a_crawl_delay_is_a_number_of_seconds_within_reason),
      cmocka_unit_test(sitemaps_are_listed_wherever_they_stand),
      cmocka_unit_test(the_form_survives_the_journal),
      cmocka_unit_test(bytes_that_are_no_form_are_refused),
      cmocka_unit_test(the_path_of_a_url_has_its_query_and_no_fragment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
