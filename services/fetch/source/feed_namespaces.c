/* feed_namespaces.c - the namespaces of feeds, whatever prefix a feed gives them. */
#include "fetch/source/feed_internal.h"

/* An empty prefix: the feed formats themselves, which are read as one. Compared in lower case. */
static const struct {
  const char *uri, *prefix;
} namespaces[] = {
    {"http://blogs.law.harvard.edu/tech/rss", ""},
    {"http://cyber.law.harvard.edu/rss/rss.html", ""},
    {"http://purl.org/rss/1.0/", ""},
    {"http://my.netscape.com/rdf/simple/0.9/", ""},
    {"http://channel.netscape.com/rdf/simple/0.9/", ""},
    {"http://example.com/newformat#", ""},
    {"http://example.com/necho", ""},
    {"http://purl.org/echo/", ""},
    {"uri/of/echo/namespace#", ""},
    {"http://purl.org/pie/", ""},
    {"http://purl.org/atom/ns#", ""},
    {"http://www.w3.org/2005/atom", ""},
    {"https://www.w3.org/2005/atom", ""},
    {"http://purl.org/net/rss1.1#", ""},
    {"http://purl.org/rss/1.0/modules/rss091#", ""},
    {"http://webns.net/mvcb/", "admin"},
    {"http://purl.org/rss/1.0/modules/aggregation/", "ag"},
    {"http://purl.org/rss/1.0/modules/annotate/", "annotate"},
    {"http://purl.org/atom/app#", "app"},
    {"http://www.w3.org/2007/app", "app"},
    {"http://media.tangent.org/rss/1.0/", "audio"},
    {"http://backend.userland.com/blogchannelmodule", "blogchannel"},
    {"http://creativecommons.org/ns#license", "cc"},
    {"http://web.resource.org/cc/", "cc"},
    {"http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", "creativecommons"},
    {"http://backend.userland.com/creativecommonsrssmodule", "creativecommons"},
    {"http://purl.org/rss/1.0/modules/company", "co"},
    {"http://purl.org/rss/1.0/modules/content/", "content"},
    {"http://my.theinfo.org/changed/1.0/rss/", "cp"},
    {"http://purl.org/dc/elements/1.0/", "dc"},
    {"http://purl.org/dc/elements/1.1/", "dc"},
    {"http://purl.org/dc/terms/", "dcterms"},
    {"http://purl.org/rss/1.0/modules/email/", "email"},
    {"http://purl.org/rss/1.0/modules/event/", "ev"},
    {"http://rssnamespace.org/feedburner/ext/1.0", "feedburner"},
    {"http://freshmeat.net/rss/fm/", "fm"},
    {"http://xmlns.com/foaf/0.1/", "foaf"},
    {"http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"},
    {"http://www.georss.org/georss", "georss"},
    {"http://www.opengis.net/gml", "gml"},
    {"http://www.google.com/schemas/play-podcasts/1.0", "googleplay"},
    {"http://postneo.com/icbm/", "icbm"},
    {"http://purl.org/rss/1.0/modules/image/", "image"},
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"},
    {"https://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"},
    {"http://example.com/dtds/podcast-1.0.dtd", "itunes"},
    {"http://purl.org/rss/1.0/modules/link/", "l"},
    {"http://search.yahoo.com/mrss", "media"},
    {"http://search.yahoo.com/mrss/", "media"},
    {"https://search.yahoo.com/mrss/", "media"},
    {"http://a9.com/-/spec/opensearch/1.1/", "opensearch"},
    {"http://a9.com/-/spec/opensearchrss/1.0/", "opensearch"},
    {"http://madskills.com/public/xml/rss/module/pingback/", "pingback"},
    {"https://podcastindex.org/namespace/1.0", "podcast"},
    {"https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", "podcast"},
    {"http://prismstandard.org/namespaces/1.2/basic/", "prism"},
    {"http://podlove.org/simple-chapters", "psc"},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
    {"http://www.w3.org/2000/01/rdf-schema#", "rdfs"},
    {"http://purl.org/rss/1.0/modules/reference/", "ref"},
    {"http://purl.org/rss/1.0/modules/richequiv/", "reqv"},
    {"http://purl.org/rss/1.0/modules/search/", "search"},
    {"http://purl.org/rss/1.0/modules/slash/", "slash"},
    {"http://schemas.xmlsoap.org/soap/envelope/", "soap"},
    {"http://purl.org/rss/1.0/modules/servicestatus/", "ss"},
    {"http://hacks.benhammersley.com/rss/streaming/", "str"},
    {"http://purl.org/rss/1.0/modules/subscription/", "sub"},
    {"http://www.w3.org/2000/svg", "svg"},
    {"http://purl.org/rss/1.0/modules/syndication/", "sy"},
    {"http://schemas.pocketsoap.com/rss/mydescmodule/", "szf"},
    {"http://purl.org/rss/1.0/modules/taxonomy/", "taxo"},
    {"http://purl.org/rss/1.0/modules/threading/", "thr"},
    {"http://purl.org/syndication/thread/1.0", "thr"},
    {"http://purl.org/rss/1.0/modules/textinput/", "ti"},
    {"http://madskills.com/public/xml/rss/module/trackback/", "trackback"},
    {"http://wellformedweb.org/commentapi/", "wfw"},
    {"http://purl.org/rss/1.0/modules/wiki/", "wiki"},
    {"http://www.w3.org/1999/xhtml", "xhtml"},
    {"http://www.w3.org/1999/xlink", "xlink"},
    {"http://www.w3.org/xml/1998/namespace", "xml"},
};

const char *feed_prefix(struct slice uri)
{
  static const char userland[] = "http://backend.userland.com/rss"; /* with any number behind it */
  if (uri.length >= sizeof userland - 1 && strncasecmp(uri.data, userland, sizeof userland - 1) == 0)
    return "";
  for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
    if (uri.length == strlen(namespaces[i].uri) && strncasecmp(uri.data, namespaces[i].uri, uri.length) == 0)
      return namespaces[i].prefix;
  return NULL;
}

static void put_lower(char *to, struct slice text)
{
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    to[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
  }
}

/* undeclared - a prefix that nobody declared is taken for what it usually is; it stands for itself, but for
 * those of the formats. */
static const char *undeclared(struct slice prefix)
{
  return slice_is(prefix, "atom") || slice_is(prefix, "rss") ? "" : NULL;
}

struct slice feed_key(struct arena *arena, const struct xml_node *node, struct slice *prefix)
{
  const char *known = node->uri.length ? feed_prefix(node->uri) : undeclared(node->prefix);
  struct slice before = known ? slice_of(known) : node->prefix;
  size_t length = before.length + (before.length > 0) + node->name.length;
  char *key = arena_alloc(arena, length + 1);
  put_lower(key, before);
  if (before.length) key[before.length] = '_';
  put_lower(key + length - node->name.length, node->name);
  key[length] = 0;
  *prefix = (struct slice){key, before.length};
  return (struct slice){key, length};
}
