/* print_article.c - an article for a person on a terminal. */
#include "cli/cli.h"

#include "data/article.h"

#include <inttypes.h>

enum { KINDS_MOST = 16, NAMES_MOST = 6 };

static void print_line(struct terminal *out, const char *label, struct slice text)
{
  if (text.length == 0) return;
  fprintf(out->file, "      %s%s%s", terminal_style(out, STYLE_DIM), label, terminal_style(out, STYLE_PLAIN));
  terminal_text(out, text, out->width > 30 ? out->width - 8 : 24);
  fputc('\n', out->file);
}

/* A list of names, of which the first few are shown. */
struct names {
  struct terminal *out;
  size_t shown;
};

static bool print_name(struct names *names, struct slice name)
{
  if (names->shown++ == NAMES_MOST) {
    fputs(", …", names->out->file);
    return false;
  }
  fputs(names->shown > 1 ? ", " : " ", names->out->file);
  terminal_text(names->out, name, 40);
  return true;
}

/* said_before - an earlier mention has the same type and words. */
static bool said_before(const struct json *mentions, const struct json *mention)
{
  for (struct json *earlier = json_first(mentions); earlier != mention; earlier = json_next(earlier))
    if (slice_equal(json_get_text(earlier, "type"), json_get_text(mention, "type")) &&
        slice_equal(json_get_text(earlier, "exact"), json_get_text(mention, "exact")))
      return true;
  return false;
}

/* print_names - the entities of a type by their names, and what names none (dates, amounts) as it is said. */
static void print_names(struct terminal *out, const struct json *ours, struct slice type)
{
  const struct json *mentions = json_get(ours, "mentions");
  struct names names = {out, 0};
  fprintf(out->file, "      %s", terminal_style(out, STYLE_NAME));
  terminal_text(out, type, 12);
  fprintf(out->file, "%s", terminal_style(out, STYLE_PLAIN));
  bool room = true;
  for (struct json *entity = json_first(json_get(ours, "entities")); room && entity;
       entity = json_next(entity))
    if (slice_equal(json_get_text(entity, "type"), type))
      room = print_name(&names, json_get_text(entity, "name"));
  for (struct json *mention = json_first(mentions); room && mention; mention = json_next(mention))
    if (!json_get(mention, "entity") && slice_equal(json_get_text(mention, "type"), type) &&
        !said_before(mentions, mention))
      room = print_name(&names, json_get_text(mention, "exact"));
  fputc('\n', out->file);
}

static void print_mentions(struct terminal *out, const struct json *ours)
{
  struct slice kinds[KINDS_MOST];
  size_t count = 0;
  for (struct json *mention = json_first(json_get(ours, "mentions")); mention; mention = json_next(mention)) {
    struct slice type = json_get_text(mention, "type");
    size_t i = 0;
    while (i < count && !slice_equal(kinds[i], type)) i++;
    if (i < count || count == KINDS_MOST) continue;
    kinds[count++] = type;
    print_names(out, ours, type);
  }
}

void print_article(struct terminal *out, int64_t sequence, const struct json *article, bool whole)
{
  struct slice headline = article_headline(article), published = article_published(article);
  fprintf(out->file, "%s%5" PRId64 "%s ", terminal_style(out, STYLE_DIM), sequence,
          terminal_style(out, STYLE_PLAIN));
  fputs(terminal_style(out, STYLE_BOLD), out->file);
  terminal_text(out, headline.length ? headline : SLICE("(no headline)"),
                out->width > 30 ? out->width - 8 : 24);
  fprintf(out->file, "%s\n      ", terminal_style(out, STYLE_PLAIN));
  terminal_text(out, article_language(article), 12);
  fputs(published.length ? " · " : "", out->file);
  terminal_text(out, (struct slice){published.data, published.length < 10 ? published.length : 10}, 10);
  fputs(article_site(article).length ? " · " : "", out->file);
  terminal_text(out, article_site(article), 60);
  fputc('\n', out->file);
  print_line(out, "", article_uri(article));
  print_line(out, "by ", json_get_text(article, "by"));
  print_mentions(out, json_get(article, "depeche"));
  if (!whole) return;
  fputc('\n', out->file);
  terminal_wrapped(out, article_text(article), 6);
}
