/* test_feed.c - feeds of all kinds, as JSON: each line of a table is a feed, a path into what is printed, and
 * what stands there. */
#include "fetch/source/feed.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *arena;
static struct feed feed;

struct example {
  const char *body, *path, *expected; /* expected NULL: there is nothing */
};

/* find - "entries.0.title.value" in the printed model. */
static struct json *find(struct json *node, const char *path)
{
  while (*path && node) {
    size_t length = strcspn(path, ".");
    int64_t index;
    struct slice name = {path, length};
    if (slice_number(name, &index)) {
      for (node = json_first(node); node && index > 0; index--) node = json_next(node);
    } else {
      node = json_get(node, arena_string(arena, name));
    }
    path += length + (path[length] == '.');
  }
  return node;
}

static void parse_with(const char *body, const struct feed_hints *hints)
{
  dp_error error = {0};
  arena_reset(arena);
  if (!feed_parse(arena, slice_of(body), hints, &feed, &error)) fail_msg("%s: %s", body, error.text);
}

static void check(const struct example *example, const struct feed_hints *hints)
{
  parse_with(example->body, hints);
  struct json *out = json_object(arena);
  feed_print(&feed, arena, out);
  struct json *found = find(out, example->path);
  struct buffer text = BUFFER_EMPTY;
  if (found && json_type_of(found) == JSON_STRING)
    buffer_slice(&text, json_text(found));
  else if (found)
    json_print(found, &text);
  const char *given = found ? buffer_string(&text) : NULL;
  bool same =
      example->expected && given ? strcmp(given, example->expected) == 0 : !given && !example->expected;
  if (!same) fail_msg("%s\n%s is %s instead of %s", example->body, example->path, given, example->expected);
  buffer_free(&text);
}

#define CHECK_ALL(table)                                                                                     \
  for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++) check(&(table)[i], &no_hints)

static const struct feed_hints no_hints = {.url = {NULL, 0}};

static void the_kind_and_version_are_told(void **state)
{
  static const struct example table[] = {
      {"<rss version='2.0'/>", "version", "rss20"},
      {"<rss version='2.1'/>", "version", "rss20"},
      {"<rss/>", "version", "rss"},
      {"<rss version='0.91'/>", "version", "rss091u"},
      {"<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'x'><rss version='0.91'/>",
       "version", "rss091n"},
      {"<feed xmlns='http://www.w3.org/2005/Atom'/>", "version", "atom10"},
      {"<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "version", "atom03"},
      {"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns='http://purl.org/rss/1.0/'><channel/></r:RDF>",
       "version", "rss10"},
      {"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns='http://my.netscape.com/rdf/simple/0.9/'>"
       "<channel><title>t</title></channel></r:RDF>",
       "version", "rss090"},
      {"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
       "version", "rss090"},
      {"<CHANNEL><ITEM/></CHANNEL>", "version", "cdf"},
      {"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}", "version", "json1"},
      {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}", "kind", "json"},
      {"<html><body><rss version='2.0'><channel><title>t</title></channel></rss></body></html>",
       "feed.title.value", "t"},
  };
  (void)state;
  CHECK_ALL(table);
}

#define RSS(inside)        "<rss version='2.0'><channel>" inside "</channel></rss>"
#define RSS_ITEM(inside)   RSS("<item>" inside "</item>")
#define ATOM(inside)       "<feed xmlns='http://www.w3.org/2005/Atom'>" inside "</feed>"
#define ATOM_ENTRY(inside) ATOM("<entry>" inside "</entry>")

static void rss_is_read(void **state)
{
  static const struct example table[] = {
      {RSS("<title>A &amp; B</title>"), "feed.title.value", "A & B"},
      {RSS("<TITLE>t</TITLE>"), "feed.title.value", "t"},
      {RSS("<description>d</description>"), "feed.subtitle.value", "d"},
      {RSS("<ttl>60</ttl>"), "ttl_minutes", "60"},
      {RSS("<ttl>soon</ttl>"), "ttl_minutes", NULL},
      {RSS("<skipHours><hour>3</hour><hour>24</hour></skipHours>"), "skip_hours", "[0,3]"},
      {RSS("<skipDays><day>Sunday</day><day>saturday</day></skipDays>"), "skip_days", "[0,6]"},
      {RSS("<cloud domain='d' port='80'/>"), "feed.things.0.values.domain", "d"},
      {RSS("<textInput><title>t</title><link>http://a/</link></textInput>"), "feed.things.0.values.link",
       "http://a/"},
      {RSS("<image><url>http://a/i</url><width>8</width></image>"), "feed.image.width", "8"},
      {RSS("<image><title>no</title></image>"), "feed.title", NULL},
      {RSS("<webMaster>m@a.example (M)</webMaster>"), "feed.publishers.0.email", "m@a.example"},
      {RSS_ITEM("<link> http://a/?x=1&amp;y=2 </link>"), "entries.0.link", "http://a/?x=1&y=2"},
      {RSS_ITEM("<guid>http://a/1</guid>"), "entries.0.link", "http://a/1"},
      {RSS_ITEM("<guid isPermaLink='false'>1</guid>"), "entries.0.link", NULL},
      {RSS_ITEM("<guid>http://a/1</guid><link>http://a/2</link>"), "entries.0.link", "http://a/2"},
      {RSS_ITEM("<pubDate>Thu, 01 Jan 2004 19:48:21 +0100</pubDate>"), "entries.0.published.utc",
       "2004-01-01T18:48:21Z"},
      {RSS_ITEM("<description>&lt;b&gt;x&lt;/b&gt;</description>"), "entries.0.summary.value", "<b>x</b>"},
      {RSS_ITEM("<title>&lt;b&gt;x&lt;/b&gt;</title>"), "entries.0.title.type", "text/html"},
      {RSS_ITEM("<title>1 &lt; 2</title>"), "entries.0.title.type", "text/plain"},
      {RSS_ITEM("<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>&lt;p&gt;x</c:encoded>"),
       "entries.0.contents.0.value", "<p>x"},
      {RSS_ITEM("<content:encoded>x</content:encoded>"), "entries.0.contents.0.value", "x"},
      {RSS_ITEM("<content:encoded>x</content:encoded>"), "entries.0.summary_is_content", "true"},
      {RSS_ITEM("<description>a</description><content:encoded>b</content:encoded>"),
       "entries.0.summary.value", "a"},
      {RSS_ITEM("<enclosure url='http://a/m.mp3' length='5' type='audio/mpeg'/>"), "entries.0.links.0.rel",
       "enclosure"},
      {RSS_ITEM("<category domain='d'>c</category><category>c</category>"), "entries.0.tags.1.term", "c"},
      {RSS_ITEM("<category>c</category><category>c</category>"), "entries.0.tags.1", NULL},
      {RSS_ITEM("<author>me@a.example (Me)</author>"), "entries.0.authors.0.name", "Me"},
      {RSS_ITEM("<author>Me &lt;me@a.example&gt;</author>"), "entries.0.authors.0.email", "me@a.example"},
      {RSS_ITEM("<source url='http://s/'>S</source>"), "entries.0.source.title.value", "S"},
      {RSS_ITEM("<comments>http://a/c</comments>"), "entries.0.comments", "http://a/c"},
      {"<rss><item><title>outside</title></item></rss>", "entries.0.title.value", "outside"},
      {RSS("<wrapper><item><title>x</title></item></wrapper>"), "entries.0.title.value", "x"},
  };
  (void)state;
  CHECK_ALL(table);
}

static void atom_is_read(void **state)
{
  static const struct example table[] = {
      {ATOM("<link rel='self' href='http://a/f'/>"), "self", "http://a/f"},
      {ATOM("<link rel='hub' href='http://h/'/><link rel='hub' href='http://i/'/>"), "hubs.1.href",
       "http://i/"},
      {ATOM("<link rel='next' href='http://a/2'/>"), "next_page", "http://a/2"},
      {ATOM("<subtitle type='html'>&lt;i&gt;x&lt;/i&gt;</subtitle>"), "feed.subtitle.value", "<i>x</i>"},
      {ATOM("<generator uri='http://g/' version='1'>G</generator>"), "feed.generator_url", "http://g/"},
      {ATOM_ENTRY("<id>x</id><link href='http://a/1'/>"), "entries.0.link", "http://a/1"},
      {ATOM_ENTRY("<link rel='alternate' type='application/pdf' href='http://a/1'/>"), "entries.0.link",
       "http://a/1"},
      {ATOM_ENTRY("<title type='text'>1 &lt; 2 &amp;amp;</title>"), "entries.0.title.value", "1 < 2 &amp;"},
      {ATOM_ENTRY(
           "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <B>c</B><br/></div></title>"),
       "entries.0.title.value", "a <b>c</b><br />"},
      {ATOM_ENTRY("<content type='image/png'>aGk=</content>"), "entries.0.contents.0.value", "hi"},
      {ATOM_ENTRY("<content src='http://a/m' type='video/mp4'/>"), "entries.0.contents.0.src", "http://a/m"},
      {ATOM_ENTRY("<author><name>N</name><email>e@a.example</email><uri>http://n/</uri></author>"),
       "entries.0.author", "N (e@a.example)"},
      {ATOM_ENTRY("<updated>2003-12-31T10:14:55-08:00</updated>"), "entries.0.updated.utc",
       "2003-12-31T18:14:55Z"},
      {ATOM_ENTRY("<source><id>s</id><title>S</title></source><title>T</title>"), "entries.0.title.value",
       "T"},
      {ATOM_ENTRY("<source><id>s</id></source>"), "entries.0.source.id", "s"},
      {ATOM_ENTRY("<category term='t' scheme='s' label='l'/>"), "entries.0.tags.0.label", "l"},
      {"<entry xmlns='http://www.w3.org/2005/Atom'><title>alone</title></entry>", "entries.0.title.value",
       "alone"},
  };
  (void)state;
  CHECK_ALL(table);
}

static void other_formats_are_read(void **state)
{
  static const struct example table[] = {
      {"<CHANNEL HREF='http://a/' LASTMOD='2004-04-06T23:05:43Z'><ABSTRACT>x</ABSTRACT></CHANNEL>",
       "feed.subtitle.value", "x"},
      {"<CHANNEL HREF='http://a/'/>", "feed.link", "http://a/"},
      {"<CHANNEL><ITEM HREF='http://a/1'><ABSTRACT>x</ABSTRACT></ITEM></CHANNEL>", "entries.0.summary.value",
       "x"},
      {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
       "<channel/><item rdf:about='http://a/1'><title>x</title></item></rdf:RDF>",
       "entries.0.id", "http://a/1"},
      {"{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"T\",\"items\":[{\"id\":7}]}",
       "entries.0.id", "7"},
      {"{\"version\":\"https://jsonfeed.org/version/1\",\"hubs\":[{\"type\":\"WebSub\",\"url\":\"http://h/"
       "\"}]}",
       "hubs.0.href", "http://h/"},
      {"{\"version\":\"https://jsonfeed.org/version/"
       "1\",\"items\":[{\"id\":\"a\",\"content_html\":\"<p>x<script>y\"}]}",
       "entries.0.contents.0.value", "<p>x"},
      {"{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"a\nb\xFF\"}", "feed.title.value",
       "a b\xEF\xBF\xBD"},
      {"{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"a\nb\"}", "bozo", "true"},
      {"\xEF\xBB\xBF{\"version\":\"https://jsonfeed.org/version/"
       "1.1\",\"items\":[{\"id\":\"a\",\"_x\":{\"y\":1}}]}",
       "entries.0.extensions.0.json", "{\"y\":1}"},
  };
  (void)state;
  CHECK_ALL(table);
}

static void modules_are_read(void **state)
{
  static const struct example table[] = {
      {RSS_ITEM("<dc:creator>A</dc:creator><dc:creator>B</dc:creator>"), "entries.0.authors.1.name", "B"},
      {RSS_ITEM("<dc:date>2004-01-02</dc:date>"), "entries.0.updated.utc", "2004-01-02T00:00:00Z"},
      {RSS("<dcterms:valid>start=2002-10-13T09:00+01:00;scheme=W3C-DTF</dcterms:valid>"),
       "feed.valid_from.utc", "2002-10-13T08:00:00Z"},
      {RSS("<sy:updatePeriod>daily</sy:updatePeriod>"), "update_seconds", "86400"},
      {RSS("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"),
       "update_seconds", "1800"},
      {RSS("<itunes:category text='A'><itunes:category text='B'/></itunes:category>"), "feed.tags.1.term",
       "B"},
      {RSS("<itunes:image href='http://a/i'/>"), "feed.image.href", "http://a/i"},
      {RSS("<itunes:link rel='image' href='http://a/i'/>"), "feed.image.href", "http://a/i"},
      {RSS("<itunes:new-feed-url>http://new/</itunes:new-feed-url>"), "feed.new_location", "http://new/"},
      {RSS_ITEM("<itunes:explicit>clean</itunes:explicit>"), "entries.0.itunes_explicit", "false"},
      {RSS_ITEM(
           "<media:group><media:content url='u'><media:title>m</media:title></media:content></media:group>"),
       "entries.0.things.0.values.url", "u"},
      {RSS_ITEM("<media:title>m</media:title><title>t</title>"), "entries.0.title.value", "t"},
      {RSS_ITEM("<media:keywords>a, b</media:keywords>"), "entries.0.tags.1.term", "b"},
      {RSS_ITEM("<media:credit role='r'>c</media:credit>"), "entries.0.things.0.values.content", "c"},
      {RSS_ITEM("<georss:point>42.9 -71.2</georss:point>"), "entries.0.place.points",
       "[[\"-71.2\",\"42.9\"]]"},
      {RSS_ITEM("<geo:lat>42.9</geo:lat><geo:long>-71.2</geo:long>"), "entries.0.place.points",
       "[[\"-71.2\",\"42.9\"]]"},
      {RSS_ITEM("<georss:where><gml:Point><gml:pos>1 2</gml:pos></gml:Point></georss:where>"),
       "entries.0.place.type", "Point"},
      {RSS_ITEM("<georss:box>1 2 3 4</georss:box>"), "entries.0.place.type", "Box"},
      {RSS_ITEM("<georss:polygon>1 2</georss:polygon>"), "entries.0.place", NULL},
      {RSS_ITEM("<psc:chapters version='1'><psc:chapter start='00:03:07.250' title='x'/></psc:chapters>"),
       "entries.0.chapters.list.0.start_ms", "187250"},
      {RSS_ITEM("<creativeCommons:license>http://l/</creativeCommons:license>"), "entries.0.license",
       "http://l/"},
      {RSS_ITEM("<wfw:commentRss>http://a/c</wfw:commentRss>"), "entries.0.wfw_commentrss", "http://a/c"},
      {RSS_ITEM("<slash:comments>7</slash:comments>"), "entries.0.extensions.0.text", "7"},
      {RSS_ITEM("<x:Y xmlns:x='urn:x' a='1'><x:z>2</x:z></x:Y>"), "entries.0.extensions.0.children.0.text",
       "2"},
      {RSS("<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='http://h/'/>"), "hubs.0.href",
       "http://h/"},
  };
  (void)state;
  CHECK_ALL(table);
}

static void references_are_resolved(void **state)
{
  static const struct feed_hints hints = {.url = {"http://a/f/x.xml", 16}, .content_location = {"/g/", 3}},
                                 unsafe = {.url = {"http://a/f/x.xml", 16},
                                           .content_location = {"javascript:x", 12}};
  static const struct example table[] = {
      {ATOM_ENTRY("<link href='b'/>"), "entries.0.link", "http://a/g/b"},
      {ATOM_ENTRY("<link xml:base='http://c/' href='b'/>"), "entries.0.link", "http://c/b"},
      {ATOM_ENTRY("<link xml:base='d/' href='b'/>"), "entries.0.link", "http://a/g/d/b"},
      {ATOM_ENTRY("<link xml:base='javascript:d' href='b'/>"), "entries.0.link", "http://a/g/b"},
      {ATOM_ENTRY("<link href='HTTP://B/x'/>"), "entries.0.link", "HTTP://B/x"},
      {ATOM_ENTRY("<title type='html'>&lt;img src=b&gt;</title>"), "entries.0.title.value",
       "<img src=\"http://a/g/b\" />"},
      {RSS_ITEM("<link>/b</link>"), "entries.0.link", "http://a/b"},
      {"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"url\":\"b\"}]}",
       "entries.0.link", "http://a/g/b"},
  };
  static const struct example last = {ATOM_ENTRY("<link href='b'/>"), "entries.0.link", "http://a/f/b"};
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) check(&table[i], &hints);
  check(&last, &unsafe);
}

static void languages_are_inherited(void **state)
{
  static const struct feed_hints hints = {.content_language = {"de", 2}};
  static const struct example table[] = {
      {"<feed xml:lang='en_US' xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>",
       "feed.title.language", "en-US"},
      {"<feed xml:lang='en' xmlns='http://www.w3.org/2005/Atom'><title xml:lang=''>x</title></feed>",
       "feed.title.language", NULL},
      {ATOM("<title>x</title>"), "feed.title.language", "de"},
      {ATOM("<title>x</title>"), "feed.language", "de"},
      {RSS("<language>fr</language><title>x</title>"), "feed.title.language", "fr"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) check(&table[i], &hints);
}

static void text_is_mended(void **state)
{
  static const struct example table[] = {
      {RSS_ITEM("<title>Caf\xC3\x83\xC2\xA9</title>"), "entries.0.title.value", "Caf\xC3\xA9"},
      {RSS_ITEM("<title>&#147;x&#148;</title>"), "entries.0.title.value", "\xE2\x80\x9Cx\xE2\x80\x9D"},
      {RSS_ITEM("<title>\xC3\xA9&nbsp;R&D</title>"), "entries.0.title.value", "\xC3\xA9\xC2\xA0R&D"},
  };
  (void)state;
  CHECK_ALL(table);
}

static void consumers_get_what_they_ask_for(void **state)
{
  (void)state;
  parse_with(RSS_ITEM("<title>T</title><description>short</description><content:encoded>&lt;p&gt;much "
                      "&amp;amp; longer&lt;/p&gt;"
                      "</content:encoded><pubDate>2004-01-02</pubDate><enclosure url='http://a/e'/>"),
             &no_hints);
  const struct feed_item *entry = feed.entries;
  assert_true(slice_is(feed_item_identity(entry), "T"));
  assert_true(feed_item_date(entry) == &entry->published);
  assert_true(slice_is(feed_item_link(entry, "enclosure")->href, "http://a/e"));
  assert_null(feed_item_link(entry, "self"));
  assert_true(slice_is(feed_text_plain(arena, feed_item_text(entry)), "much & longer"));
  struct feed_text plain = {.type = SLICE("text/plain"), .value = SLICE("a < b")};
  assert_true(slice_is(feed_text_plain(arena, &plain), "a < b"));
}

static void what_is_no_feed_is_refused(void **state)
{
  static const char *const bodies[] = {"",
                                       "   ",
                                       "hello",
                                       "<html><body>x</body></html>",
                                       "{}",
                                       "{\"items\":1}",
                                       "{\"a\":",
                                       "[1]",
                                       "<opml version='1'/>",
                                       "<!DOCTYPE rss>"};
  (void)state;
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    dp_error error = {0};
    arena_reset(arena);
    assert_false(feed_parse(arena, slice_of(bodies[i]), &no_hints, &feed, &error));
    assert_int_equal(error.code, EX_DATAERR);
    assert_true(error.text[0]);
    assert_string_equal(feed.encoding, "utf-8");
  }
}

static struct buffer repeated(const char *start, const char *piece, size_t count, const char *end)
{
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, start);
  for (size_t i = 0; i < count; i++) buffer_text(&text, piece);
  buffer_text(&text, end);
  return text;
}

static bool parse_buffer(const struct buffer *text)
{
  arena_reset(arena);
  return feed_parse(arena, buffer_view(text), &no_hints, &feed, NULL);
}

static void entries_and_lists_are_limited(void **state)
{
  (void)state;
  struct buffer text =
      repeated("<rss><channel>", "<item><title>x</title></item>", FEED_MAX_ENTRIES + 5, "</channel></rss>");
  assert_true(parse_buffer(&text));
  assert_int_equal(feed.entry_count, FEED_MAX_ENTRIES);
  assert_true(feed.cut && feed.bozo);
  buffer_free(&text);
  text = repeated("<rss><channel>", "<link>http://h/</link>", 3000, "</channel></rss>");
  assert_true(parse_buffer(&text));
  size_t links = 0;
  for (const struct feed_link *link = feed.about.links; link; link = link->next) links++;
  assert_int_equal(links, FEED_MAX_LIST);
  buffer_free(&text);
}

static void size_is_limited(void **state)
{
  (void)state;
  struct buffer text = repeated("<rss>", "0123456789abcdef", FEED_MAX_BYTES / 16, "</rss>");
  assert_false(parse_buffer(&text));
  assert_true(feed.bozo);
  buffer_free(&text);
}

static void hostile_repeats_are_read(void **state)
{
  static const char *const pieces[] = {"<item>",
                                       "<channel>",
                                       "<title>&lt;!--",
                                       "<title>&lt;a b='",
                                       "<description>&lt;",
                                       "<media:group>",
                                       "&lt;script&gt;",
                                       "<link/>",
                                       "<category>x",
                                       "<xhtml:body>",
                                       "<author>a@b.c @",
                                       "<georss:point>1 2",
                                       "<itunes:category>",
                                       "<source>",
                                       "<itunes:keywords>,,,",
                                       "<media:content>x",
                                       "<geo:lat>1</geo:lat>",
                                       "<sy:updatePeriod/>"};
  (void)state;
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buffer text = repeated("<rss><channel><item>", pieces[i], 20000, "");
    parse_buffer(&text);
    assert_true(feed.bozo);
    buffer_free(&text);
  }
}

static void html_is_read_in_linear_time(void **state)
{
  static const char *const pieces[] = {"&lt;!-- &gt;", "&lt;a b='&quot;", "&lt;a b=\"x", "&lt;!DOCTYPE",
                                       "&lt;?",        "&lt;script&gt;",  "&amp;amp",    "&lt;applet&gt;",
                                       "&lt;svg&gt;",  "--&gt;"};
  (void)state;
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buffer text = repeated("<rss><channel><item><description>", pieces[i], 100000,
                                  "</description></item></channel></rss>");
    assert_true(parse_buffer(&text));
    buffer_free(&text);
  }
}

static void any_cut_is_read(void **state)
{
  const char whole[] =
      ATOM("<title type='xhtml'><div><b>x</b></div></title><entry><author><name>n</name></author>"
           "<content type='html'>&lt;a href='x'&gt;</content><georss:point>1 2</georss:point></entry>");
  (void)state;
  for (size_t length = 0; length < sizeof whole - 1; length++) {
    arena_reset(arena);
    if (feed_parse(arena, (struct slice){whole, length}, &no_hints, &feed, NULL)) assert_true(feed.bozo);
    feed_print(&feed, arena, json_object(arena));
  }
}

static int open_arena(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int close_arena(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_kind_and_version_are_told),
      cmocka_unit_test(rss_is_read),
      cmocka_unit_test(atom_is_read),
      cmocka_unit_test(other_formats_are_read),
      cmocka_unit_test(modules_are_read),
      cmocka_unit_test(references_are_resolved),
      cmocka_unit_test(languages_are_inherited),
      cmocka_unit_test(text_is_mended),
      cmocka_unit_test(consumers_get_what_they_ask_for),
      cmocka_unit_test(what_is_no_feed_is_refused),
      cmocka_unit_test(entries_and_lists_are_limited),
      cmocka_unit_test(size_is_limited),
      cmocka_unit_test(hostile_repeats_are_read),
      cmocka_unit_test(html_is_read_in_linear_time),
      cmocka_unit_test(any_cut_is_read),
  };
  return cmocka_run_group_tests(tests, open_arena, close_arena);
}
