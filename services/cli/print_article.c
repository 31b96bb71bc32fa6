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

static struct slice mention_name(const struct json *mention)
{
  return json_get_text(mention, "exact");
}

/* True when an earlier mention has the same type and name. */
static bool named_before(const struct json *mentions, const struct json *mention)
{
  for (struct json *earlier = json_first(mentions); earlier; earlier = json_next(earlier)) {
    if (earlier == mention) return false;
    if (slice_equal(json_get_text(earlier, "type"), json_get_text(mention, "type")) &&
        slice_equal(mention_name(earlier), mention_name(mention)))
      return true;
  }
  return false;
}

static void print_names(struct terminal *out, const struct json *mentions, struct slice type)
{
  size_t names = 0;
  fprintf(out->file, "      %s", terminal_style(out, STYLE_NAME));
  terminal_text(out, type, 12);
  fprintf(out->file, "%s", terminal_style(out, STYLE_PLAIN));
  for (struct json *mention = json_first(mentions); mention; mention = json_next(mention)) {
    if (!slice_equal(json_get_text(mention, "type"), type) || named_before(mentions, mention)) continue;
    if (names++ == NAMES_MOST) {
      fputs(", …", out->file);
      break;
    }
    fputs(names > 1 ? ", " : " ", out->file);
    terminal_text(out, mention_name(mention), 40);
  }
  fputc('\n', out->file);
}

static void print_mentions(struct terminal *out, const struct json *mentions)
{
  struct slice kinds[KINDS_MOST];
  size_t count = 0;
  for (struct json *mention = json_first(mentions); mention; mention = json_next(mention)) {
    struct slice type = json_get_text(mention, "type");
    size_t i = 0;
    while (i < count && !slice_equal(kinds[i], type)) i++;
    if (i < count || count == KINDS_MOST) continue;
    kinds[count++] = type;
    print_names(out, mentions, type);
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
  print_mentions(out, json_get(json_get(article, "depeche"), "mentions"));
  if (!whole) return;
  fputc('\n', out->file);
  terminal_wrapped(out, article_text(article), 6);
}
