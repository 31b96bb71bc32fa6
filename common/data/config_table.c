/* config_table.c - the one table of all settings: where each lives, what it may be, what it is for. */
#include "data/config_internal.h"

#include <stddef.h>
#include <stdio.h>

#define KIB    INT64_C(1024)
#define MIB    (1024 * KIB)
#define GIB    (1024 * MIB)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

#define AT(field) offsetof(struct config, field)
#define TEXT(section, key, type, field, text, description)                                                   \
  {                                                                                                          \
    section, key, type, AT(field), 1, CONFIG_TEXT - 1, 0, text, description                                  \
  }
#define NUMBER(section, key, type, field, least, most, fallback, description)                                \
  {                                                                                                          \
    section, key, type, AT(field), least, most, fallback, NULL, description                                  \
  }
#define CHOICE(section, key, field, words, description)                                                      \
  {                                                                                                          \
    section, key, SETTING_CHOICE, AT(field), 0, 0, 0, words, description                                     \
  }
#define TEXTS(section, key, field, description)                                                              \
  {                                                                                                          \
    section, key, SETTING_TEXTS, AT(field), 1, CONFIG_TEXT - 1, 0, NULL, description                         \
  }

const struct setting config_settings[CONFIG_SETTINGS] = {
    TEXT("", "run_dir", SETTING_PATH, run_dir, NULL, "directory of sockets and locks"),
    TEXT("", "state_dir", SETTING_PATH, state_dir, NULL, "directory of databases and WARC files"),
    NUMBER("", "log_level", SETTING_LEVEL, log_level, LOG_DEBUG, LOG_ERROR, LOG_INFO,
           "least level that is logged: debug, info, warn or error"),

    TEXT("fetch", "name", SETTING_NAME, fetch.name, "main",
         "origin of its items, unique among the fetchers of one store"),
    TEXT("fetch", "feed", SETTING_ENDPOINT, fetch.feed, "fetch.feed", "bound: takes URLs and requests"),
    TEXT("fetch", "out", SETTING_ENDPOINT, fetch.out, "fetch.out", "bound: gives articles to the cleaners"),
    TEXT("fetch", "store_ack", SETTING_ENDPOINT, fetch.store_ack, "store.ack",
         "connected: the verdicts of the store"),
    NUMBER("fetch", "window_items", SETTING_COUNT, fetch.window_items, 1, 100000, 256,
           "at most so many articles fetched and without a verdict"),
    NUMBER("fetch", "window_bytes", SETTING_SIZE, fetch.window_bytes, 64 * KIB, 16 * GIB, 64 * MIB,
           "the same in bytes of their bodies"),
    NUMBER("fetch", "ack_timeout", SETTING_DURATION, fetch.ack_timeout, 10, HOUR, 30 * SECOND,
           "an article without a verdict is sent again after it; doubles"),
    NUMBER("fetch", "ack_timeout_max", SETTING_DURATION, fetch.ack_timeout_max, 10, 24 * HOUR, 10 * MINUTE,
           "the doubling ends here"),
    NUMBER("fetch", "max_attempts", SETTING_COUNT, fetch.max_attempts, 1, 100, 5,
           "deliveries that count before an article becomes a dead letter"),
    NUMBER("fetch", "max_fetch_attempts", SETTING_COUNT, fetch.max_fetch_attempts, 1, 100, 8,
           "failed transfers before a URL becomes a dead letter"),
    NUMBER("fetch", "retry_delay", SETTING_DURATION, fetch.retry_delay, 1, 24 * HOUR, MINUTE,
           "pause before the second transfer of a URL; doubles"),
    NUMBER("fetch", "transfers", SETTING_COUNT, fetch.transfers, 1, 1000, 32, "transfers at the same time"),
    NUMBER("fetch", "transfers_per_domain", SETTING_COUNT, fetch.transfers_per_domain, 1, 100, 2,
           "transfers from one registrable domain at the same time"),
    CHOICE("fetch", "robots", fetch.robots, "obey,ignore", "what robots.txt says: obey or ignore"),
    NUMBER("fetch", "domain_delay", SETTING_DURATION, fetch.domain_delay, 0, HOUR, SECOND,
           "least pause between two transfers from one domain; a slow server is given more"),
    NUMBER("fetch", "domain_delay_max", SETTING_DURATION, fetch.domain_delay_max, 0, 24 * HOUR, MINUTE,
           "the pause grows no further, whatever a server takes or asks for in robots.txt"),
    NUMBER("fetch", "domain_budget", SETTING_COUNT, fetch.domain_budget, 0, 1000000000, 50000,
           "transfers a day from one domain, the rest waits for the next day; 0: any number"),
    NUMBER("fetch", "revisit_after", SETTING_DURATION, fetch.revisit_after, 0, 8760 * HOUR, 24 * HOUR,
           "an article is looked at again after so long, and then after twice as long; 0: never"),
    NUMBER("fetch", "revisits", SETTING_COUNT, fetch.revisits, 0, 100, 3, "so often at most"),
    NUMBER("fetch", "poll_min", SETTING_DURATION, fetch.poll_min, SECOND, 24 * HOUR, 5 * MINUTE,
           "a source is polled at most so often"),
    NUMBER("fetch", "poll_max", SETTING_DURATION, fetch.poll_max, SECOND, 720 * HOUR, 24 * HOUR,
           "and at least so often"),
    TEXTS("fetch", "sources", fetch.sources,
          "URLs of feeds, sitemaps, OPML lists, sites; more are added by depeche source add"),
    TEXT("fetch", "websub_callback", SETTING_TEXT, fetch.websub_callback, "",
         "public URL under which hubs (WebSub) reach this fetcher, as https://news.example/websub; empty: "
         "none"),
    TEXT("fetch", "websub_listen", SETTING_TEXT, fetch.websub_listen, "",
         "where it listens for them, behind a web server of yours, as 127.0.0.1:8089; empty: nowhere"),
    NUMBER("fetch", "connect_timeout", SETTING_DURATION, fetch.connect_timeout, 10, 10 * MINUTE, 10 * SECOND,
           "for a connection, TLS included"),
    NUMBER("fetch", "first_byte_timeout", SETTING_DURATION, fetch.first_byte_timeout, 10, 10 * MINUTE,
           20 * SECOND, "from the request to the first line of the response"),
    NUMBER("fetch", "stall_timeout", SETTING_DURATION, fetch.stall_timeout, 10, 10 * MINUTE, 20 * SECOND,
           "a response that brings no byte for so long is given up"),
    NUMBER("fetch", "transfer_timeout", SETTING_DURATION, fetch.transfer_timeout, 10, HOUR, 60 * SECOND,
           "for a whole transfer"),
    NUMBER("fetch", "max_body", SETTING_SIZE, fetch.max_body, KIB, 64 * MIB, 16 * MIB,
           "a response with more bytes than that is given up"),
    TEXT("fetch", "user_agent", SETTING_TEXT, fetch.user_agent, "depeche/" DEPECHE_VERSION,
         "how the fetcher names itself to web servers"),
    TEXT("fetch", "contact", SETTING_TEXT, fetch.contact, "",
         "URL or mail address behind that name, for who runs a web server and has something to say"),
    NUMBER("fetch", "max_connections", SETTING_COUNT, fetch.max_connections, 1, 10000, 256,
           "open at the same time, idle ones included"),
    TEXTS("fetch", "allow_addresses", fetch.allow_addresses,
          "addresses beside the public ones that may be fetched from, such as 10.0.0.0/8 or [::1]:8080"),
    TEXTS("fetch", "deny_addresses", fetch.deny_addresses, "public addresses that must not be fetched from"),
    TEXT("fetch", "proxy", SETTING_TEXT, fetch.proxy, "",
         "http://, https:// or socks5h:// URL of a proxy, which then chooses the addresses; empty: none"),
    TEXT("fetch", "ca_file", SETTING_TEXT, fetch.ca_file, "",
         "certificates of the authorities that are trusted, instead of the system's"),
    NUMBER("fetch", "warc_rotate_bytes", SETTING_SIZE, fetch.warc_rotate_bytes, 64 * KIB, 1024 * GIB, GIB,
           "past this size a new WARC file is begun"),
    NUMBER("fetch", "warc_rotate_after", SETTING_DURATION, fetch.warc_rotate_after, MINUTE, 8760 * HOUR,
           24 * HOUR, "and past this age"),
    NUMBER("fetch", "group_commit", SETTING_DURATION, fetch.group_commit, 0, 10 * SECOND, 50,
           "responses are gathered for so long at most before the disk is synced"),
    NUMBER("fetch", "drain_timeout", SETTING_DURATION, fetch.drain_timeout, 0, HOUR, 30 * SECOND,
           "how long a stop waits for the window to empty"),

    TEXT("clean", "name", SETTING_NAME, clean.name, "main", "name of this cleaner in events and logs"),
    TEXT("clean", "from", SETTING_LIST, clean.from, "fetch.out", "connected: the output of every fetcher"),
    TEXT("clean", "to", SETTING_ENDPOINT, clean.to, "tag.in", "connected: the input of the tagger"),
    TEXT("clean", "status", SETTING_ENDPOINT, clean.status, "clean.status", "bound: takes requests"),
    NUMBER("clean", "workers", SETTING_COUNT, clean.workers, 1, 256, 1, "threads; one article each"),
    NUMBER("clean", "max_page", SETTING_SIZE, clean.max_page, 64 * KIB, 64 * MIB, 16 * MIB,
           "decoded bytes of a page; what is beyond is cut, and the article marked"),

    TEXT("tag", "name", SETTING_NAME, tag.name, "main", "name of this tagger in events and logs"),
    TEXT("tag", "in", SETTING_ENDPOINT, tag.in, "tag.in", "bound: takes articles from the cleaners"),
    TEXT("tag", "to", SETTING_ENDPOINT, tag.to, "store.in", "connected: the input of the store"),
    TEXT("tag", "status", SETTING_ENDPOINT, tag.status, "tag.status", "bound: takes requests"),
    NUMBER("tag", "workers", SETTING_COUNT, tag.workers, 1, 256, 1, "threads; one article each"),
    TEXT("tag", "rules", SETTING_TEXT, tag.rules, "",
         "directory of rules of your own, read anew at SIGHUP (depeche rules --help); empty: none"),
    TEXTS("tag", "layers", tag.layers,
          "what is looked for: names, norp, dates, amounts, quotes, rules, links; empty: all"),

    TEXT("store", "name", SETTING_NAME, store.name, "main", "name of this store in events and logs"),
    TEXT("store", "in", SETTING_ENDPOINT, store.in, "store.in", "bound: takes articles from the taggers"),
    TEXT("store", "ack", SETTING_ENDPOINT, store.ack, "store.ack", "bound: gives verdicts to the fetchers"),
    TEXT("store", "news", SETTING_ENDPOINT, store.news, "store.news", "bound: gives articles to subscribers"),
    TEXT("store", "query", SETTING_ENDPOINT, store.query, "store.query", "bound: takes requests"),
    NUMBER("store", "batch_items", SETTING_COUNT, store.batch_items, 1, 10000, 100,
           "at most so many articles are committed together"),
    NUMBER("store", "batch_wait", SETTING_DURATION, store.batch_wait, 0, 10 * SECOND, 200,
           "articles are gathered for so long at most"),
    NUMBER("store", "heartbeat", SETTING_DURATION, store.heartbeat, 10, MINUTE, SECOND,
           "interval of the message that tells subscribers the last sequence"),
    NUMBER("store", "index", SETTING_COUNT, store.index, 0, 1, 1,
           "1: articles are indexed, for searches and for filters of subscriptions; 0: neither is possible"),
    NUMBER(
        "store", "keep", SETTING_DURATION, store.keep, 0, 876000 * HOUR, 0,
        "articles stored longer ago expire: their text is given up, their address and verdict stay; 0: none"),
    TEXTS(
        "store", "keep_sources", store.keep_sources,
        "sources with another age, as \"news.example 90d\" or \"news.example ever\": a host and those below"),

    TEXT("sink", "name", SETTING_NAME, sink.name, "main", "name of this daemon in events and logs"),
    TEXT("sink", "status", SETTING_ENDPOINT, sink.status, "sink.status", "bound: takes requests"),
    TEXT("sink", "definitions", SETTING_TEXT, sink.definitions, "",
         "directory of sinks, one YAML file each, read anew at SIGHUP (depeche sink --help); empty: none"),
    TEXT("sink", "ca_file", SETTING_TEXT, sink.ca_file, "",
         "certificates of the authorities that are trusted, instead of the system's"),
};

const struct setting *config_find(struct slice section, struct slice key)
{
  for (size_t i = 0; i < CONFIG_SETTINGS; i++)
    if (slice_is(section, config_settings[i].section) && slice_is(key, config_settings[i].key))
      return &config_settings[i];
  return NULL;
}

bool config_is_section(struct slice name)
{
  for (size_t i = 0; i < CONFIG_SETTINGS; i++)
    if (name.length && slice_is(name, config_settings[i].section)) return true;
  return false;
}

const char *config_label(const struct setting *setting)
{
  static _Thread_local char label[64];
  snprintf(label, sizeof label, "%s%s%s", setting->section, *setting->section ? "." : "", setting->key);
  return label;
}

/* distance - how many letters must be changed, added or removed to get from one to the other (Levenshtein
 * 1966). */
static size_t distance(struct slice a, const char *b)
{
  enum { MOST = 40 };
  size_t row[MOST + 1], width = strlen(b);
  if (a.length > MOST || width > MOST) return MOST;
  for (size_t j = 0; j <= width; j++) row[j] = j;
  for (size_t i = 1; i <= a.length; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= width; j++) {
      size_t best = diagonal + (a.data[i - 1] != b[j - 1]);
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      diagonal = row[j];
      row[j] = best;
    }
  }
  return row[width];
}

/* unlikeness - how far a setting is from an unknown key: letters, and one more for standing in another
 * section. */
static size_t unlikeness(const struct setting *setting, struct slice section, struct slice key)
{
  return 2 * distance(key, setting->key) + !slice_is(section, setting->section);
}

static const char *likely_section(struct slice key)
{
  for (size_t i = 0; i < CONFIG_SETTINGS; i++)
    if (*config_settings[i].section && distance(key, config_settings[i].section) <= 2)
      return config_settings[i].section;
  return NULL;
}

void config_suggest(struct slice section, struct slice key, struct buffer *out)
{
  const struct setting *best = NULL;
  size_t least = 2 * (key.length / 3 + 1) + 1; /* a third of the letters may be wrong */
  for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
    size_t unlike = unlikeness(&config_settings[i], section, key);
    if (unlike > least || (best && unlike == least)) continue;
    best = &config_settings[i];
    least = unlike;
  }
  const char *name = section.length ? NULL : likely_section(key);
  if (!name && best) name = config_label(best);
  if (name) buffer_format(out, " (did you mean %s?)", name);
}
