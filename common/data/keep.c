/* keep.c - see keep.h. */
#include "data/keep.h"

#include <stdio.h>

/* read_host - a name as in a URL; a site's www is the site. */
static bool read_host(struct slice word, char host[CONFIG_TEXT])
{
  size_t length = 0;
  if (word.length >= CONFIG_TEXT) return false;
  for (size_t i = 0; i < word.length; i++) {
    char c = word.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
    if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-') return false;
    host[length++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  host[length] = '\0';
  if (strncmp(host, "www.", 4) == 0) memmove(host, host + 4, length - 3);
  return host[0] && host[0] != '.';
}

static bool read_age(struct slice word, millis *age)
{
  if (slice_is(word, "ever")) return *age = 0, true;
  return config_duration(word, age) && *age > 0;
}

bool keep_rule_parse(struct slice text, struct keep_rule *rule, dp_error *error)
{
  struct slice host = slice_trim(text);
  size_t length = 0;
  while (length < host.length && !slice_white(host.data[length])) length++;
  struct slice age = slice_trim(slice_from(host, length));
  host.length = length;
  if (read_host(host, rule->source) && read_age(age, &rule->keep)) return true;
  return error_set(error, EX_USAGE,
                   "“%.*s” is not a host and an age, as \"news.example 90d\" or \"news.example ever\"",
                   (int)(text.length < 80 ? text.length : 80), text.length ? text.data : "");
}

void keep_rules_read(const struct config_store *config, struct keep_rules *rules)
{
  *rules = (struct keep_rules){.keep = config->keep};
  for (size_t i = 0; i < config->keep_sources.count; i++)
    if (keep_rule_parse(slice_of(config->keep_sources.items[i]), &rules->rules[rules->count], NULL))
      rules->count++;
}

/* fits - the host, or one below it: "example.net" fits "sport.example.net", not "myexample.net". */
static bool fits(struct slice source, struct slice host)
{
  if (source.length > host.length) return false;
  struct slice tail = slice_from(host, host.length - source.length);
  return slice_equal(source, tail) &&
         (source.length == host.length || host.data[host.length - source.length - 1] == '.');
}

millis keep_rules_for(const struct keep_rules *rules, struct slice host)
{
  millis keep = rules->keep;
  size_t longest = 0;
  for (size_t i = 0; i < rules->count; i++) {
    struct slice source = slice_of(rules->rules[i].source);
    if (source.length <= longest || !fits(source, host)) continue;
    longest = source.length;
    keep = rules->rules[i].keep;
  }
  return keep;
}

bool keep_rules_none(const struct keep_rules *rules)
{
  if (rules->keep) return false;
  for (size_t i = 0; i < rules->count; i++)
    if (rules->rules[i].keep) return false;
  return true;
}
