/* tagging_show.c - what was found in a text, for a person: the text with its mentions, what they name, who
 * said what. */
#include "base/memory.h"
#include "base/utf8.h"
#include "cli/tagging.h"

#include <stdlib.h>

enum { WIDEST_TYPE = 8, WIDEST_NAME = 40, WIDEST_LINK = 40, LEAST_TEXT = 20, VALUES_SHOWN = 200 };

enum style tagging_style(struct slice type)
{
  static const struct {
    const char *type;
    enum style style;
  } styles[] = {{"PER", STYLE_GOOD},    {"ORG", STYLE_WARN},      {"LOC", STYLE_NAME},
                {"EVENT", STYLE_THING}, {"PRODUCT", STYLE_THING}, {"NORP", STYLE_PEOPLE}};
  for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
    if (slice_is(type, styles[i].type)) return styles[i].style;
  return STYLE_VALUE;
}

/* The text. */

/* A piece of text that is in one mention, or in none. */
struct walk {
  struct slice text;
  size_t byte, point;
};

static struct slice walk_to(struct walk *walk, size_t point)
{
  size_t from = walk->byte;
  while (walk->point < point && walk->byte < walk->text.length)
    utf8_decode(walk->text, &walk->byte), walk->point++;
  return (struct slice){walk->text.data + from, walk->byte - from};
}

static struct slice walk_rest(struct walk *walk)
{
  return slice_from(walk->text, walk->byte);
}

/* mark_up - where there is no colour a mention stands in brackets with its type: "[Niger LOC]". */
static void mark_up(struct slice text, const struct json *mentions, struct buffer *out)
{
  struct walk walk = {.text = text};
  for
    json_each(mention, mentions)
    {
      buffer_slice(out, walk_to(&walk, (size_t)json_get_integer(mention, "start", 0)));
      buffer_byte(out, '[');
      buffer_slice(out, walk_to(&walk, (size_t)json_get_integer(mention, "end", 0)));
      buffer_byte(out, ' ');
      buffer_slice(out, json_get_text(mention, "type"));
      buffer_byte(out, ']');
    }
  buffer_slice(out, walk_rest(&walk));
}

/* put_line - a line of the text, with the style of each mention in it; `mention` is the first that ends
 * behind where the line begins, and becomes the first of the next line. */
static void put_line(struct terminal *out, struct walk *walk, size_t end, const struct json **mention)
{
  while (walk->byte < end) {
    size_t start = (size_t)json_get_integer(*mention, "start", INT64_MAX),
           past = (size_t)json_get_integer(*mention, "end", INT64_MAX);
    bool inside = *mention && walk->point >= start;
    struct walk line = {{walk->text.data, end}, walk->byte, walk->point};
    struct slice part = walk_to(&line, inside ? past : start);
    fputs(inside ? terminal_style(out, tagging_style(json_get_text(*mention, "type"))) : "", out->file);
    terminal_text(out, part, part.length);
    fputs(inside ? terminal_style(out, STYLE_PLAIN) : "", out->file);
    walk->byte = line.byte, walk->point = line.point;
    if (inside && walk->point >= past) *mention = json_next(*mention);
  }
}

static void put_colored(struct terminal *out, struct slice text, const struct json *mentions)
{
  struct walk walk = {.text = text};
  struct slice rest = text;
  const struct json *mention = json_first(mentions);
  size_t columns = out->width > 100 ? 100 : out->width;
  while (rest.length) {
    struct slice line = terminal_line(&rest, columns);
    put_line(out, &walk, (size_t)(line.data - text.data) + line.length, &mention);
    fputc('\n', out->file);
    while (walk.byte < text.length - rest.length) utf8_decode(text, &walk.byte), walk.point++;
    while (mention && (size_t)json_get_integer(mention, "end", 0) <= walk.point) mention = json_next(mention);
  }
}

static void put_text(struct terminal *out, struct slice text, const struct json *mentions)
{
  struct buffer marked = BUFFER_EMPTY;
  if (out->color) {
    put_colored(out, text, mentions);
  } else {
    mark_up(text, mentions, &marked);
    terminal_wrapped(out, buffer_view(&marked), 0);
  }
  buffer_free(&marked);
}

/* What they name. */

/* count_mentions - of each entity; the caller frees them. */
static size_t *count_mentions(const struct json *entities, const struct json *mentions)
{
  size_t count = json_count(entities), *times = memory_zero(count + 1, sizeof *times);
  for
    json_each(mention, mentions)
    {
      int64_t entity = json_get_integer(mention, "entity", -1);
      if (entity >= 0 && entity < (int64_t)count) times[entity]++;
    }
  return times;
}

static void add_part(struct buffer *out, const char *before, struct slice part)
{
  if (!part.length) return;
  if (out->length) buffer_byte(out, ' ');
  buffer_text(out, before);
  buffer_slice(out, part);
}

void tagging_put_link(struct terminal *out, const struct json *entity)
{
  struct buffer link = BUFFER_EMPTY;
  add_part(&link, "", json_get_text(entity, "iso3166"));
  add_part(&link, "", json_get_text(entity, "wikidata"));
  add_part(&link, "geonames:", json_get_text(entity, "geonames"));
  if (json_get(entity, "latitude"))
    buffer_format(&link, " %.2f,%.2f", json_number(json_get(entity, "latitude"), 0),
                  json_number(json_get(entity, "longitude"), 0));
  terminal_text(out, buffer_view(&link), WIDEST_LINK);
  buffer_free(&link);
}

static size_t widest_name(const struct json *list, const char *key)
{
  size_t widest = 4;
  for
    json_each(item, list)
    {
      size_t count = utf8_count(json_get_text(item, key));
      if (count > widest) widest = count;
    }
  return widest > WIDEST_NAME ? WIDEST_NAME : widest;
}

static void put_entities(struct terminal *out, const struct json *entities, const struct json *mentions)
{
  size_t width = widest_name(entities, "name"), number = 0;
  if (!json_first(entities)) return;
  size_t *times = count_mentions(entities, mentions);
  fprintf(out->file, "\n%s%-5s %-*s %-*s times link%s\n", terminal_style(out, STYLE_BOLD), "id", WIDEST_TYPE,
          "type", (int)width, "name", terminal_style(out, STYLE_PLAIN));
  for
    json_each(entity, entities)
    {
      struct slice type = json_get_text(entity, "type");
      fprintf(out->file, "e%-4zu ", number + 1);
      terminal_cell(out, tagging_style(type), type, WIDEST_TYPE);
      fputc(' ', out->file);
      terminal_cell(out, STYLE_PLAIN, json_get_text(entity, "name"), width);
      fprintf(out->file, " %5zu ", times[number++]);
      tagging_put_link(out, entity);
      fputc('\n', out->file);
    }
  free(times);
}

/* Values. */

static bool told_before(const struct json *const *told, size_t count, const struct json *mention)
{
  for (size_t i = 0; i < count; i++)
    if (slice_equal(json_get_text(told[i], "exact"), json_get_text(mention, "exact")) &&
        slice_equal(json_get_text(told[i], "value"), json_get_text(mention, "value")))
      return true;
  return false;
}

static void put_value(struct terminal *out, const struct json *mention)
{
  struct slice type = json_get_text(mention, "type"), value = json_get_text(mention, "value");
  struct buffer means = BUFFER_EMPTY;
  terminal_cell(out, tagging_style(type), type, WIDEST_TYPE);
  fputc(' ', out->file);
  terminal_cell(out, STYLE_PLAIN, json_get_text(mention, "exact"), WIDEST_NAME);
  fputc(' ', out->file);
  add_part(&means, "", value.length ? value : SLICE("?"));
  add_part(&means, "", json_get_text(mention, "unit"));
  add_part(&means, "", json_get_text(mention, "modifier"));
  terminal_text(out, buffer_view(&means), WIDEST_LINK);
  fputc('\n', out->file);
  buffer_free(&means);
}

static void put_values(struct terminal *out, const struct json *mentions)
{
  const struct json *told[VALUES_SHOWN];
  size_t count = 0;
  for
    json_each(mention, mentions)
    {
      if (json_get(mention, "entity") || told_before(told, count, mention)) continue;
      if (!count)
        fprintf(out->file, "\n%s%-*s %-*s means%s\n", terminal_style(out, STYLE_BOLD), WIDEST_TYPE, "type",
                WIDEST_NAME, "text", terminal_style(out, STYLE_PLAIN));
      if (count == VALUES_SHOWN) {
        fputs("…\n", out->file);
        return;
      }
      told[count++] = mention;
      put_value(out, mention);
    }
}

/* Quotes. */

/* put_quote - `walk` stands where the quote before begins; quotes come in the order of their starts. */
static void put_quote(struct terminal *out, struct walk *walk, const struct json *quote)
{
  const struct json *speaker = json_get(quote, "speaker");
  size_t columns = out->width > 60 ? out->width - 4 : 56;
  walk_to(walk, (size_t)json_get_integer(quote, "start", 0));
  struct walk inside = *walk;
  struct slice said = walk_to(&inside, (size_t)json_get_integer(quote, "end", 0));
  terminal_text(out, speaker ? json_get_text(speaker, "exact") : SLICE("(nobody named)"), columns);
  if (json_get_integer(speaker, "entity", -1) >= 0)
    fprintf(out->file, " (e%lld)", (long long)json_get_integer(speaker, "entity", -1) + 1);
  fprintf(out->file, "%s ", terminal_style(out, STYLE_DIM));
  terminal_text(out, json_get_text(quote, "cue"), columns);
  fputc(' ', out->file);
  terminal_text(out, json_get_text(quote, "addressee"), columns);
  fprintf(out->file, "%s\n    ", terminal_style(out, STYLE_PLAIN));
  terminal_text(out, said, columns);
  fputc('\n', out->file);
}

static void put_head(struct terminal *out, const struct json *answer)
{
  struct slice published = json_get_text(answer, "published");
  fputs(terminal_style(out, STYLE_DIM), out->file);
  terminal_text(out, json_get_text(answer, "language"), 12);
  if (json_get_bool(answer, "guessed", false)) fputs(" (guessed; --language says it)", out->file);
  fputs(" · ", out->file);
  terminal_text(out, published.length ? published : SLICE("no --date: relative days have no value"), 60);
  fprintf(out->file, "%s\n\n", terminal_style(out, STYLE_PLAIN));
}

void tagging_show(struct cli *cli, struct slice text, const struct json *answer)
{
  const struct json *mentions = json_get(answer, "mentions"), *quotes = json_get(answer, "quotes");
  struct walk walk = {.text = text};
  put_head(&cli->out, answer);
  put_text(&cli->out, text, mentions);
  put_entities(&cli->out, json_get(answer, "entities"), mentions);
  put_values(&cli->out, mentions);
  if (json_first(quotes))
    printf("\n%squotes%s\n", terminal_style(&cli->out, STYLE_BOLD), terminal_style(&cli->out, STYLE_PLAIN));
  for
    json_each(quote, quotes) put_quote(&cli->out, &walk, quote);
}

/* A table for other programs. */

static void put_field(struct slice field, bool last)
{
  for (size_t i = 0; i < field.length; i++) putchar((unsigned char)field.data[i] < ' ' ? ' ' : field.data[i]);
  putchar(last ? '\n' : '\t');
}

void tagging_print_table(const struct json *answer)
{
  const struct json *entities = json_get(answer, "entities");
  size_t count = json_count(entities), at = 0;
  const struct json **by_number = memory_zero(count + 1, sizeof *by_number);
  for
    json_each(entity, entities) by_number[at++] = entity;
  puts("start\tend\ttype\ttext\tid\tname\tvalue\tunit\tmodifier\tiso3166\tgeonames\twikidata");
  for
    json_each(mention, json_get(answer, "mentions"))
    {
      int64_t number = json_get_integer(mention, "entity", -1);
      const struct json *entity = number >= 0 && number < (int64_t)count ? by_number[number] : NULL;
      printf("%lld\t%lld\t", (long long)json_get_integer(mention, "start", 0),
             (long long)json_get_integer(mention, "end", 0));
      put_field(json_get_text(mention, "type"), false);
      put_field(json_get_text(mention, "exact"), false);
      if (entity) printf("e%lld", (long long)number + 1);
      putchar('\t');
      put_field(json_get_text(entity, "name"), false);
      put_field(json_get_text(mention, "value"), false);
      put_field(json_get_text(mention, "unit"), false);
      put_field(json_get_text(mention, "modifier"), false);
      put_field(json_get_text(entity, "iso3166"), false);
      put_field(json_get_text(entity, "geonames"), false);
      put_field(json_get_text(entity, "wikidata"), true);
    }
  free(by_number);
}
