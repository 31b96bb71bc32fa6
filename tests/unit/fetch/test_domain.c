/* Whose site a host is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "fetch/domain.h"

static void is_of(const char *host, const char *domain)
{
  struct slice found = domain_of(slice_of(host));
  if (!slice_is(found, domain)) fail_msg("%s is of %.*s", host, (int)found.length, found.data);
}

static void the_registrable_domain_is_one_label_more_than_the_suffix(void **state)
{
  (void)state;
  is_of("www.example.com", "example.com");
  is_of("example.com", "example.com");
  is_of("a.b.news.example.co.uk", "example.co.uk");
  is_of("www.city.kawasaki.jp", "city.kawasaki.jp");
  is_of("a.b.ck", "a.b.ck");
  is_of("www.ck", "www.ck");
}

static void names_that_no_list_knows_end_in_a_suffix_of_one_label(void **state)
{
  (void)state;
  is_of("a.b.example", "b.example");
}

static void customers_of_a_hoster_are_publishers_of_their_own(void **state)
{
  (void)state;
  is_of("www.somebody.github.io", "somebody.github.io");
  is_of("other.blogspot.com", "other.blogspot.com");
}

static void internationalised_names_come_in_ascii(void **state)
{
  (void)state;
  is_of("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn");
  is_of("shop.xn--mgba3a4f16a.ir", "shop.xn--mgba3a4f16a.ir");
}

static void addresses_and_single_labels_are_their_own(void **state)
{
  (void)state;
  is_of("192.0.2.7", "192.0.2.7");
  is_of("[2001:db8::1]", "[2001:db8::1]");
  is_of("localhost", "localhost");
  is_of("co.uk", "co.uk");
  is_of("", "");
}

static void a_closing_dot_makes_no_other_domain(void **state)
{
  (void)state;
  is_of("www.example.com.", "example.com");
  is_of("localhost.", "localhost");
  is_of(".", ".");
}

static void a_name_longer_than_dns_allows_is_its_own(void **state)
{
  (void)state;
  char host[300];
  memset(host, 'a', sizeof host);
  memcpy(host + 250, ".example.com", 13);
  assert_int_equal(domain_of(slice_of(host)).length, 262);
  memcpy(host + 241, ".example.com", 13);
  assert_true(slice_is(domain_of(slice_of(host)), "example.com"));
}

static void the_answer_is_a_part_of_the_question(void **state)
{
  (void)state;
  struct slice host = {"www.example.org/path", 15};
  struct slice domain = domain_of(host);
  assert_ptr_equal(domain.data, host.data + 4);
  assert_int_equal(domain.length, 11);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_registrable_domain_is_one_label_more_than_the_suffix),
      cmocka_unit_test(names_that_no_list_knows_end_in_a_suffix_of_one_label),
      cmocka_unit_test(customers_of_a_hoster_are_publishers_of_their_own),
      cmocka_unit_test(internationalised_names_come_in_ascii),
      cmocka_unit_test(addresses_and_single_labels_are_their_own),
      cmocka_unit_test(a_closing_dot_makes_no_other_domain),
      cmocka_unit_test(a_name_longer_than_dns_allows_is_its_own),
      cmocka_unit_test(the_answer_is_a_part_of_the_question),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
