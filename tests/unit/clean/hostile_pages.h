/* hostile_pages.h - pages made to hurt, each of any size: something before, a unit again and again, something
 * behind. "%u" in a unit is a number that grows. */
#ifndef TESTS_CLEAN_HOSTILE_PAGES_H
#define TESTS_CLEAN_HOSTILE_PAGES_H

#include "base/buffer.h"

#define HOSTILE_LD    "<script type=application/ld+json>"
#define HOSTILE_WORDS "un deux, trois quatre cinq. "

struct hostile {
  const char *name, *before, *unit, *behind;
};

static const struct hostile hostile_pages[] = {
    /* depth */
    {"nested div", "", "<div>", ""},
    {"nested div with text", "", "<div>" HOSTILE_WORDS, ""},
    {"nested span", "<p>", "<span>mot ", ""},
    {"nested table", "", "<table><tr><td>x ", ""},
    {"nested table without cells", "", "<table>", ""},
    {"nested list", "", "<ul><li>" HOSTILE_WORDS, ""},
    {"nested headings", "", "<h1><div>Titre " HOSTILE_WORDS, ""},
    {"nested svg", "", "<svg><g><desc>x", ""},
    {"nested math", "", "<math><mi><p>x", ""},
    {"nested template", "", "<template><p>x", ""},
    {"nested svg and math and template", "", "<svg><foreignObject><math><mi><template>x", ""},
    {"nested select", "", "<select><option>x", ""},
    {"nested forms and buttons", "", "<form><button><p>x", ""},
    /* width */
    {"empty elements", "", "<i></i>", ""},
    {"empty blocks", "", "<div></div>", ""},
    {"links", "", "<a href=/a%u>mot %u</a> ", ""},
    {"links with tags", "", "<a rel=tag href=/tag/a%u>mot %u</a> ", ""},
    {"authors", "", "<a rel=author href=/a%u>Jean Dupont%u</a> ", ""},
    {"author elements", "", "<span class=author>Par Jean Du%u</span><p>x", ""},
    {"by-lines", "", "<p>Par Jean Dupont et Anne Du%u</p>", ""},
    {"by-lines alike", "", "<p class=byline>Par Jean Dupont, Anne Martin</p>", ""},
    {"author metas", "", "<meta name=author content='Jean Du%u'>", ""},
    {"blocks", "", "<p>x %u</p>", ""},
    {"blocks of prose", "", "<p>Il fait beau, dit-on, sur toute la ville depuis lundi matin %u.</p>", ""},
    {"blocks alike", "", "<p>Il fait beau, dit-on, sur toute la ville depuis lundi matin.</p>", ""},
    {"blocks with classes of their own", "", "<div class=c%u>un deux trois %u</div>", ""},
    {"short lines", "<div>", "un mot %u<br><br>", "</div>"},
    {"items", "<ul>", "<li>un mot %u", ""},
    {"cells", "<table>", "<tr><td>un<td>mot %u", ""},
    {"headings", "", "<h1>Un titre %u</h1>", ""},
    {"headings that link", "", "<h2><a href=/a%u>Un titre %u</a></h2>", ""},
    {"headlines", "", "<h1 class=headline itemprop=headline>Un titre, long, long %u</h1>", ""},
    {"times", "", "<time datetime=2024-04-12>12 avril 2024</time><p>", ""},
    {"times of their own", "", "<p>publié le <time>%u</time>", ""},
    {"dates in text", "", "<p>Publié le 12 avril 2024 à 8h30", ""},
    {"dates in one line", "<p>", "12 avril 2024 ", ""},
    {"dated elements", "", "<div class='date published'>12/04/2024</div>", ""},
    {"metas", "", "<meta property=article:published_time content='31 février 2024'>", ""},
    {"metas of their own", "", "<meta name=a%u content=b>", ""},
    {"tags", "", "<meta property=article:tag content='mot %u'>", ""},
    {"links of the head", "", "<link rel=canonical href=/a%u>", ""},
    {"bases", "", "<base href=/a%u>", ""},
    {"pictures", "<p>" HOSTILE_WORDS, "<img src=/a%u.jpg width=600 alt='Une vue'>", ""},
    {"figures", "",
     "<figure><img src=/a%u.jpg srcset='b.jpg 1x, c.jpg 2x'><figcaption>Un mot</figcaption></figure>", ""},
    {"frames and films", "", "<iframe src=/a%u></iframe><video src=/b><source src=c></video>", ""},
    {"read also", "",
     "<p>Il fait beau, dit-on, sur toute la ville depuis lundi matin %u.</p><h3>Lire aussi</h3>", ""},
    {"related", "", "<h3>Related articles</h3>", ""},
    {"comments of readers", "", "<div class=comment><p>Un mot, dit-on, %u.</p></div>", ""},
    {"custom elements", "", "<a-b%u>x</a-b%u>", ""},
    {"unknown elements", "", "<zz%u>x</zz%u>", ""},
    /* runs */
    {"bold runs", "<p>", "<b>mot</b> ", "</p>"},
    {"runs in runs", "<p>", "<b><i><a href=/a>mot</a></i></b>, ", "</p>"},
    {"line breaks", "<p>", "mot <br>", "</p>"},
    {"a paragraph of links", "<p>", "<a href=https://e.org/%u>mot</a>, ", "</p>"},
    {"code", "<pre>", "x = %u;\n", "</pre>"},
    {"a word", "<p>", "mot", "</p>"},
    {"a sentence", "<p>", "mot ", "</p>"},
    {"commas", "<p>", ",", "</p>"},
    {"quotes and brackets", "<p>", "« ( [ \" ", "</p>"},
    {"capitals", "<p>", "ABC D. ", "</p>"},
    {"combining marks", "<p>", "\xCC\x81\xCC\xA3", "</p>"},
    {"white space", "", " \n\t", ""},
    {"hard spaces", "<p>", "&nbsp;\n<br> ", ""},
    {"Chinese", "<p>", "今天天气很好。", "</p>"},
    /* formatting */
    {"unclosed bold", "", "<b>", ""},
    {"unclosed bold in paragraphs", "", "<p><b>mot", ""},
    {"misnested", "<a><b><i><div>", "<p></a><b><i></b></i>x", ""},
    {"misnested links", "", "<a href=x><p>mot<a href=y><div>", ""},
    {"closing tags", "", "</b></p>", ""},
    {"text between closing tags", "<p>", "mot, </b>", ""},
    {"text between closing tags in a table", "<table>", "mot, </b>", ""},
    {"text between tags that are passed over", "<p>", "mot, <html><head></head><body>", ""},
    {"text between NULs", "<p>", "mot, \x01", ""},
    {"text in a heading between closing tags", "<h1>", "mot, </b>", ""},
    {"text in svg", "<svg><desc>", "mot</b>", ""},
    {"text in tables", "<table>", "mot<b>", ""},
    {"fonts of their own", "", "<font a%u=1><p>x", ""},
    {"nobr and marquee", "", "<nobr><marquee><nobr>x", ""},
    /* tokens */
    {"attributes", "<p ", "a%u=x ", ">" HOSTILE_WORDS},
    {"attributes alike", "<p ", "a=x ", ">" HOSTILE_WORDS},
    {"a long attribute", "<p title='", "mot ", "'>" HOSTILE_WORDS},
    {"a long class", "<p class='", "share related nav ", "'>" HOSTILE_WORDS},
    {"a long class without spaces", "<p class='", "share", "'>" HOSTILE_WORDS},
    {"long classes", "",
     "<div class='article-body share related nav byline author date caption hidden print'>x", ""},
    {"a long style", "<p style='", "display:none;", "'>" HOSTILE_WORDS},
    {"a long address", "<p><a href='", "/../a?b", "'>mot</a>"},
    {"a long tag name", "<a", "bc", ">"},
    {"a tag without end", "<a href=\"", "mot ", ""},
    {"less-than signs", "", "<", ""},
    {"ampersands", "<p>", "&", ""},
    {"entities", "<p>", "&amp;&eacute;&#x1F600;&NotEqualTilde;", ""},
    {"long entities", "<p>&", "CounterClockwise", ""},
    {"numbers of entities", "<p>&#", "1", ";"},
    {"comments", "", "<!-- x -->", ""},
    {"a comment without end", "<!--", "-- >", ""},
    {"a script without end", "<script>", "<!--<script>", ""},
    {"a style without end", "<style>", "a { b: c } ", ""},
    {"scripts", "", "<script>x</script>", ""},
    {"CDATA", "", "<![CDATA[x]]>", ""},
    {"CDATA in svg", "<svg>", "<![CDATA[x]]>", ""},
    {"doctypes", "", "<!doctype html>", ""},
    {"instructions", "", "<?xml x?>", ""},
    {"titles", "", "<title>Un titre %u</title>", ""},
    {"a title of separators", "<title>", "a | b - ", "</title>"},
    {"a title without spaces", "<title>", "abc-", "</title>"},
    {"a long heading", "<title>mot</title><h1>", "mot ", "</h1>"},
    {"a description", "<meta name=description content='", "Il fait beau, dit-on. ", "'><p>" HOSTILE_WORDS},
    {"a meta of authors", "<meta name=author content='", "Jean Dupont, ", "'>"},
    {"a by-line of authors", "<p class=byline>Par ", "Jean Dupont, ", ""},
    {"keywords", "<meta name=keywords content='", "mot%u, ", "'>"},
    {"text areas", "", "<textarea>x</textarea>", ""},
    {"plain text", "<plaintext>", "<p>x ", ""},
    /* JSON-LD */
    {"JSON-LD, deep", HOSTILE_LD, "[", ""},
    {"JSON-LD, deep objects", HOSTILE_LD, "{\"a\":", ""},
    {"JSON-LD, wide", HOSTILE_LD "[", "{\"@type\":\"NewsArticle\",\"headline\":\"Un titre %u\"},",
     "0]</script>"},
    {"JSON-LD, many keys", HOSTILE_LD "{", "\"a%u\":1,", "\"b\":0}</script>"},
    {"JSON-LD, keys alike", HOSTILE_LD "{\"@type\":\"Article\",", "\"author\":{\"name\":\"Jean Du%u\"},",
     "\"b\":0}</script>"},
    {"JSON-LD, references", HOSTILE_LD "[",
     "{\"@id\":\"#%u\",\"@type\":\"Person\",\"name\":\"A\"},{\"@type\":\"Article\",\"author\":{\"@id\":\"#x%"
     "u\"}},",
     "0]</script>"},
    {"JSON-LD, graphs", HOSTILE_LD, "{\"@graph\":[", ""},
    {"JSON-LD, authors", HOSTILE_LD "{\"@type\":\"Article\",\"author\":[",
     "{\"@type\":\"Person\",\"name\":\"Jean Du%u\"},", "0]}</script>"},
    {"JSON-LD, a text", HOSTILE_LD "{\"@type\":\"Article\",\"articleBody\":\"",
     "Il fait beau, dit-on, \\u00e9t\\u00e9. ", "\"}</script>"},
    {"JSON-LD, escapes", HOSTILE_LD "{\"@type\":\"Article\",\"headline\":\"", "\\ud83d\\n\\\\",
     "\"}</script>"},
    {"JSON-LD, keywords", HOSTILE_LD "{\"@type\":\"Article\",\"keywords\":\"", "mot%u, ", "\"}</script>"},
    {"JSON-LD, pictures", HOSTILE_LD "{\"@type\":\"Article\",\"image\":[",
     "{\"url\":\"/a%u.jpg\",\"width\":60},", "0]}</script>"},
    {"JSON-LD, many scripts", "", HOSTILE_LD "{\"@type\":\"Article\",\"headline\":\"Un titre %u\"}</script>",
     ""},
    {"JSON-LD, broken scripts", "", HOSTILE_LD "{\"@type\":\"Article\",</script>", ""},
};
enum { HOSTILE_PAGES = sizeof hostile_pages / sizeof *hostile_pages };

static inline void hostile_append(struct buffer *page, const char *unit, unsigned number)
{
  for (const char *mark; (mark = strstr(unit, "%u")) != NULL; unit = mark + 2) {
    buffer_append(page, unit, (size_t)(mark - unit));
    buffer_format(page, "%u", number);
  }
  buffer_text(page, unit);
}

/* hostile_page - the page in some `size` bytes, behind paragraphs of prose that make an article. */
static inline void hostile_page(const struct hostile *hostile, const char *prose, size_t size,
                                struct buffer *page)
{
  buffer_clear(page);
  buffer_text(page, prose);
  buffer_text(page, hostile->before);
  for (unsigned number = 0; page->length < size; number++) hostile_append(page, hostile->unit, number);
  buffer_text(page, hostile->behind);
}

#endif
