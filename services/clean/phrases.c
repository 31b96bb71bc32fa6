/* phrases.c - tables of set phrases. All lower case, sorted by their first letter (ASCII first); matched at
 * the start of a block. */
#include "clean/phrases.h"

#include "clean/text.h"

static const char *const promos[] = {
    "also read",
    "advertisement",
    "article continues below",
    "all rights reserved",
    "a lire aussi",
    "abonnez-vous",
    "auch interessant",
    "auch lesen",
    "anzeige",
    "abonnieren sie",
    "advertentie",
    "annons",
    "ayrıca bakınız",
    "article réservé",
    "already a subscriber",
    "bekijk ook",
    "bereits abonnent",
    "click here",
    "click to",
    "continue reading",
    "categories:",
    "comments are closed",
    "copyright ",
    "compartir",
    "compartilhe",
    "condividi",
    "czytaj także",
    "czytaj też",
    "czytaj więcej",
    "czytaj również",
    "cet article est réservé",
    "contenu réservé",
    "contenido exclusivo para",
    "contenuto riservato",
    "conteúdo exclusivo",
    "download the",
    "download our",
    "don't miss",
    "découvrez aussi",
    "dans la même rubrique",
    "das könnte sie auch",
    "déjà abonné",
    "email this",
    "editor's note:",
    "empfohlener externer inhalt",
    "empfohlener redaktioneller inhalt",
    "este contenido es exclusivo",
    "follow us",
    "follow @",
    "filed under",
    "folgen sie",
    "get the latest",
    "get our",
    "got a tip",
    "have a tip",
    "hier geht es",
    "hier klicken",
    "image source:",
    "inscrivez-vous",
    "inscreva-se",
    "iscriviti",
    "ilgili haber",
    "il vous reste",
    "join us on",
    "join our",
    "jetzt abonnieren",
    "jetzt anmelden",
    "listen:",
    "like us on",
    "leave a comment",
    "lire aussi",
    "lire :",
    "lire également",
    "lire la suite",
    "la suite après cette publicité",
    "lesen sie auch",
    "lesen sie mehr",
    "lesen sie hier",
    "lesen sie dazu",
    "lesetipp",
    "lea también",
    "lea además",
    "le puede interesar",
    "leer más",
    "lee también",
    "leia também",
    "leia mais",
    "leggi anche",
    "leggi tutto",
    "lees ook",
    "lees meer",
    "läs också",
    "läs även",
    "läs mer",
    "les også",
    "les mer",
    "læs også",
    "lue myös",
    "la suite est réservée",
    "la suite de cet article",
    "more:",
    "more on this",
    "more from",
    "more stories",
    "mehr zum thema",
    "mehr dazu",
    "mehr:",
    "mainos",
    "no comments",
    "newsletter",
    "print this",
    "posted in",
    "post a comment",
    "pour aller plus loin",
    "partager",
    "publicité",
    "passend dazu",
    "publicidad",
    "publicidade",
    "potrebbe interessarti",
    "pubblicità",
    "przeczytaj także",
    "polecamy",
    "read more",
    "read also",
    "read next",
    "read:",
    "read the full",
    "related:",
    "related story",
    "related stories",
    "related articles",
    "recommended",
    "retrouvez ",
    "reklama",
    "reklam",
    "réservé aux abonnés",
    "see also",
    "sign up",
    "subscribe",
    "share this",
    "share on",
    "share:",
    "sponsored",
    "story continues below",
    "scroll down",
    "support our",
    "suivez-nous",
    "sur le même sujet",
    "siehe auch",
    "suscríbete",
    "síguenos",
    "saiba mais",
    "siga ",
    "seguici",
    "tweet this",
    "tags:",
    "teilen",
    "te puede interesar",
    "this article is for subscribers",
    "this content is for",
    "udostępnij",
    "view comments",
    "voir aussi",
    "ver también",
    "veja também",
    "volg ons",
    "watch:",
    "watch now",
    "weiterlesen",
    "werbung",
    "weiterlesen mit",
    "you have reached your limit",
    "zum thema",
    "zobacz także",
    "zobacz też",
    "zobacz również",
    "à lire aussi",
    "à lire :",
    "à lire également",
    "à voir",
    "à découvrir",
    "écouter ",
    "читайте также",
    "читать также",
    "смотрите также",
    "подписывайтесь",
    "подпишитесь",
    "реклама",
    "поделиться",
    "читайте",
    "あわせて読みたい",
    "関連記事",
    "広告",
    "相关阅读",
    "延伸阅读",
    "相關新聞",
    "관련기사",
};

static const char *const endings[] = {
    "add a comment",
    "about the author",
    "about author",
    "also on",
    "a lire aussi",
    "articles liés",
    "articles similaires",
    "auch interessant",
    "artikel teilen",
    "artículos relacionados",
    "artigos relacionados",
    "articoli correlati",
    "comments",
    "commentaires",
    "comentarios",
    "comentários",
    "commenti",
    "czytaj także",
    "dans la même rubrique",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "deja una respuesta",
    "editor's picks",
    "etiquetas",
    "follow us",
    "gerelateerde artikelen",
    "i più letti",
    "join the conversation",
    "kommentare",
    "kommentar schreiben",
    "komentarze",
    "latest news",
    "latest stories",
    "leave a reply",
    "leave a comment",
    "like this:",
    "lire aussi",
    "les plus lus",
    "lo más leído",
    "leia também",
    "leggi anche",
    "lees ook",
    "more stories",
    "more news",
    "more from",
    "more on",
    "most read",
    "most popular",
    "mehr zum thema",
    "meistgelesen",
    "mehr lesen",
    "más noticias",
    "mais lidas",
    "meest gelezen",
    "newsletter",
    "noticias relacionadas",
    "notícias relacionadas",
    "najnowsze",
    "najczęściej czytane",
    "popular posts",
    "post a comment",
    "partager",
    "potrebbe interessarti",
    "podobne artykuły",
    "powiązane artykuły",
    "polecamy",
    "related articles",
    "related stories",
    "related posts",
    "related news",
    "related topics",
    "related content",
    "related",
    "recommended",
    "recommended for you",
    "read next",
    "réagir",
    "reacties",
    "share this",
    "share this article",
    "share this post",
    "share this story",
    "subscribe",
    "sign up",
    "see also",
    "sur le même sujet",
    "sur le même thème",
    "schreibe einen kommentar",
    "schlagworte",
    "trending",
    "tags",
    "themen",
    "te puede interesar",
    "up next",
    "vos réactions",
    "verwandte artikel",
    "veja também",
    "what to read next",
    "weitere artikel",
    "weitere themen",
    "you may also like",
    "you might also like",
    "you may like",
    "zum thema",
    "zobacz także",
    "zobacz też",
    "à lire aussi",
    "à propos de l'auteur",
    "à découvrir",
    "ähnliche artikel",
    "ähnliche beiträge",
    "über den autor",
    "über die autorin",
    "читайте также",
    "похожие статьи",
    "комментарии",
    "по теме",
    "関連記事",
    "相关新闻",
    "相关阅读",
    "관련기사",
};

static const char *const credits[] = {
    "(c)",      "(photo",    "(ap photo", "bild:",        "bildquelle", "credit:",
    "courtesy", "copyright", "crédit",    "crédits",      "foto:",      "fotos:",
    "fuente:",  "fonte:",    "fot.",      "getty images", "image:",     "image credit",
    "images:",  "photo:",    "photo by",  "photo credit", "photos:",    "photograph:",
    "picture:", "photo ",    "quelle:",   "source:",      "sources:",   "video:",
    "zdjęcie",  "©",         "фото",
};

static const char *const stamps[] = {
    "aktualisiert",
    "actualizado",
    "atualizado",
    "aggiornato",
    "by ",
    "bijgewerkt",
    "door ",
    "erstellt",
    "first published",
    "gepubliceerd",
    "last updated",
    "mis à jour",
    "modifié le",
    "opublikowano",
    "published",
    "posted on",
    "posted by",
    "posted:",
    "publié le",
    "publié",
    "par ",
    "publicado",
    "por ",
    "pubblicato",
    "reporting by",
    "rédigé par",
    "stand:",
    "updated",
    "veröffentlicht",
    "von ",
    "written by",
    "zuletzt aktualisiert",
    "опубликовано",
    "обновлено",
};

#define TABLE_HAS(table, text, test) table_has((table), sizeof(table) / sizeof *(table), (text), (test))

enum { LONGEST_LINE = 600 }; /* bytes; a longer block is no set phrase */

/* rank - of a first byte in the order of the tables: by ASCII letter, all others behind. */
static unsigned char rank(char first)
{
  unsigned char c = (unsigned char)(first >= 'A' && first <= 'Z' ? first + 32 : first);
  return c < 0x80 ? c : 0x80;
}

static bool table_has(const char *const *table, size_t count, struct slice text,
                      bool (*test)(struct slice text, const char *phrase))
{
  if (text.length == 0 || text.length > LONGEST_LINE) return false;
  unsigned char first = rank(text.data[0]);
  size_t low = 0, high = count; /* the first entry of that rank */
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (rank(table[middle][0]) < first)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < count && rank(table[low][0]) == first; low++)
    if (test(text, table[low])) return true;
  return false;
}

/* may_begin - a glance at the second letter, which most phrases fail already. */
static bool may_begin(struct slice text, const char *phrase)
{
  char second = text.length > 1 ? text.data[1] : phrase[1];
  if ((unsigned char)(second | phrase[1]) >= 0x80) return true;
  return (second >= 'A' && second <= 'Z' ? second + 32 : second) == phrase[1];
}

/* A phrase is followed by something that is no letter: "partager" is not "partageront". */
static bool begins_with(struct slice text, const char *phrase)
{
  if (!may_begin(text, phrase) || !text_starts(text, phrase)) return false;
  size_t n = strlen(phrase);
  char last = phrase[n - 1], next = text.length > n ? text.data[n] : ' ';
  bool letters =
      (last >= 'a' && last <= 'z') && ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'));
  return !letters;
}

static bool is_whole(struct slice text, const char *phrase)
{
  return text_same(text, slice_of(phrase)) ||
         (text.length < strlen(phrase) + 24 && begins_with(text, phrase));
}

bool phrases_is_promo(struct slice text)
{
  return TABLE_HAS(promos, text, begins_with);
}

bool phrases_ends_article(struct slice text)
{
  while (text.length && strchr("0123456789( )", text.data[0])) text = slice_from(text, 1); /* "12 comments" */
  return TABLE_HAS(endings, text, is_whole);
}

bool phrases_opens_comments(struct slice text)
{
  static const char *const words[] = {"omment", "oment",     "eply",    "eplies",   "nswer",
                                      "ntwort", "eaktion",   "eactie",  "réaction", "тзыв",
                                      "оммент", "omentarze", "osted in"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (text_contains(text, slice_of(words[i]))) return true;
  return false;
}

bool phrases_is_credit(struct slice text)
{
  return TABLE_HAS(credits, text, begins_with);
}

bool phrases_is_stamp(struct slice text)
{
  return TABLE_HAS(stamps, text, begins_with);
}
