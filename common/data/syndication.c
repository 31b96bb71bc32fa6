/* syndication.c - two formats, one entry: the same facts under the names of each. */
#include "data/syndication.h"

#include "base/utf8.h"
#include "data/article.h"

enum { SUMMARY = 600 /* bytes of the text that an entry shows */ };

/* ---- XML ---- */

/* put_text - character data; U+FFFD for what XML 1.0 has no way to write. */
static void put_text(struct slice text, struct buffer *out)
{
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    bool noncharacter = c == 0xEF && i + 2 < text.length && (unsigned char)text.data[i + 1] == 0xBF &&
                        (unsigned char)text.data[i + 2] >= 0xBE; /* U+FFFE, U+FFFF */
    if (c == '&')
      buffer_text(out, "&amp;");
    else if (c == '<')
      buffer_text(out, "&lt;");
    else if (c == '>')
      buffer_text(out, "&gt;");
    else if (c == '"')
      buffer_text(out, "&quot;");
    else if (c == '\r')
      buffer_text(out, "&#13;"); /* by itself, readers take it for a line end */
    else if ((c < ' ' && c != '\n' && c != '\t') || noncharacter)
      buffer_text(out, "\xEF\xBF\xBD");
    else
      buffer_byte(out, (char)c);
    if (noncharacter) i += 2;
  }
}

static void put_element(const char *name, struct slice text, struct buffer *out)
{
  if (!text.length) return;
  buffer_format(out, "    <%s>", name);
  put_text(text, out);
  buffer_format(out, "</%s>\n", name);
}

/* ---- times ---- */

static void put_rfc3339(const char *name, millis when, struct buffer *out)
{
  char time[CLOCK_TEXT];
  put_element(name, slice_of(clock_format(when, time)), out);
}

/* RFC 822, as RSS has it: "Thu, 14 Mar 2024 10:30:00 GMT". */
static void put_rfc822(const char *name, millis when, struct buffer *out)
{
  static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const millis day_length = 24 * 3600 * 1000;
  int64_t day = when / day_length - (when % day_length < 0);
  int64_t second = (when - day * day_length) / 1000;
  int year, month, of_month;
  clock_date(day, &year, &month, &of_month);
  buffer_format(out, "    <%s>%s, %02d %s %04d %02d:%02d:%02d GMT</%s>\n", name, days[((day % 7) + 7) % 7],
                of_month, months[month - 1], year, (int)(second / 3600), (int)(second / 60 % 60),
                (int)(second % 60), name);
}

static bool is_atom(const struct syndication *feed)
{
  return feed->format == SYNDICATION_ATOM;
}

/* ---- the feed ---- */

void syndication_begin(const struct syndication *feed, struct buffer *out)
{
  buffer_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
  buffer_text(out, is_atom(feed) ? "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
                                 : "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n  "
                                   "<channel>\n");
  put_element("title", feed->title, out);
  if (is_atom(feed)) {
    put_element("id", feed->id, out);
    put_rfc3339("updated", feed->updated, out);
    buffer_text(out, "    <generator>depeche</generator>\n");
    return;
  }
  put_element("link", feed->id, out);
  put_element("description", feed->title, out);
  put_rfc822("lastBuildDate", feed->updated, out);
  buffer_text(out, "    <generator>depeche</generator>\n");
}

void syndication_end(const struct syndication *feed, struct buffer *out)
{
  buffer_text(out, is_atom(feed) ? "</feed>\n" : "  </channel>\n</rss>\n");
}

/* ---- an entry ---- */

static struct slice summary_of(const struct json *article)
{
  struct slice said = json_get_text(json_first(json_get(article, "descriptions")), "value");
  return utf8_cut(said.length ? said : article_text(article), SUMMARY);
}

static struct slice title_of(const struct json *article)
{
  struct slice title = article_headline(article);
  return title.length ? title : article_uri(article);
}

static void put_authors(const struct syndication *feed, const struct json *article, struct buffer *out)
{
  const struct json *authors = json_get(json_get(article, "depeche"), "authors");
  for
    json_each(author, authors)
    {
      if (is_atom(feed)) buffer_text(out, "    <author>\n  ");
      put_element(is_atom(feed) ? "name" : "dc:creator", json_text(author), out);
      if (is_atom(feed)) buffer_text(out, "    </author>\n");
    }
  if (is_atom(feed) && !json_count(authors)) { /* an entry must have one */
    buffer_text(out, "    <author>\n  ");
    struct slice site = article_site(article);
    put_element("name", site.length ? site : SLICE("unknown"), out);
    buffer_text(out, "    </author>\n");
  }
}

/* published_of - the article's own day; where it names none, when it was stored. */
static millis published_of(const struct event *event)
{
  millis when;
  return clock_parse(article_published(event->data), &when) ? when : event->time;
}

static void put_atom(const struct syndication *feed, const struct event *event, struct buffer *out)
{
  put_element("id", article_uri(event->data), out);
  put_element("title", title_of(event->data), out);
  buffer_text(out, "    <link href=\"");
  put_text(article_uri(event->data), out);
  buffer_text(out, "\"/>\n");
  put_rfc3339("updated", event->time, out);
  put_rfc3339("published", published_of(event), out);
  put_authors(feed, event->data, out);
  put_element("summary", summary_of(event->data), out);
}

static void put_rss(const struct syndication *feed, const struct event *event, struct buffer *out)
{
  put_element("title", title_of(event->data), out);
  put_element("link", article_uri(event->data), out);
  put_element("guid", article_uri(event->data), out);
  put_rfc822("pubDate", published_of(event), out);
  put_authors(feed, event->data, out);
  put_element("description", summary_of(event->data), out);
}

void syndication_entry(const struct syndication *feed, const struct event *event, struct buffer *out)
{
  const char *name = is_atom(feed) ? "entry" : "item";
  buffer_format(out, "  <%s>\n", name);
  (is_atom(feed) ? put_atom : put_rss)(feed, event, out);
  buffer_format(out, "  </%s>\n", name);
}
