/* config_check.c - what no single key can tell: endpoints that follow from the run directory, and keys that
 * contradict each other. */
#include "base/address.h"
#include "data/config_internal.h"
#include "data/keep.h"
#include "data/layers.h"

#include <stdio.h>
#include <string.h>

static size_t line_given(const struct config_report *report, const char *section, const char *key)
{
  return report->lines[config_find(slice_of(section), slice_of(key)) - config_settings];
}

/* derived_field - where the derived endpoint belongs; NULL when nothing is to be derived. */
static char *derived_field(struct config *config, const struct setting *setting)
{
  struct config_list *list = config_field(config, setting);
  if (setting->type == SETTING_ENDPOINT) return config_field(config, setting);
  if (setting->type != SETTING_LIST) return NULL;
  list->count = 1;
  return list->items[0];
}

/* derive_endpoints - ipc://RUN_DIR/NAME where the file gave none. */
static void derive_endpoints(struct config *config, struct config_report *report)
{
  for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
    const struct setting *setting = &config_settings[i];
    char *field = report->lines[i] ? NULL : derived_field(config, setting);
    if (!field) continue;
    int length = snprintf(field, CONFIG_TEXT, "ipc://%s/%s", config->run_dir, setting->text);
    if (length <= CONFIG_IPC_PATH + (int)strlen("ipc://")) continue;
    config_problem(report, line_given(report, "", "run_dir"),
                   "run_dir is too long: the path of the socket %s in it has more than %d bytes",
                   setting->text, CONFIG_IPC_PATH);
    return; /* the others are too long for the same reason */
  }
}

static const int64_t *number_of(const struct config *config, const struct setting *setting)
{
  return config_field(config, setting);
}

static void check_order(const struct config *config, struct config_report *report)
{
  static const char *const pairs[][2] = {
      {"ack_timeout", "ack_timeout_max"},      {"transfers_per_domain", "transfers"},
      {"domain_delay", "domain_delay_max"},    {"poll_min", "poll_max"},
      {"connect_timeout", "transfer_timeout"}, {"transfers", "max_connections"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    const struct setting *less = config_find(SLICE("fetch"), slice_of(pairs[i][0]));
    const struct setting *more = config_find(SLICE("fetch"), slice_of(pairs[i][1]));
    if (*number_of(config, less) <= *number_of(config, more)) continue;
    size_t line = report->lines[less - config_settings];
    if (!line) line = report->lines[more - config_settings];
    config_problem(report, line, "fetch.%s must not be greater than fetch.%s", less->key, more->key);
  }
}

/* check_bound - two sockets that are bound can't share an endpoint. */
static void check_bound(const struct config *config, struct config_report *report)
{
  static const char *const bound[][2] = {{"fetch", "feed"}, {"fetch", "out"},  {"clean", "status"},
                                         {"tag", "in"},     {"tag", "status"}, {"store", "in"},
                                         {"store", "ack"},  {"store", "news"}, {"store", "query"}};
  enum { BOUND = sizeof bound / sizeof *bound };
  for (size_t i = 1; i < BOUND; i++) {
    const struct setting *one = config_find(slice_of(bound[i][0]), slice_of(bound[i][1]));
    for (size_t j = 0; j < i; j++) {
      const struct setting *other = config_find(slice_of(bound[j][0]), slice_of(bound[j][1]));
      if (strcmp(config_field(config, one), config_field(config, other)) != 0) continue;
      size_t line = report->lines[one - config_settings];
      config_problem(report, line ? line : report->lines[other - config_settings],
                     "%s.%s and %s.%s must be two different endpoints", bound[j][0], bound[j][1], bound[i][0],
                     bound[i][1]);
    }
  }
}

static void check_addresses(const char *key, const struct config_list *list, struct config_report *report)
{
  char sentence[ADDRESS_SENTENCE];
  struct address_rule rule;
  for (size_t i = 0; i < list->count; i++)
    if (!address_rule_parse(slice_of(list->items[i]), &rule, sentence))
      config_problem(report, line_given(report, "fetch", key), "fetch.%s: %s", key, sentence);
}

static void check_layers(const struct config *config, struct config_report *report)
{
  dp_error error = {0, ""};
  unsigned layers;
  for (size_t i = 0; i < config->tag.layers.count; i++)
    if (!layers_read(slice_of(config->tag.layers.items[i]), &layers, &error))
      config_problem(report, line_given(report, "tag", "layers"), "tag.layers: %s", error.text);
}

static void check_keep(const struct config *config, struct config_report *report)
{
  dp_error error = {0, ""};
  struct keep_rule rule;
  for (size_t i = 0; i < config->store.keep_sources.count; i++)
    if (!keep_rule_parse(slice_of(config->store.keep_sources.items[i]), &rule, &error))
      config_problem(report, line_given(report, "store", "keep_sources"), "store.keep_sources: %s",
                     error.text);
}

static void check_proxy(const struct config *config, struct config_report *report)
{
  static const char *const schemes[] = {"http://", "https://", "socks5h://"};
  const char *proxy = config->fetch.proxy;
  if (!*proxy) return;
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    if (slice_starts(slice_of(proxy), schemes[i]) && proxy[strlen(schemes[i])]) return;
  config_problem(report, line_given(report, "fetch", "proxy"),
                 "fetch.proxy must be an http://, https:// or socks5h:// URL, not \"%s\"",
                 config_shown(slice_of(proxy)));
}

/* check_websub - hubs need an address to call, and the fetcher one to listen on. */
static void check_websub(const struct config *config, struct config_report *report)
{
  const char *callback = config->fetch.websub_callback, *listen = config->fetch.websub_listen;
  struct slice rest = slice_of(callback);
  const char *scheme = slice_starts(rest, "https://") ? "https://" : "http://";
  if (!*callback != !*listen) {
    const char *given = *callback ? "websub_callback" : "websub_listen";
    config_problem(report, line_given(report, "fetch", given),
                   "fetch.%s needs fetch.%s beside it: one is what hubs call, the other where it is answered",
                   given, *callback ? "websub_listen" : "websub_callback");
  }
  if (!*callback) return;
  bool fine = slice_starts(rest, scheme) && strlen(callback) > strlen(scheme) &&
              callback[strlen(scheme)] != '/' && callback[strlen(callback) - 1] != '/' &&
              !strpbrk(callback, "?# \t");
  if (!fine)
    config_problem(report, line_given(report, "fetch", "websub_callback"),
                   "fetch.websub_callback must be an http:// or https:// URL without a slash, a query or a "
                   "fragment at its end, not \"%s\"",
                   config_shown(slice_of(callback)));
}

/* check_path - a daemon has no directory of its own that a path could begin in. */
static void check_path(const char *section, const char *key, const char *path, struct config_report *report)
{
  if (*path && *path != '/')
    config_problem(report, line_given(report, section, key),
                   "%s.%s must be an absolute path or empty, not \"%s\"", section, key,
                   config_shown(slice_of(path)));
}

void config_finish(struct config *config, struct config_report *report)
{
  size_t before = report->count;
  derive_endpoints(config, report);
  check_order(config, report);
  check_addresses("allow_addresses", &config->fetch.allow_addresses, report);
  check_addresses("deny_addresses", &config->fetch.deny_addresses, report);
  check_proxy(config, report);
  check_layers(config, report);
  check_keep(config, report);
  check_websub(config, report);
  check_path("tag", "rules", config->tag.rules, report);
  check_path("sink", "definitions", config->sink.definitions, report);
  check_path("sink", "ca_file", config->sink.ca_file, report);
  if (before == 0 && report->count == 0) check_bound(config, report); /* else endpoints may be missing */
}
