/* fuzz_address - arbitrary text as an entry of a list and as the host of a URL. An entry that is taken
 * matches its own first address; whatever the address, there is a verdict with a sentence, and no inner one
 * is public. */
#include "base/address.h"
#include "fuzz.h"

static bool judge(const struct address_rules *rules, const struct address *address)
{
  char sentence[ADDRESS_SENTENCE] = "";
  bool fine = address_judge(rules, address, sentence);
  must(*sentence && strlen(sentence) < ADDRESS_SENTENCE);
  return fine;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const struct address_rules none;
  struct slice text = {(const char *)data, size};
  struct address_rules rules = {.allow_count = 1};
  struct address address;
  char sentence[ADDRESS_SENTENCE] = "";
  if (address_rule_parse(text, &rules.allow[0], sentence)) {
    address = (struct address){.port = rules.allow[0].port ? rules.allow[0].port : 80};
    memcpy(address.ip, rules.allow[0].ip, sizeof address.ip);
    must(judge(&rules, &address));
  } else {
    must(*sentence);
  }
  if (address_of_host(text, 80, &address)) {
    char written[ADDRESS_TEXT];
    bool fine = judge(&none, &address);
    must(*address_text(&address, written));
    if (memcmp(address.ip, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF\x7F", 13) == 0) must(!fine);
  }
  return 0;
}
