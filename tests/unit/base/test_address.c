/* Which addresses may be connected to: the tricks that get at inner addresses, through the URL's text and as
 * sockets; the operator's lists; the sentences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/address.h"
#include "base/url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/un.h>

static const struct address_rules no_rules;

/* what - a part of the sentence; "" for what is permitted; "name" for a host that is a name, so that its
 * addresses are judged when they are known; "invalid" for what is no URL that is fetched. */
static const struct {
  const char *url, *what;
} tricks[] = {
    /* plain */
    {"http://93.184.215.14/", ""},
    {"https://93.184.215.14:8443/", ""},
    {"http://[2606:2800:220:1::1]/", ""},
    {"http://127.0.0.1/", "loopback"},
    {"http://127.255.255.254:8080/", "loopback"},
    {"http://0.0.0.0/", "this network"},
    {"http://10.1.2.3/", "private"},
    {"http://172.16.0.1/", "private"},
    {"http://172.31.255.255/", "private"},
    {"http://172.32.0.1/", ""},
    {"http://192.168.1.1/", "private"},
    {"http://169.254.169.254/latest/meta-data/", "metadata"},
    {"http://169.254.1.1/", "link-local"},
    {"http://100.64.0.1/", "carrier"},
    {"http://100.127.255.255/", "carrier"},
    {"http://100.128.0.1/", ""},
    {"http://100.100.100.200/", "metadata"},
    {"http://168.63.129.16/", "host service"},
    {"http://192.0.0.192/", "metadata"},
    {"http://192.0.0.8/", "protocol assignments"},
    {"http://192.0.2.1/", "documentation"},
    {"http://198.51.100.7/", "documentation"},
    {"http://203.0.113.9/", "documentation"},
    {"http://198.18.0.1/", "benchmarking"},
    {"http://198.19.255.255/", "benchmarking"},
    {"http://192.88.99.1/", "6to4 relays"},
    {"http://224.0.0.1/", "multicast"},
    {"http://239.255.255.250/", "multicast"},
    {"http://240.0.0.1/", "reserved"},
    {"http://255.255.255.255/", "broadcast"},
    /* the same in other clothes */
    {"http://2130706433/", "loopback"},
    {"http://0x7f000001/", "loopback"},
    {"http://0x7F.1/", "loopback"},
    {"http://017700000001/", "loopback"},
    {"http://0177.0.0.1/", "loopback"},
    {"http://127.1/", "loopback"},
    {"http://127.0.1/", "loopback"},
    {"http://0/", "this network"},
    {"http://0x0.0x0/", "this network"},
    {"http://0xA9FEA9FE/", "metadata"},
    {"http://2852039166/", "metadata"},
    {"http://0251.0376.0251.0376/", "metadata"},
    {"http://169.254.43518/", "metadata"},
    {"http://0xa9.254.0251.254/", "metadata"},
    {"http://127.0.0.1./", "loopback"},
    {"http://127%2E0%2E0%2E1/", "loopback"},
    {"http://%31%32%37.0.0.1/", "loopback"},
    {"http://127\xE3\x80\x82"
     "0\xE3\x80\x82"
     "0\xE3\x80\x82"
     "1/",
     "loopback"},                                                       /* ideographic full stops */
    {"http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/", "loopback"}, /* full-width digits */
    {"http://\xE2\x91\xA0\xE2\x91\xA1\xE2\x91\xA6.0.0.1/", "loopback"}, /* circled digits */
    {"http://\xE2\x91\xA9.1.1.1/", "private"},                          /* a circled ten */
    {"http://1\xC2\xAD"
     "27.0.0.1/",
     "loopback"}, /* a soft hyphen inside */
    {"http:\\\\127.0.0.1\\", "loopback"},
    {"http:/127.0.0.1", "loopback"},
    {"http:127.0.0.1", "loopback"},
    {"http:///127.0.0.1", "loopback"},
    {"ht\ntp://127.0.0.1/", "loopback"},
    {"http://127.0.\t0.1/", "loopback"},
    {" \x01http://127.0.0.1/", "loopback"},
    {"http://example.org@127.0.0.1/", "loopback"},
    {"http://93.184.215.14:80@127.0.0.1/", "loopback"},
    {"http://127.0.0.1:80@93.184.215.14/", ""},
    {"http://93.184.215.14#@127.0.0.1/", ""},
    {"http://127.0.0.1#@93.184.215.14/", "loopback"},
    {"http://127.0.0.1\\@93.184.215.14/", "loopback"},
    {"http://93.184.215.14\\@127.0.0.1/", ""},
    {"http://93.184.215.14?@127.0.0.1/", ""},
    {"HTTP://127.0.0.1/", "loopback"},
    /* inside of IPv6 */
    {"http://[::1]/", "loopback"},
    {"http://[0:0:0:0:0:0:0:1]/", "loopback"},
    {"http://[::]/", "unspecified"},
    {"http://[::ffff:127.0.0.1]/", "127.0.0.1 is a loopback"},
    {"http://[::ffff:7f00:1]/", "loopback"},
    {"http://[0:0:0:0:0:ffff:a9fe:a9fe]/", "metadata"},
    {"http://[::ffff:93.184.215.14]/", ""},
    {"http://[::127.0.0.1]/", "IPv4-compatible"},
    {"http://[::ffff:0:127.0.0.1]/", "translation"},
    {"http://[64:ff9b::127.0.0.1]/", "holds 127.0.0.1 (NAT64)"},
    {"http://[64:ff9b::a9fe:a9fe]/", "metadata"},
    {"http://[64:ff9b::93.184.215.14]/", ""},
    {"http://[64:ff9b:1::10.0.0.1]/", "local NAT64"},
    {"http://[2002:7f00:1::]/", "holds 127.0.0.1 (6to4)"},
    {"http://[2002:a00:1::1]/", "holds 10.0.0.1 (6to4)"},
    {"http://[2002:5db8:d70e::1]/", ""},
    {"http://[2001:0:7f00:1::]/", "holds 127.0.0.1 (Teredo)"},
    {"http://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/", "holds 10.0.0.1 (Teredo)"},
    {"http://[2606:2800::5efe:10.0.0.1]/", "holds 10.0.0.1 (ISATAP)"},
    {"http://[2606:2800::200:5efe:7f00:1]/", "holds 127.0.0.1 (ISATAP)"},
    {"http://[2002:808:808::5efe:7f00:1]/", "holds 127.0.0.1 (ISATAP)"}, /* within 6to4 of 8.8.8.8 */
    {"http://[2002:808:808::5efe:808:808]/", ""},
    {"http://[fe80::1]/", "link-local"},
    {"http://[fe80::1%25eth0]/", "invalid"},
    {"http://[febf::1]/", "link-local"},
    {"http://[fec0::1]/", "site-local"},
    {"http://[fc00::1]/", "private"},
    {"http://[fd12:3456::1]/", "private"},
    {"http://[fd00:ec2::254]/", "metadata"},
    {"http://[fd20:ce::254]/", "metadata"},
    {"http://[ff02::1]/", "multicast"},
    {"http://[2001:db8::1]/", "documentation"},
    {"http://[3fff:fff::1]/", "documentation"},
    {"http://[100::1]/", "discards"},
    {"http://[2001:2::1]/", "benchmarking"},
    {"http://[2001:20::1]/", "hash identifier"},
    {"http://[2001:1::1]/", "protocol assignments"},
    {"http://[5f00::1]/", "segment routing"},
    {"http://[4000::1]/", "outside of 2000::/3"},
    {"http://[1::1]/", "outside of 2000::/3"},
    /* ports of other protocols */
    {"http://93.184.215.14:22/", "port 22"},
    {"http://93.184.215.14:25/", "port 25"},
    {"http://93.184.215.14:0/", "port 0"},
    {"http://93.184.215.14:6667/", "port 6667"},
    {"http://[2606:2800::1]:6000/", "port 6000"},
    {"http://93.184.215.14:65535/", ""},
    /* no address at all */
    {"http://localhost/", "name"},
    {"http://127.0.0.1.nip.example/", "name"},
    {"http://127.0.0.1.1/", "invalid"},
    {"http://256.0.0.1/", "invalid"},
    {"http://0x100000000/", "invalid"},
    {"http://[::1/", "invalid"},
    {"http://[::1]x/", "invalid"},
    {"file:///etc/passwd", "invalid"},
    {"ftp://127.0.0.1/", "invalid"},
    {"gopher://127.0.0.1:6379/_x", "invalid"},
    {"//127.0.0.1/", "invalid"},
};

/* verdict_on - what the whole path says of a URL's text, in the words of the table. */
static const char *verdict_on(const char *text, char sentence[ADDRESS_SENTENCE])
{
  struct arena *arena = arena_new();
  struct url url;
  struct address address;
  const char *verdict = "invalid";
  if (url_parse(arena, slice_of(text), NULL, &url, NULL) && url_is_web(&url)) {
    if (!address_of_host(url.host, (uint16_t)url_port(&url), &address))
      verdict = "name";
    else
      verdict = address_judge(&no_rules, &address, sentence) ? "" : sentence;
  }
  arena_free(&arena);
  return verdict;
}

static void no_trick_of_a_url_leads_to_an_inner_address(void **state)
{
  (void)state;
  assert_true(sizeof tricks / sizeof *tricks >= 60);
  for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++) {
    char sentence[ADDRESS_SENTENCE] = "";
    const char *verdict = verdict_on(tricks[i].url, sentence);
    if (*tricks[i].what ? !strstr(verdict, tricks[i].what) : *verdict != '\0')
      fail_msg("%s: \"%s\", expected \"%s\"", tricks[i].url, verdict, tricks[i].what);
  }
}

static struct address socket_of(const char *ip, uint16_t port, uint32_t zone)
{
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_scope_id = zone};
  struct address address;
  if (inet_pton(AF_INET, ip, &v4.sin_addr) == 1)
    assert_true(address_of_socket((struct sockaddr *)&v4, &address));
  else {
    assert_int_equal(inet_pton(AF_INET6, ip, &v6.sin6_addr), 1);
    assert_true(address_of_socket((struct sockaddr *)&v6, &address));
  }
  return address;
}

static bool judged(const struct address_rules *rules, const char *ip, uint16_t port)
{
  char sentence[ADDRESS_SENTENCE];
  struct address address = socket_of(ip, port, 0);
  return address_judge(rules, &address, sentence);
}

static void sockets_are_judged_as_the_url_is(void **state)
{
  (void)state;
  assert_true(judged(&no_rules, "93.184.215.14", 80));
  assert_true(judged(&no_rules, "2606:2800::1", 443));
  assert_false(judged(&no_rules, "127.0.0.1", 80));
  assert_false(judged(&no_rules, "::ffff:127.0.0.1", 80));
  assert_false(judged(&no_rules, "::1", 80));
  assert_false(judged(&no_rules, "93.184.215.14", 25));
}

static void a_zone_makes_an_address_local(void **state)
{
  (void)state;
  char sentence[ADDRESS_SENTENCE];
  struct address address = socket_of("2606:2800::1", 80, 3);
  assert_false(address_judge(&no_rules, &address, sentence));
  assert_non_null(strstr(sentence, "zone"));
}

static void only_internet_sockets_have_an_address(void **state)
{
  (void)state;
  const struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/tmp/x"};
  struct address address;
  assert_false(address_of_socket((const struct sockaddr *)&local, &address));
}

static void every_bit_of_a_block_s_edges_counts(void **state)
{
  static const char *const inside[] = {"10.0.0.0",   "10.255.255.255", "100.64.0.0", "100.127.255.255",
                                       "172.16.0.0", "172.31.255.255", "198.18.0.0", "198.19.255.255",
                                       "fe80::",     "febf:ffff::",    "fc00::",     "fdff:ffff::",
                                       "2001::1:0",  "3fff::"},
                           *const outside[] = {"9.255.255.255",  "11.0.0.0",       "100.63.255.255",
                                               "100.128.0.0",    "172.15.255.255", "172.32.0.0",
                                               "198.17.255.255", "198.20.0.0",     "2001:200::1",
                                               "3ffe:ffff::1",   "3fff:1000::1",   "2003::1"};
  (void)state;
  for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
    if (judged(&no_rules, inside[i], 80)) fail_msg("%s is permitted", inside[i]);
  for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
    if (!judged(&no_rules, outside[i], 80)) fail_msg("%s is refused", outside[i]);
}

/* The operator's lists. */

static struct address_rule rule_of(const char *text)
{
  struct address_rule rule;
  char sentence[ADDRESS_SENTENCE];
  if (!address_rule_parse(slice_of(text), &rule, sentence)) fail_msg("%s", sentence);
  return rule;
}

static struct address_rules rules_of(const char *allow, const char *deny)
{
  struct address_rules rules = {0};
  if (allow) rules.allow[rules.allow_count++] = rule_of(allow);
  if (deny) rules.deny[rules.deny_count++] = rule_of(deny);
  return rules;
}

static void an_entry_of_the_allow_list_permits_its_block(void **state)
{
  (void)state;
  struct address_rules rules = rules_of("127.0.0.0/8", NULL);
  assert_true(judged(&rules, "127.0.0.1", 8080));
  assert_true(judged(&rules, "::ffff:127.0.0.1", 8080));
  assert_false(judged(&rules, "126.0.0.1", 25));
  assert_false(judged(&rules, "::1", 8080));
  assert_false(judged(&rules, "10.0.0.1", 8080));
  assert_false(judged(&rules, "127.0.0.1", 25));       /* another protocol's, and no port in the entry */
  assert_false(judged(&rules, "2002:7f00:1::", 8080)); /* only the address itself is permitted */
  assert_false(judged(&rules, "64:ff9b::127.0.0.1", 8080));
}

static void a_short_entry_of_ipv6_speaks_of_ipv6_only(void **state)
{
  (void)state;
  struct address_rules rules = rules_of("::/0", NULL);
  assert_true(judged(&rules, "fd12::1", 8080));
  assert_true(judged(&rules, "::1", 8080));
  assert_false(judged(&rules, "127.0.0.1", 8080));
  assert_false(judged(&rules, "169.254.169.254", 80));
  rules = rules_of("::/80", "::/0");
  assert_false(judged(&rules, "127.0.0.1", 8080));
  assert_false(judged(&rules, "2606:2800:220:1::1", 443));
  assert_true(judged(&rules, "93.184.215.14", 443));
  rules = rules_of("::ffff:127.0.0.0/104", NULL); /* 127.0.0.0/8 in other clothes */
  assert_true(judged(&rules, "127.0.0.1", 8080));
}

static void an_entry_with_a_port_permits_that_port_alone(void **state)
{
  (void)state;
  struct address_rules rules = rules_of("127.0.0.1:25", NULL);
  assert_true(judged(&rules, "127.0.0.1", 25));
  assert_false(judged(&rules, "127.0.0.1", 80));
  assert_false(judged(&rules, "127.0.0.2", 25));
  rules = rules_of("[fd00::]/8:8080", NULL);
  assert_true(judged(&rules, "fd12::1", 8080));
  assert_false(judged(&rules, "fd12::1", 80));
}

static void an_entry_for_everything_permits_every_address_of_its_kind(void **state)
{
  (void)state;
  struct address_rules rules = rules_of("::/0", NULL);
  assert_true(judged(&rules, "fe80::1", 80));
  assert_false(judged(&rules, "127.0.0.1", 80));
  rules = rules_of("0.0.0.0/0", NULL);
  assert_true(judged(&rules, "10.0.0.1", 80));
  assert_false(judged(&rules, "::1", 80));
}

static void a_denied_address_is_refused_however_it_is_dressed(void **state)
{
  (void)state;
  struct address_rules rules = rules_of("0.0.0.0/0", "93.184.215.0/24");
  assert_false(judged(&rules, "93.184.215.14", 443));
  assert_false(judged(&rules, "::ffff:93.184.215.14", 443));
  assert_false(judged(&rules, "64:ff9b::93.184.215.14", 443));
  assert_false(judged(&rules, "2002:5db8:d70e::1", 443));
  assert_true(judged(&rules, "93.184.216.1", 443));
}

static void the_sentence_says_which_rule_decided(void **state)
{
  (void)state;
  char sentence[ADDRESS_SENTENCE];
  struct address_rules rules = rules_of("10.0.0.0/8:8080", "11.0.0.0/8");
  struct address address = socket_of("10.1.1.1", 8080, 0);
  assert_true(address_judge(&rules, &address, sentence));
  assert_string_equal(sentence,
                      "10.1.1.1:8080 is permitted by the entry 10.0.0.0/8:8080 of fetch.allow_addresses");
  address = socket_of("11.1.1.1", 80, 0);
  assert_false(address_judge(&rules, &address, sentence));
  assert_string_equal(sentence, "11.1.1.1:80 is refused by the entry 11.0.0.0/8 of fetch.deny_addresses");
  address = socket_of("127.0.0.1", 80, 0);
  assert_false(address_judge(&rules, &address, sentence));
  assert_string_equal(sentence, "127.0.0.1 is a loopback address (127.0.0.0/8), and no entry of "
                                "fetch.allow_addresses permits it");
  address = socket_of("93.184.215.14", 443, 0);
  assert_true(address_judge(&rules, &address, sentence));
  assert_string_equal(sentence, "93.184.215.14:443 is a public address");
}

static void entries_are_read_in_every_form_and_nothing_else_is(void **state)
{
  static const char *const
      good[] = {"1.2.3.4",  "10.0.0.0/8", "10.0.0.0/8:80",      "1.2.3.4:65535", "::1",
                "fd00::/8", "[::1]",      "[::1]:80",           "[fd00::]/8",    "[fd00::]/8:80",
                "::/0",     "0.0.0.0/0",  "::ffff:10.0.0.0/104"},
      *const bad[] = {"",          "x",         "example.org",   "10.0.0.0/33", "10.0.0.1/8",   "1.2.3",
                      "1.2.3.4:",  "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4/",    "[::1",         "::1]",
                      "[1.2.3.4]", "::1/129",   "fe80::1%eth0",  "1.2.3.4 ",    "010.0.0.0/8",  "/8",
                      ":80",       "[]:80",     "[::1]80",       "1.2.3.4/8/8", "1.2.3.4:80:80"};
  (void)state;
  struct address_rule rule;
  char sentence[ADDRESS_SENTENCE];
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    if (!address_rule_parse(slice_of(good[i]), &rule, sentence)) fail_msg("%s", sentence);
    assert_string_equal(rule.text, good[i]);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (address_rule_parse(slice_of(bad[i]), &rule, sentence)) fail_msg("%s is taken", bad[i]);
}

static void addresses_are_written_as_in_a_url(void **state)
{
  (void)state;
  char text[ADDRESS_TEXT];
  struct address address = socket_of("10.0.0.1", 80, 0);
  assert_string_equal(address_text(&address, text), "10.0.0.1:80");
  address = socket_of("2001:db8::1", 443, 0);
  assert_string_equal(address_text(&address, text), "[2001:db8::1]:443");
  address.port = 0;
  assert_string_equal(address_text(&address, text), "2001:db8::1");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_trick_of_a_url_leads_to_an_inner_address),
      cmocka_unit_test(sockets_are_judged_as_the_url_is),
      cmocka_unit_test(a_zone_makes_an_address_local),
      cmocka_unit_test(only_internet_sockets_have_an_address),
      cmocka_unit_test(every_bit_of_a_block_s_edges_counts),
      cmocka_unit_test(an_entry_of_the_allow_list_permits_its_block),
      cmocka_unit_test(a_short_entry_of_ipv6_speaks_of_ipv6_only),
      cmocka_unit_test(an_entry_with_a_port_permits_that_port_alone),
      cmocka_unit_test(an_entry_for_everything_permits_every_address_of_its_kind),
      cmocka_unit_test(a_denied_address_is_refused_however_it_is_dressed),
      cmocka_unit_test(the_sentence_says_which_rule_decided),
      cmocka_unit_test(entries_are_read_in_every_form_and_nothing_else_is),
      cmocka_unit_test(addresses_are_written_as_in_a_url),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
