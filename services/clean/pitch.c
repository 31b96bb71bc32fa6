/* pitch.c - a table of beginnings of words in lower case; '*' stands for any end. */
#include "clean/pitch.h"

#include "base/utf8.h"

enum { MOST_BYTES = 600, LONGEST_WORD = 24 };

/* sorted by first byte */
static const char *const words[] = {
    "abbonat*",
    "adblock*",
    "accounts",
    "advert*",
    "account",
    "abonez*",
    "angemeldet",
    "alert",
    "abonn*",
    "anzeige*",
    "apps",
    "assine*",
    "author",
    "abbonament*",
    "affiliate*",
    "autor",
    "app",
    "aanmeld*",
    "assinant*",
    "anmeld*",
    "annunci*",
    "alerts",
    "bulletin",
    "browser*",
    "bookmark*",
    "condivid*",
    "comment*",
    "click*",
    "courriel",
    "compart*",
    "consent*",
    "clique*",
    "clic",
    "cliquez",
    "cookie*",
    "contact*",
    "copyright*",
    "cadastr*",
    "download*",
    "disclaimer",
    "datenschutz*",
    "donnez",
    "donat*",
    "empfehl*",
    "e-mail",
    "einwillig*",
    "email",
    "einloggen",
    "feedback",
    "follow*",
    "folg*",
    "facebook",
    "gratuit*",
    "gratis",
    "google",
    "galler*",
    "iscriv*",
    "inscri*",
    "invia*",
    "inhalt*",
    "instagram",
    "join",
    "javascript",
    "kontakt*",
    "kommentar*",
    "kostenlos*",
    "licen\xC3\xA7*",
    "linkedin",
    "license*",
    "leggi",
    "leia",
    "lesen",
    "login",
    "lire",
    "log",
    "mitglied*",
    "member*",
    "mail",
    "notification*",
    "newsletter*",
    "nieuwsbrief*",
    "offers",
    "offer",
    "publicit*",
    "pinterest",
    "photo*",
    "permission*",
    "privacy",
    "partner*",
    "promo*",
    "publicidad*",
    "podcast*",
    "partag*",
    "rss",
    "reserved",
    "reporting",
    "read",
    "related",
    "registr*",
    "register*",
    "reader*",
    "spend*",
    "suivez",
    "subscri*",
    "s\xC3\xADgu*",
    "support*",
    "sponsor*",
    "suscr*",
    "sign",
    "segui*",
    "share*",
    "teilen",
    "twitter",
    "tweet*",
    "telegram",
    "tags",
    "unterst\xC3\xBCtz*",
    "video*",
    "view",
    "whatsapp",
    "werbung",
    "widerruf*",
    "website*",
    "youtube",
    "your",
    "zustimm*",
};

static bool fits(const char *word, size_t length, const char *entry)
{
  size_t n = strlen(entry);
  if (entry[n - 1] == '*') return length >= n - 1 && memcmp(word, entry, n - 1) == 0;
  return length == n && memcmp(word, entry, n) == 0;
}

static bool is_pitch(const char *word, size_t length)
{
  size_t low = 0, high = sizeof words / sizeof *words; /* the first entry with the word's first letter */
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (words[middle][0] < word[0])
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < sizeof words / sizeof *words && words[low][0] == word[0]; low++)
    if (fits(word, length, words[low])) return true;
  return false;
}

static bool is_word_byte(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || (c & 0x80);
}

unsigned pitch_words(struct slice text)
{
  text = utf8_cut(text, MOST_BYTES);
  unsigned found = 0;
  char word[LONGEST_WORD];
  for (size_t at = 0; at < text.length;) {
    size_t length = 0;
    for (; at < text.length && is_word_byte(text.data[at]); at++) {
      char c = text.data[at];
      if (length < LONGEST_WORD) word[length++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    if (length > 2) found += is_pitch(word, length);
    at++;
  }
  return found;
}
