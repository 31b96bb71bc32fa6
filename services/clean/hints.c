/* hints.c - class names are taken apart into words ("entry-content", "relatedPosts"), and each word is looked
 * up.
 *
 * A table of words, not of names: sites invent names without end, but from the same few hundred words. */
#include "clean/hints.h"

/* Two words that mean something only together: "post" + "content". */
enum {
  WORD_ARTICLE = 1 << 24,
  WORD_TEXT = 1 << 25,
  WORD_MORE = 1 << 26,
  WORD_READ = 1 << 27,
  WORD_MOST = 1 << 28,
  WORD_PART =
      1 << 29 /* of a thing, or one medium of several: "field--label-hidden", "hidden-xs" hide no more */
};

static const struct wordlist_entry words[] = {
    /* sorted by first letter; an entry that ends in '*' stands for all words that begin so */
    {"abstract", HINT_LEAD},
    {"ad", HINT_PROMO},
    {"ads", HINT_PROMO},
    {"adslot*", HINT_PROMO},
    {"adsense", HINT_PROMO},
    {"addthis*", HINT_SHARE},
    {"addtoany*", HINT_SHARE},
    {"advert*", HINT_PROMO},
    {"affiliate*", HINT_PROMO},
    {"also", HINT_WIDGET},
    {"article", WORD_ARTICLE},
    {"articlebody*", HINT_BODY},
    {"articlecontent*", HINT_BODY},
    {"articletext*", HINT_BODY},
    {"artikel", WORD_ARTICLE},
    {"artikeltext*", HINT_BODY},
    {"aside", HINT_FRAME},
    {"author*", HINT_BYLINE},
    {"autor*", HINT_BYLINE},
    {"banner*", HINT_WIDGET},
    {"bio", HINT_BIOGRAPHY},
    {"biography", HINT_BIOGRAPHY},
    {"blog", WORD_ARTICLE},
    {"body", WORD_TEXT},
    {"bodytext*", HINT_BODY},
    {"breadcrumb*", HINT_NAVIGATION},
    {"byline*", HINT_BYLINE},
    {"caption*", HINT_CAPTION},
    {"carousel*", HINT_GALLERY},
    {"categories", HINT_TAGS},
    {"category", HINT_TAGS},
    {"chapo", HINT_LEAD},
    {"chapeau", HINT_LEAD},
    {"comment*", HINT_COMMENTS},
    {"consent*", HINT_FRAME},
    {"content", WORD_TEXT},
    {"contributor*", HINT_BYLINE},
    {"cookie*", HINT_FRAME},
    {"copyright*", HINT_FRAME},
    {"credit", HINT_CAPTION},
    {"credits", HINT_CAPTION},
    {"cta", HINT_PROMO},
    {"cutline", HINT_CAPTION},
    {"date", HINT_DATE},
    {"dates", HINT_DATE},
    {"datetime", HINT_DATE},
    {"deck", HINT_LEAD},
    {"dek", HINT_LEAD},
    {"disclaimer", HINT_WIDGET},
    {"disqus*", HINT_COMMENTS},
    {"donat*", HINT_PROMO},
    {"entradilla", HINT_LEAD},
    {"entry", WORD_ARTICLE},
    {"entrycontent*", HINT_BODY},
    {"excerpt", HINT_LEAD},
    {"flyout", HINT_NAVIGATION},
    {"follow", HINT_WIDGET},
    {"footer*", HINT_FRAME},
    {"footnav*", HINT_NAVIGATION},
    {"fulltext", HINT_BODY},
    {"galler*", HINT_GALLERY},
    {"gdpr*", HINT_FRAME},
    {"headline", HINT_HEADLINE},
    {"hidden", HINT_HIDDEN},
    {"ingress", HINT_LEAD},
    {"intro", HINT_LEAD},
    {"keywords", HINT_TAGS},
    {"lead", HINT_LEAD},
    {"lede", HINT_LEAD},
    {"legal", HINT_WIDGET},
    {"lightbox", HINT_FRAME},
    {"livefyre", HINT_COMMENTS},
    {"label", WORD_PART},
    {"masthead", HINT_NAVIGATION},
    {"megamenu", HINT_NAVIGATION},
    {"menu*", HINT_NAVIGATION},
    {"mgid*", HINT_RELATED},
    {"modal", HINT_WIDGET},
    {"more", WORD_MORE},
    {"most", WORD_MOST},
    {"mostread", HINT_RELATED},
    {"mobile", WORD_PART},
    {"nav", HINT_NAVIGATION},
    {"navbar*", HINT_NAVIGATION},
    {"navi", HINT_NAVIGATION},
    {"navigation*", HINT_NAVIGATION},
    {"news", WORD_ARTICLE},
    {"newsletter*", HINT_PROMO},
    {"noprint", HINT_SHARE},
    {"onward*", HINT_RELATED},
    {"optin", HINT_PROMO},
    {"outbrain*", HINT_RELATED},
    {"overlay", HINT_WIDGET},
    {"pager", HINT_NAVIGATION},
    {"paging", HINT_NAVIGATION},
    {"pagination", HINT_NAVIGATION},
    {"perex", HINT_LEAD},
    {"popular*", HINT_RELATED},
    {"popup*", HINT_FRAME},
    {"post", WORD_ARTICLE},
    {"postcontent*", HINT_BODY},
    {"postmeta", HINT_BYLINE},
    {"posttext", HINT_BODY},
    {"preamble", HINT_LEAD},
    {"promo*", HINT_PROMO},
    {"pubdate*", HINT_DATE},
    {"print", WORD_PART},
    {"phone", WORD_PART},
    {"rail", HINT_FRAME},
    {"read", WORD_READ},
    {"readmore*", HINT_RELATED},
    {"readnext*", HINT_RELATED},
    {"recirc*", HINT_RELATED},
    {"recommend*", HINT_RELATED},
    {"related*", HINT_RELATED},
    {"relacionad*", HINT_RELATED},
    {"reply", HINT_COMMENTS},
    {"replies", HINT_COMMENTS},
    {"reporter", HINT_BYLINE},
    {"sapo", HINT_LEAD},
    {"share*", HINT_SHARE},
    {"sharing*", HINT_SHARE},
    {"sidebar*", HINT_FRAME},
    {"signature", HINT_BYLINE},
    {"signup*", HINT_PROMO},
    {"skip", HINT_WIDGET},
    {"skiplink*", HINT_NAVIGATION},
    {"slideshow*", HINT_GALLERY},
    {"social*", HINT_SHARE},
    {"sponsor*", HINT_PROMO},
    {"standfirst", HINT_LEAD},
    {"story", WORD_ARTICLE},
    {"storybody*", HINT_BODY},
    {"storytext*", HINT_BODY},
    {"subscri*", HINT_PROMO},
    {"subheadline", HINT_LEAD},
    {"subtitle", HINT_LEAD},
    {"suggest*", HINT_RELATED},
    {"summary", HINT_LEAD},
    {"taboola*", HINT_RELATED},
    {"tag", HINT_TAGS},
    {"tagcloud", HINT_TAGS},
    {"taglist", HINT_TAGS},
    {"tags", HINT_TAGS},
    {"teaser*", HINT_WIDGET},
    {"text", WORD_TEXT},
    {"timestamp*", HINT_DATE},
    {"toc", HINT_NAVIGATION},
    {"toolbar*", HINT_WIDGET},
    {"tools", HINT_WIDGET},
    {"topics", HINT_WIDGET},
    {"trending*", HINT_RELATED},
    {"txt", WORD_TEXT},
    {"visuallyhidden", HINT_HIDDEN},
    {"vorspann", HINT_LEAD},
    {"widget*", HINT_WIDGET},
    {"xs", WORD_PART},
    {"yarpp*", HINT_RELATED},
    {"zergnet", HINT_RELATED},
};

void hints_words(struct wordlist *list)
{
  wordlist_make(list, words, sizeof words / sizeof *words);
}

static unsigned combine(unsigned found)
{
  if ((found & WORD_ARTICLE) && (found & WORD_TEXT)) found |= HINT_BODY;
  if ((found & WORD_MORE) && (found & (WORD_READ | WORD_ARTICLE))) found |= HINT_RELATED;
  if ((found & WORD_MOST) && (found & WORD_READ)) found |= HINT_RELATED;
  if (found & WORD_PART) found &= ~(unsigned)HINT_HIDDEN;
  if (found & HINTS_OF_NOISE) found &= ~(unsigned)HINT_BODY; /* "related-post-content" */
  return found & ((1u << 24) - 1);
}

static unsigned hints_of_name(const struct wordlist *list, struct slice name)
{
  char word[WORDLIST_LONGEST];
  unsigned found = 0;
  size_t length;
  for (size_t at = 0; (length = wordlist_next(name, &at, true, word)) > 0;)
    found |= wordlist_find(list, word, length);
  return combine(found);
}

static unsigned read_names(const struct wordlist *list, struct slice value)
{
  unsigned found = 0;
  for (size_t at = 0; at < value.length;) {
    size_t end = at;
    while (end < value.length && (unsigned char)value.data[end] > ' ') end++;
    if (end > at) found |= hints_of_name(list, (struct slice){value.data + at, end - at});
    at = end + 1;
  }
  return found;
}

static unsigned hints_of_names(struct wordlist *list, struct slice value)
{
  bool known;
  unsigned *hints = wordlist_seen(list, value, &known);
  if (!known) *hints = read_names(list, value);
  return *hints;
}

static bool text_has(struct slice value, const char *part)
{
  return memmem(value.data, value.length, part, strlen(part)) != NULL;
}

static unsigned of_style(struct slice value)
{
  if (!text_has(value, "none") && !text_has(value, "hidden")) return 0;
  return text_has(value, "display:none") || text_has(value, "display: none") ||
                 text_has(value, "visibility:hidden") || text_has(value, "visibility: hidden")
             ? HINT_HIDDEN
             : 0;
}

static unsigned of_item(struct slice value)
{
  if (slice_is(value, "articleBody")) return HINT_ARTICLE_BODY;
  if (slice_is(value, "author") || slice_is(value, "editor")) return HINT_BYLINE;
  if (slice_is(value, "datePublished") || slice_is(value, "dateModified")) return HINT_DATE;
  if (slice_is(value, "comment")) return HINT_COMMENTS;
  return slice_is(value, "headline") ? HINT_HEADLINE : 0;
}

static unsigned of_role(struct slice value)
{
  if (slice_is(value, "navigation") || slice_is(value, "menu") || slice_is(value, "search"))
    return HINT_NAVIGATION;
  if (slice_is(value, "complementary") || slice_is(value, "contentinfo") || slice_is(value, "dialog"))
    return HINT_FRAME;
  return 0;
}

struct reader {
  struct wordlist *words;
  unsigned hints;
};

static void take_attribute(void *context, struct slice name, struct slice value)
{
  struct reader *reader = context;
  unsigned *found = &reader->hints;
  if (slice_is(name, "class") || slice_is(name, "id"))
    *found |= hints_of_names(reader->words, value);
  else if (slice_is(name, "style"))
    *found |= of_style(value);
  else if (slice_is(name, "hidden") || (slice_is(name, "aria-hidden") && slice_is(value, "true")))
    *found |= HINT_HIDDEN;
  else if (slice_is(name, "itemprop"))
    *found |= of_item(value);
  else if (slice_is(name, "role"))
    *found |= of_role(value);
}

unsigned hints_of(struct wordlist *list, const struct html_node *node)
{
  struct reader reader = {list, 0};
  html_each_attribute(node, take_attribute, &reader);
  return reader.hints;
}
