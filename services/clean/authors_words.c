/* authors_words.c - one table, sorted by bytes, each word with the lists it is in. */
#include "clean/authors_words.h"

#include "base/unicode.h"
#include "base/utf8.h"

enum { LONGEST_WORD = 40 };

enum {
  ROLE = IN_ROLES,
  BY = IN_BY,
  AUTHOR = IN_AUTHOR,
  OTHER = IN_OTHER_ROLES,
  AND = IN_AND,
  PARTICLE = IN_PARTICLES,
  BEHIND = IN_BEHIND,
  JOB = IN_JOBS,
  OFFICE = IN_OFFICES,
  AGENCY = IN_AGENCIES,
  NO_NAME = IN_NO_NAME,
  NOBODY = IN_NOBODY,
  SENTENCE = IN_SENTENCES
};

static const struct {
  const char *word; /* in lower case */
  unsigned lists;
} words[] = {
    /* clang-format off */
    {"&", ROLE | AND}, {"'t", PARTICLE}, {"+", ROLE | AND}, {"/", ROLE | AND}, {"a", ROLE | AND | BEHIND},
    {"about", ROLE | BEHIND | NO_NAME}, {"abu", PARTICLE}, {"account", NO_NAME}, {"admin", NOBODY},
    {"administrator", NOBODY}, {"advertisement", NO_NAME}, {"af", BY | PARTICLE}, {"afp", AGENCY},
    {"afp-relaxnews", AGENCY}, {"ag", OFFICE}, {"agence", OFFICE | AGENCY}, {"agencia", OFFICE | AGENCY},
    {"agencies", OFFICE | NOBODY}, {"agency", OFFICE}, {"agentur", OFFICE}, {"agenturen", NOBODY},
    {"agerpres", AGENCY}, {"ago", BEHIND}, {"aktualisiert", BEHIND | NO_NAME}, {"al", PARTICLE},
    {"all", ROLE}, {"alle", ROLE}, {"allen", ROLE}, {"alles", ROLE}, {"almost", ROLE}, {"als", SENTENCE},
    {"also", SENTENCE}, {"am", BEHIND}, {"an", ROLE | BEHIND}, {"anadolu", AGENCY}, {"analyse", ROLE},
    {"analysis", ROLE}, {"analyst", JOB}, {"and", ROLE | AND}, {"anonym", NOBODY}, {"anonymous", NOBODY},
    {"anp", AGENCY}, {"ansa", AGENCY}, {"antworten", NO_NAME}, {"anzeige", NO_NAME}, {"ap", AGENCY},
    {"apa", AGENCY}, {"apa-ots", AGENCY}, {"are", SENTENCE}, {"article", ROLE | NO_NAME},
    {"articles", ROLE | NO_NAME}, {"articolo", ROLE}, {"artikel", ROLE | NO_NAME}, {"artículo", ROLE},
    {"as", ROLE}, {"assistant", JOB}, {"associate", JOB}, {"association", OFFICE}, {"astrologer", JOB},
    {"at", BEHIND}, {"ats", AGENCY}, {"au", BEHIND}, {"auch", SENTENCE}, {"audio", NO_NAME},
    {"auf", ROLE | SENTENCE}, {"aufgezeichnet", ROLE}, {"aus", ROLE | BEHIND | SENTENCE},
    {"auteur", ROLE | AUTHOR | NOBODY}, {"auteur(s)", AUTHOR}, {"auteurs", ROLE | AUTHOR},
    {"author", ROLE | AUTHOR | JOB | NOBODY}, {"author(s)", AUTHOR}, {"author/s", AUTHOR},
    {"author:", JOB | NO_NAME}, {"authors", ROLE | AUTHOR | NOBODY},
    {"autor", ROLE | AUTHOR | JOB | NOBODY}, {"autor(en)", AUTHOR}, {"autor/in", AUTHOR},
    {"autor:", NO_NAME}, {"autor:in", AUTHOR}, {"autora", ROLE | AUTHOR}, {"autore", ROLE | AUTHOR},
    {"autoren", ROLE | AUTHOR | NOBODY}, {"autoreninfo", NO_NAME}, {"autores", AUTHOR},
    {"autorin", ROLE | AUTHOR | JOB}, {"autorzy", AUTHOR}, {"autoři", AUTHOR}, {"aux", BEHIND},
    {"av", BY | PARTICLE}, {"avec", AND | SENTENCE}, {"avtor", ROLE}, {"be", SENTENCE},
    {"bearbeitet", ROLE}, {"because", SENTENCE}, {"been", SENTENCE}, {"bei", BEHIND | SENTENCE},
    {"beim", BEHIND}, {"beitrag", ROLE}, {"beiträge", ROLE | NO_NAME}, {"belga", AGENCY},
    {"ben", PARTICLE}, {"bericht", ROLE}, {"between", BEHIND}, {"bewertung", NO_NAME},
    {"bewertungen", NO_NAME}, {"bild", ROLE | OTHER | NO_NAME}, {"bild:", NO_NAME},
    {"bilder", ROLE | OTHER}, {"bin", PARTICLE}, {"bint", PARTICLE}, {"bio", NO_NAME}, {"bis", BEHIND},
    {"blog", ROLE | OFFICE}, {"blogadmin", NOBODY}, {"blogbeitrag", ROLE}, {"blogpost", ROLE},
    {"bloomberg", AGENCY}, {"board", OFFICE}, {"bundesministerium", OFFICE}, {"bundesverband", OFFICE},
    {"business", JOB}, {"by", BY | NOBODY}, {"by-line", ROLE | AUTHOR}, {"by-nc", NO_NAME},
    {"by-nd", NO_NAME}, {"by-sa", NO_NAME}, {"byline", ROLE | AUTHOR}, {"bởi", BY}, {"can", SENTENCE},
    {"captcha", NO_NAME}, {"cart", NO_NAME}, {"categories", NO_NAME}, {"category", NO_NAME},
    {"cc", NO_NAME}, {"cc-by", NO_NAME}, {"cc0", NO_NAME}, {"center", OFFICE}, {"centre", OFFICE},
    {"ceo", JOB}, {"cfo", JOB}, {"chefredakteur", JOB}, {"chefredakteurin", JOB}, {"chefredaktor", JOB},
    {"chez", BEHIND}, {"chief", JOB}, {"click", NO_NAME}, {"club", OFFICE}, {"co-founder", JOB},
    {"column", ROLE}, {"columna", ROLE}, {"columnist", JOB}, {"comentarios", NO_NAME},
    {"comment", NO_NAME}, {"commentaires", NO_NAME}, {"comments", NO_NAME}, {"commons", NO_NAME},
    {"company", OFFICE}, {"consultant", JOB}, {"contact", NO_NAME}, {"contributing", JOB},
    {"contributor", JOB | NOBODY}, {"contributors", NOBODY}, {"cookie", NO_NAME}, {"cookies", NO_NAME},
    {"copyright", OTHER | NO_NAME}, {"corp", OFFICE}, {"correspondant", JOB}, {"correspondante", JOB},
    {"correspondent", JOB}, {"could", SENTENCE}, {"courtesy", NO_NAME}, {"cp", AGENCY}, {"created", ROLE},
    {"credit", ROLE | OTHER | NO_NAME}, {"credits", ROLE | OTHER}, {"crónica", ROLE}, {"ctk", AGENCY},
    {"cto", JOB}, {"culture", JOB}, {"cura", ROLE}, {"d", PARTICLE}, {"da", BY | PARTICLE}, {"daga", BY},
    {"dal", PARTICLE}, {"dalla", PARTICLE}, {"dans", BEHIND | SENTENCE}, {"dapd", AGENCY},
    {"das", ROLE | PARTICLE | SENTENCE}, {"dass", SENTENCE}, {"datenschutz", NO_NAME}, {"ddp", AGENCY},
    {"de", PARTICLE}, {"de'", PARTICLE}, {"de:", BY}, {"degli", PARTICLE}, {"del", PARTICLE},
    {"della", PARTICLE}, {"dello", PARTICLE}, {"dem", SENTENCE}, {"den", PARTICLE | BEHIND},
    {"den's", BEHIND}, {"deputy", JOB}, {"der", ROLE | PARTICLE | SENTENCE}, {"der's", BEHIND},
    {"des", PARTICLE | SENTENCE}, {"desk", OFFICE}, {"developer", JOB}, {"di", BY | PARTICLE},
    {"dia", BEHIND}, {"die", ROLE | SENTENCE}, {"dieser", ROLE}, {"dieses", ROLE}, {"digital", OFFICE},
    {"director", JOB}, {"director:", JOB}, {"disclaimer", NO_NAME}, {"dne", BEHIND}, {"dnia", BEHIND},
    {"do", PARTICLE}, {"door", BY}, {"dos", PARTICLE}, {"download", NO_NAME}, {"dpa", AGENCY},
    {"dpa-afx", AGENCY}, {"drucken", NO_NAME}, {"dts", AGENCY}, {"du", PARTICLE}, {"e", AND | PARTICLE},
    {"e-mail", NO_NAME}, {"e-mail-adresse", NO_NAME}, {"e.v.", OFFICE}, {"edited", ROLE | OTHER | NO_NAME},
    {"edition", NO_NAME}, {"editor", JOB | NOBODY}, {"editor-in-chief", JOB}, {"editora", JOB},
    {"editorial", OFFICE}, {"editors", JOB | OFFICE}, {"efe", AGENCY}, {"ein", ROLE | BEHIND | SENTENCE},
    {"eine", ROLE | BEHIND | SENTENCE}, {"einem", ROLE}, {"einen", SENTENCE}, {"einer", ROLE},
    {"eingestellt", ROLE}, {"el", PARTICLE | SENTENCE}, {"email", NO_NAME}, {"en", AND | BEHIND},
    {"engineer", JOB}, {"entretien", ROLE}, {"entry", ROLE}, {"envoyé", JOB}, {"envoyée", JOB},
    {"epa", AGENCY}, {"epd", AGENCY}, {"er", SENTENCE}, {"erforderlich", NO_NAME}, {"erstellt", ROLE},
    {"es", SENTENCE}, {"escrito", ROLE}, {"escritos", ROLE}, {"essay", ROLE}, {"et", ROLE | AND},
    {"et's", BEHIND}, {"europapress", AGENCY}, {"ev", OFFICE}, {"every", ROLE}, {"exclusive", ROLE},
    {"expert", JOB}, {"experte", JOB}, {"expertin", JOB}, {"facebook", NO_NAME}, {"feed", NO_NAME},
    {"filed", NO_NAME}, {"film", ROLE | OTHER}, {"folgen", NO_NAME}, {"follow", BEHIND | NO_NAME},
    {"for", BEHIND | SENTENCE}, {"forfatter", AUTHOR}, {"foto", ROLE | OTHER}, {"foto:", NO_NAME},
    {"fotograf", ROLE | OTHER | JOB}, {"fotografie", ROLE | OTHER}, {"fotos", ROLE | OTHER | NO_NAME},
    {"foundation", OFFICE}, {"founder", JOB}, {"freelance", JOB}, {"freelancer", JOB},
    {"from", ROLE | BEHIND | SENTENCE}, {"från", ROLE}, {"författare", AUTHOR},
    {"für", BEHIND | SENTENCE}, {"gardener", JOB}, {"gast", NOBODY}, {"gastbeitrag", ROLE},
    {"gastkommentar", ROLE}, {"gefällt", NO_NAME}, {"gepostet", ROLE}, {"geprüft", ROLE | OTHER},
    {"gerente", JOB}, {"geschreven", ROLE}, {"geschrieben", ROLE}, {"geschäftsführer", JOB},
    {"geschäftsführerin", JOB}, {"gesellschaft", OFFICE}, {"gesponserte", NO_NAME}, {"giornalista", JOB},
    {"gli", SENTENCE}, {"gmbh", OFFICE}, {"grafik", ROLE | OTHER}, {"group", OFFICE}, {"gruppe", OFFICE},
    {"guest", ROLE | NOBODY}, {"haben", SENTENCE}, {"had", SENTENCE}, {"has", BEHIND | SENTENCE},
    {"hat", BEHIND | SENTENCE}, {"have", SENTENCE}, {"head", JOB}, {"health", JOB}, {"her", SENTENCE},
    {"here", NO_NAME}, {"hier", ROLE | NO_NAME}, {"his", SENTENCE}, {"hochschule", OFFICE},
    {"home", NO_NAME}, {"how", NO_NAME | SENTENCE}, {"http", NO_NAME}, {"https", NO_NAME},
    {"i", AND | PARTICLE | SENTENCE}, {"ians", AGENCY}, {"ibn", PARTICLE}, {"ich", SENTENCE},
    {"if", SENTENCE}, {"ihr", SENTENCE}, {"il", SENTENCE}, {"illustration", ROLE | OTHER | NO_NAME},
    {"illustrations", ROLE | OTHER}, {"illustrator", OTHER | NO_NAME}, {"illustrator:", NO_NAME},
    {"ilustrator:", NO_NAME}, {"im", BEHIND}, {"image", ROLE | OTHER | NO_NAME}, {"image:", NO_NAME},
    {"images", ROLE | OTHER | NO_NAME}, {"impressum", NO_NAME}, {"in", BEHIND}, {"inc", OFFICE},
    {"inc.", OFFICE}, {"inhalt", NO_NAME}, {"inhalte", NO_NAME}, {"inlägg", ROLE}, {"instagram", NO_NAME},
    {"institut", OFFICE}, {"institute", OFFICE}, {"interfax", AGENCY}, {"interview", ROLE},
    {"intervju", ROLE}, {"into", SENTENCE}, {"is", BEHIND}, {"ist", BEHIND | SENTENCE}, {"it", BEHIND},
    {"its", SENTENCE}, {"ja", AND}, {"jetzt", SENTENCE}, {"jiji", AGENCY}, {"journalist", JOB},
    {"journaliste", JOB}, {"junior", JOB}, {"kann", SENTENCE}, {"kategorie", NO_NAME},
    {"kathpress", AGENCY}, {"kein", SENTENCE}, {"keine", ROLE | SENTENCE}, {"keystone-sda", AGENCY},
    {"kg", OFFICE}, {"kirjoittaja", AUTHOR}, {"kirjoittanut", BY}, {"klick", NO_NAME}, {"kna", AGENCY},
    {"kollektiv", OFFICE}, {"kolumne", ROLE}, {"kolumnist", JOB}, {"kolumnistin", JOB},
    {"kommentar", ROLE | NO_NAME}, {"kommentare", NO_NAME}, {"kommentieren", NO_NAME},
    {"kommentierte", BEHIND}, {"kontakt", NO_NAME}, {"konto", NO_NAME}, {"korrespondent", JOB},
    {"korrespondentin", JOB}, {"kyodo", AGENCY}, {"la", PARTICLE}, {"landesanstalt", OFFICE},
    {"las", PARTICLE}, {"last", BEHIND}, {"lato", ROLE}, {"le", ROLE | PARTICLE | BEHIND | SENTENCE},
    {"leitartikel", ROLE}, {"leiter", JOB}, {"leiterin", JOB}, {"les", ROLE | SENTENCE},
    {"lesen", NO_NAME}, {"lesezeit", NO_NAME}, {"like", NO_NAME}, {"likes", NO_NAME},
    {"linkedin", NO_NAME}, {"llc", OFFICE}, {"lo", SENTENCE}, {"log", NO_NAME}, {"login", NO_NAME},
    {"los", PARTICLE | SENTENCE}, {"ltd", OFFICE}, {"ltd.", OFFICE}, {"lusa", AGENCY}, {"magazin", OFFICE},
    {"magazine", OFFICE}, {"mail", NO_NAME}, {"manager", JOB}, {"managing", JOB}, {"media", OFFICE},
    {"medien", OFFICE}, {"meer", ROLE}, {"mehr", ROLE | NO_NAME | SENTENCE}, {"mein", SENTENCE},
    {"meine", SENTENCE}, {"meint", BEHIND | NO_NAME}, {"menu", NO_NAME}, {"menü", NO_NAME},
    {"min", NO_NAME}, {"ministerium", OFFICE}, {"minuten", NO_NAME}, {"minutes", NO_NAME}, {"mis", ROLE},
    {"mit", AND | SENTENCE}, {"more", ROLE | NO_NAME | SENTENCE}, {"mti", AGENCY}, {"muss", SENTENCE},
    {"n/a", NOBODY}, {"nach", SENTENCE}, {"nachrichten", OFFICE}, {"name", NO_NAME | NOBODY},
    {"name:", NO_NAME}, {"napsal", BY}, {"network", OFFICE}, {"neu", SENTENCE}, {"neue", SENTENCE},
    {"neuer", SENTENCE}, {"neues", SENTENCE}, {"new", SENTENCE}, {"news", OFFICE}, {"newsdesk", OFFICE},
    {"newsletter", NO_NAME}, {"newsroom", OFFICE}, {"next", NO_NAME}, {"nicht", SENTENCE},
    {"nobody", NOBODY}, {"none", NOBODY}, {"not", SENTENCE}, {"nota", ROLE}, {"nouveau", SENTENCE},
    {"nouvelle", SENTENCE}, {"now", SENTENCE}, {"ntb", AGENCY}, {"null", NOBODY}, {"nächster", NO_NAME},
    {"och", AND}, {"od", BY}, {"of", PARTICLE}, {"office", OFFICE}, {"og", AND}, {"ohne", SENTENCE},
    {"oleh", BY}, {"on", BEHIND}, {"online", OFFICE}, {"online-", OFFICE}, {"onto", SENTENCE},
    {"op", ROLE | PARTICLE}, {"opinion", ROLE}, {"opinión", ROLE}, {"optional", NO_NAME},
    {"opublikowane", ROLE}, {"organization", OFFICE}, {"ots", AGENCY}, {"our", SENTENCE}, {"over", BEHIND},
    {"pa", AGENCY}, {"page", NO_NAME}, {"pages", NO_NAME}, {"pap", AGENCY},
    {"par", ROLE | BY | NOBODY | SENTENCE}, {"partei", OFFICE}, {"pdf", NO_NAME}, {"penulis", AUTHOR},
    {"periodista", JOB}, {"photo", ROLE | OTHER}, {"photo:", NO_NAME}, {"photograph", ROLE | OTHER},
    {"photographer", ROLE | OTHER | JOB}, {"photographs", ROLE | OTHER}, {"photography", ROLE | OTHER},
    {"photos", ROLE | OTHER | NO_NAME}, {"picture", ROLE | OTHER}, {"pictures", ROLE | OTHER | NO_NAME},
    {"pinterest", NO_NAME}, {"plus", SENTENCE}, {"podcast", NO_NAME}, {"political", JOB},
    {"politics", JOB}, {"por", BY | NOBODY}, {"portrait", ROLE}, {"porträt", ROLE}, {"post", ROLE},
    {"posted", ROLE | BEHIND}, {"posts", ROLE | NO_NAME}, {"pour", BEHIND | SENTENCE}, {"president", JOB},
    {"press", OFFICE | AGENCY}, {"presse", OFFICE}, {"presse-agentur", AGENCY}, {"pressesprecher", JOB},
    {"pressesprecherin", JOB}, {"pressestelle", OFFICE}, {"previous", NO_NAME}, {"print", NO_NAME},
    {"produced", ROLE}, {"producer", JOB}, {"professor", JOB}, {"profil", NO_NAME}, {"profile", NO_NAME},
    {"projektleiter", JOB}, {"projektleiterin", JOB}, {"propos", ROLE}, {"przez", BY},
    {"przygotował", BY}, {"präsident", JOB}, {"près", BEHIND}, {"pti", AGENCY}, {"publicada", ROLE},
    {"publicado", ROLE}, {"publish", NOBODY}, {"published", ROLE | BEHIND | NO_NAME},
    {"publisher", NO_NAME | NOBODY}, {"publié", ROLE}, {"publiée", ROLE}, {"på", BEHIND},
    {"quelle", OTHER | NO_NAME}, {"quellen", NO_NAME}, {"qui", BEHIND}, {"radio", OFFICE},
    {"rating", NO_NAME}, {"ratings", NO_NAME}, {"read", NO_NAME}, {"reading", NO_NAME},
    {"recensione", ROLE}, {"rechte", NO_NAME}, {"recipe", ROLE}, {"recueillis", ROLE}, {"red", NOBODY},
    {"redacción", ROLE | OFFICE}, {"redactie", OFFICE}, {"redaction", OFFICE}, {"redactor", JOB},
    {"redactora", JOB}, {"redakce", OFFICE}, {"redakcja", OFFICE}, {"redaksi", OFFICE},
    {"redakteur", ROLE | AUTHOR | JOB | NOBODY}, {"redakteurin", ROLE | AUTHOR | JOB},
    {"redaktion", ROLE | OFFICE}, {"redaktionsteam", OFFICE}, {"redaktor", ROLE | JOB},
    {"redazione", OFFICE}, {"redação", OFFICE}, {"register", NO_NAME}, {"registrieren", NO_NAME},
    {"reply", NO_NAME}, {"report", ROLE}, {"reportage", ROLE}, {"reported", ROLE},
    {"reporter", ROLE | AUTHOR | JOB}, {"reporting", ROLE | AUTHOR}, {"required", NO_NAME},
    {"researcher", JOB}, {"reserved", NO_NAME}, {"reuters", AGENCY}, {"reviewed", ROLE | OTHER | NO_NAME},
    {"reviewer", NO_NAME}, {"revised", NO_NAME}, {"rezension", ROLE}, {"rezept", ROLE},
    {"rights", NO_NAME}, {"ritzau", AGENCY}, {"root", NOBODY}, {"rss", NO_NAME}, {"rédacteur", JOB},
    {"rédaction", ROLE | OFFICE}, {"rédactrice", JOB}, {"rédigé", ROLE}, {"s", AND},
    {"sagt", BEHIND | NO_NAME}, {"sagt:", BEHIND}, {"said", BEHIND | NO_NAME}, {"san", PARTICLE},
    {"sans", SENTENCE}, {"santa", PARTICLE}, {"says", BEHIND | NO_NAME}, {"says:", BEHIND},
    {"schreibt", BEHIND | NO_NAME}, {"schrijver", AUTHOR}, {"science", JOB}, {"scientist", JOB},
    {"scritto", ROLE}, {"sda", AGENCY}, {"se", OFFICE}, {"search", NO_NAME}, {"see", ROLE},
    {"sehr", SENTENCE}, {"sein", SENTENCE}, {"seite", NO_NAME}, {"send", NO_NAME}, {"senden", NO_NAME},
    {"senior", JOB}, {"service", OFFICE}, {"services", OFFICE}, {"share", NO_NAME}, {"shop", NO_NAME},
    {"sid", AGENCY}, {"sie", SENTENCE}, {"sign", NO_NAME}, {"signed", ROLE}, {"sind", SENTENCE},
    {"siteadmin", NOBODY}, {"skrevet", ROLE}, {"skribent", AUTHOR}, {"skriven", ROLE}, {"so", SENTENCE},
    {"society", OFFICE}, {"soll", SENTENCE}, {"source", OTHER | NO_NAME}, {"sources", NO_NAME},
    {"specialist", JOB}, {"sponsored", NO_NAME}, {"sports", JOB}, {"sprecher", JOB}, {"springen", NO_NAME},
    {"st", PARTICLE}, {"st.", PARTICLE}, {"staff", JOB | OFFICE | NOBODY}, {"stand", NO_NAME},
    {"stars", NO_NAME}, {"startseite", NO_NAME}, {"sterne", NO_NAME}, {"stiftung", OFFICE},
    {"story", ROLE | AUTHOR}, {"stt", AGENCY}, {"subscribe", NO_NAME}, {"suche", NO_NAME},
    {"suchen", NO_NAME}, {"superuser", NOBODY}, {"support", OFFICE}, {"sur", BEHIND | SENTENCE},
    {"system", NOBODY}, {"szerző", AUTHOR}, {"tag", NO_NAME}, {"tags", NO_NAME}, {"tanjug", AGENCY},
    {"tarafından", BY}, {"tass", AGENCY}, {"team", OFFICE}, {"teams", OFFICE}, {"teaser", NO_NAME},
    {"technology", JOB}, {"teilen", NO_NAME}, {"tekst", ROLE | AUTHOR}, {"tekster", ROLE},
    {"ten", PARTICLE}, {"ter", PARTICLE}, {"test", NOBODY}, {"text", ROLE | AUTHOR},
    {"texte", ROLE | AUTHOR}, {"texto", ROLE | AUTHOR}, {"that", SENTENCE}, {"the", BEHIND | SENTENCE},
    {"their", SENTENCE}, {"these", SENTENCE}, {"this", SENTENCE}, {"those", SENTENCE}, {"till", BEHIND},
    {"to", BEHIND | SENTENCE}, {"toggle", NO_NAME}, {"toimittaja", AUTHOR}, {"tous", ROLE},
    {"trackback", NO_NAME}, {"traduit", ROLE | OTHER}, {"translated", ROLE | OTHER | NO_NAME},
    {"translation", NO_NAME}, {"tt", AGENCY}, {"tv", OFFICE}, {"twitter", NO_NAME}, {"tác", AUTHOR},
    {"télam", AGENCY}, {"uhr", BEHIND | NO_NAME}, {"um", BEHIND}, {"un", ROLE | BEHIND | SENTENCE},
    {"una", ROLE | BEHIND | SENTENCE}, {"uncategorized", NO_NAME}, {"und", ROLE | AND | PARTICLE},
    {"undefined", NOBODY}, {"under", BEHIND | NO_NAME}, {"une", ROLE | SENTENCE}, {"union", OFFICE},
    {"university", OFFICE}, {"universität", OFFICE}, {"unknown", NOBODY}, {"unter", BEHIND},
    {"updated", ROLE | BEHIND | NO_NAME}, {"upi", AGENCY}, {"user", NOBODY}, {"v", PARTICLE},
    {"v.", PARTICLE}, {"van", PARTICLE}, {"ve", AND}, {"ved", BY}, {"verband", OFFICE}, {"verein", OFFICE},
    {"verfasser", ROLE | AUTHOR | NOBODY}, {"verfasserin", ROLE | AUTHOR}, {"verfasst", ROLE},
    {"verlag", OFFICE}, {"very", SENTENCE}, {"veröffentlicht", ROLE | BEHIND | NO_NAME},
    {"video", ROLE | OTHER | NO_NAME}, {"videos", ROLE | OTHER}, {"vidéo", ROLE | OTHER}, {"view", ROLE},
    {"views", NO_NAME}, {"vom", BY | PARTICLE | BEHIND}, {"von", BY | PARTICLE | NOBODY}, {"von:", BY},
    {"vor", BEHIND}, {"vorbehalten", NO_NAME}, {"vorheriger", NO_NAME}, {"vorstand", JOB},
    {"war", BEHIND | SENTENCE}, {"warenkorb", NO_NAME}, {"warum", NO_NAME}, {"was", BEHIND | NO_NAME},
    {"we", SENTENCE}, {"webadmin", NOBODY}, {"webmaster", NOBODY}, {"webseite", NO_NAME},
    {"website", NO_NAME}, {"webteam", OFFICE}, {"weiter", NO_NAME}, {"weitere", NO_NAME},
    {"wenn", SENTENCE}, {"wer", BEHIND | NO_NAME}, {"werbung", NO_NAME}, {"werden", SENTENCE},
    {"were", SENTENCE}, {"what", NO_NAME}, {"whatsapp", NO_NAME}, {"when", NO_NAME | SENTENCE},
    {"who", BEHIND}, {"why", NO_NAME}, {"wie", NO_NAME}, {"will", SENTENCE}, {"wir", SENTENCE},
    {"wird", SENTENCE}, {"with", AND | SENTENCE}, {"with's", BEHIND}, {"within", BEHIND},
    {"without", SENTENCE}, {"wordpressadmin", NOBODY}, {"words", ROLE | AUTHOR}, {"would", SENTENCE},
    {"wpadmin", NOBODY}, {"writer", AUTHOR | JOB}, {"writers", AUTHOR},
    {"writes", ROLE | BEHIND | NO_NAME}, {"written", ROLE}, {"written-by", ROLE}, {"wrote", ROLE | BEHIND},
    {"xing", NO_NAME}, {"xinhua", AGENCY}, {"y", AND | PARTICLE}, {"yazan", ROLE | AUTHOR},
    {"yazar", ROLE | AUTHOR}, {"you", SENTENCE}, {"your", SENTENCE}, {"youtube", NO_NAME}, {"zeige", ROLE},
    {"zeitung", OFFICE}, {"zentrum", OFFICE}, {"zu", PARTICLE}, {"zuletzt", BEHIND},
    {"zum", PARTICLE | SENTENCE}, {"zur", PARTICLE | SENTENCE}, {"zurück", NO_NAME}, {"|", ROLE},
    {"©", OTHER | NO_NAME}, {"à", ROLE | BEHIND}, {"écrit", ROLE | BEHIND}, {"és", AND}, {"írta", BY},
    {"über", ROLE | BEHIND | NO_NAME}, {"übersetzt", ROLE | OTHER}, {"čtk", AGENCY}, {"από", BY},
    {"автор", ROLE | AUTHOR}, {"автор:", BY}, {"автори", ROLE | AUTHOR},
    {"журналист", ROLE | AUTHOR}, {"и", AND}, {"та", AND}, {"текст", ROLE},
    {"фото", ROLE}, {"الكاتب", ROLE | AUTHOR}, {"بقلم", BY | NOBODY}, {"كتب", BY}, {"•", ROLE}, {"作者", ROLE | AUTHOR}, {"文", ROLE | AUTHOR}, {"文／", ROLE},
    {"编辑", ROLE}, {"記者", ROLE | AUTHOR}, {"记者", ROLE | AUTHOR}, {"責任編集", ROLE},
    {"责任编辑", ROLE | AUTHOR}, {"글", ROLE | AUTHOR},
    /* clang-format on */
};

/* put_lower - `c` in lower case at *length. */
static void put_lower(char *key, size_t *length, uint32_t c)
{
  c = unicode_lower(c == 0x2019 ? '\'' : c);
  if (c < 0x80) {
    key[(*length)++] = (char)c;
  } else if (c < 0x800) {
    key[(*length)++] = (char)(0xC0 | c >> 6);
    key[(*length)++] = (char)(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    key[(*length)++] = (char)(0xE0 | c >> 12);
    key[(*length)++] = (char)(0x80 | (c >> 6 & 0x3F));
    key[(*length)++] = (char)(0x80 | (c & 0x3F));
  }
}

/* find - the lists of a key that ends with a NUL. */
static unsigned find(const char *key)
{
  size_t low = 0, high = sizeof words / sizeof *words;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = (unsigned char)words[middle].word[0] - (unsigned char)key[0];
    if (order == 0) order = strcmp(words[middle].word, key);
    if (order == 0) return words[middle].lists;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return 0;
}

unsigned authors_lists(struct slice word)
{
  char key[LONGEST_WORD + 8];
  size_t length = 0;
  if (!word.length || word.length > LONGEST_WORD) return 0;
  for (size_t at = 0; at < word.length && length < LONGEST_WORD;)
    put_lower(key, &length, utf8_decode(word, &at));
  key[length] = 0;
  return find(key);
}

struct slice authors_next_word(struct slice text, size_t *at)
{
  while (*at < text.length && text.data[*at] == ' ') ++*at;
  size_t start = *at;
  while (*at < text.length && text.data[*at] != ' ') ++*at;
  return (struct slice){text.data + start, *at - start};
}
