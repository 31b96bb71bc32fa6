/* source_print.c - sources for a person: a line each with the reason of trouble below it, or one in full. */
#include "cli/source.h"

#include <inttypes.h>

static enum style style_of(struct slice health)
{
  if (slice_is(health, "broken")) return STYLE_BAD;
  if (slice_is(health, "silent")) return STYLE_WARN;
  return slice_is(health, "lively") ? STYLE_GOOD : STYLE_DIM;
}

void source_print_refused(struct cli *cli, const struct json *row)
{
  printf("%srefused%s  ", terminal_style(&cli->out, STYLE_BAD), terminal_style(&cli->out, STYLE_PLAIN));
  terminal_text(&cli->out, json_get_text(row, "url"), 200);
  fputs(": ", stdout);
  terminal_text(&cli->out, json_get_text(row, "reason"), 200);
  putchar('\n');
}

/* age - how long a time is ago or ahead, in two units at most. */
static void age(struct slice time, char text[32])
{
  millis at;
  snprintf(text, 32, "-");
  if (!time.length || !clock_parse(time, &at)) return;
  int64_t seconds = (clock_now() - at) / 1000;
  const char *format = seconds < 0 ? "in %" PRId64 " %s" : "%" PRId64 " %s ago";
  if (seconds < 0) seconds = -seconds;
  if (seconds < 120)
    snprintf(text, 32, format, seconds, "s");
  else if (seconds < 7200)
    snprintf(text, 32, format, seconds / 60, "min");
  else if (seconds < 2 * 86400)
    snprintf(text, 32, format, seconds / 3600, "h");
  else
    snprintf(text, 32, format, seconds / 86400, "d");
}

static void every(int64_t seconds, char text[32])
{
  if (seconds <= 0)
    snprintf(text, 32, "-");
  else if (seconds < 120)
    snprintf(text, 32, "%" PRId64 " s", seconds);
  else if (seconds < 7200)
    snprintf(text, 32, "%" PRId64 " min", (seconds + 30) / 60);
  else
    snprintf(text, 32, "%" PRId64 " h", (seconds + 1800) / 3600);
}

static void print_columns(struct cli *cli, const struct json *source)
{
  struct terminal *out = &cli->out;
  struct slice health = json_get_text(source, "health"), kind = json_get_text(source, "kind");
  char interval[32], newest[32];
  every(json_get_integer(source, "interval_s", 0), interval);
  age(json_get_text(source, "last_new_at"), newest);
  printf("%6" PRId64 "  %s%-7.*s%s  %-7.*s  %7s  %11s  %8" PRId64 "  ", json_get_integer(source, "source", 0),
         terminal_style(out, style_of(health)), (int)health.length, health.length ? health.data : "",
         terminal_style(out, STYLE_PLAIN), (int)kind.length, kind.length ? kind.data : "", interval, newest,
         json_get_integer(source, "entries_new", 0));
}

static void print_row(struct cli *cli, const struct json *source)
{
  struct terminal *out = &cli->out;
  struct slice reason = json_get_text(source, "reason");
  print_columns(cli, source);
  terminal_text(out, json_get_text(source, "url"), out->width > 80 ? out->width - 56 : 60);
  putchar('\n');
  terminal_wrapped(out, reason, 8);
}

void source_print_page(struct cli *cli, const struct json *sources, bool titles)
{
  if (titles && json_count(sources))
    printf("%ssource  health   kind       every     last new   brought  url%s\n",
           terminal_style(&cli->out, STYLE_BOLD), terminal_style(&cli->out, STYLE_PLAIN));
  for
    json_each(source, sources) print_row(cli, source);
}

/* In full: what has a value, in the order of the reply; lists as lines. */

/* print_key - the name of a member in words: "next_poll_at" is "next poll". */
static void print_key(struct cli *cli, struct slice key)
{
  char words[32];
  if (key.length > 3 && memcmp(key.data + key.length - 3, "_at", 3) == 0) key.length -= 3;
  snprintf(words, sizeof words, "%.*s", (int)key.length, key.data);
  for (char *underscore = words; (underscore = strchr(underscore, '_'));) *underscore = ' ';
  printf("  %s%-18s%s ", terminal_style(&cli->out, STYLE_DIM),
         slice_is(key, "interval_s") ? "asked every" : words, terminal_style(&cli->out, STYLE_PLAIN));
}

static void print_member(struct cli *cli, const struct json *member)
{
  struct slice key = json_key(member), text = json_text(member);
  char when[32];
  print_key(cli, key);
  if (slice_is(key, "interval_s")) {
    every(json_integer(member, 0), when);
    fputs(when, stdout);
  } else if (json_type_of(member) == JSON_STRING) {
    terminal_text(&cli->out, text, 400);
    if (key.length > 3 && memcmp(key.data + key.length - 3, "_at", 3) == 0) {
      age(text, when);
      printf("  (%s)", when);
    }
  } else {
    struct buffer value = BUFFER_EMPTY;
    json_print(member, &value);
    terminal_text(&cli->out, buffer_view(&value), 400);
    buffer_free(&value);
  }
  putchar('\n');
}

static void print_list(struct cli *cli, const struct json *rows)
{
  struct slice key = json_key(rows);
  if (json_count(rows) == 0) return;
  printf("  %s%.*s%s\n", terminal_style(&cli->out, STYLE_BOLD), (int)key.length, key.data,
         terminal_style(&cli->out, STYLE_PLAIN));
  for
    json_each(row, rows)
    {
      struct buffer value = BUFFER_EMPTY;
      fputs("    ", stdout);
      if (json_type_of(row) == JSON_STRING)
        buffer_slice(&value, json_text(row));
      else
        json_print(row, &value);
      terminal_text(&cli->out, buffer_view(&value), 400);
      putchar('\n');
      buffer_free(&value);
    }
}

void source_print_whole(struct cli *cli, const struct json *source)
{
  printf("source %" PRId64 "  ", json_get_integer(source, "source", 0));
  terminal_text(&cli->out, json_get_text(source, "url"), 400);
  putchar('\n');
  for
    json_each(member, source)
    {
      if (slice_is(json_key(member), "source") || slice_is(json_key(member), "url")) continue;
      if (slice_is(json_key(member), "last_detail") &&
          slice_equal(json_text(member), json_get_text(source, "reason")))
        continue;
      if (json_type_of(member) == JSON_ARRAY)
        print_list(cli, member);
      else
        print_member(cli, member);
    }
}
