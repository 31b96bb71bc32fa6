/* pitch.c - a table of words and of beginnings of words. */
#include "clean/pitch.h"

#include "base/utf8.h"

enum { MOST_BYTES = 600, LONGEST_WORD = 24 };

/* sorted by first letter */
static const struct wordlist_entry words[] = {
    {"abbonat*", 1},
    {"adblock*", 1},
    {"accounts", 1},
    {"advert*", 1},
    {"account", 1},
    {"abonez*", 1},
    {"angemeldet", 1},
    {"alert", 1},
    {"abonn*", 1},
    {"anzeige*", 1},
    {"apps", 1},
    {"assine*", 1},
    {"author", 1},
    {"abbonament*", 1},
    {"affiliate*", 1},
    {"autor", 1},
    {"app", 1},
    {"aanmeld*", 1},
    {"assinant*", 1},
    {"anmeld*", 1},
    {"annunci*", 1},
    {"alerts", 1},
    {"bulletin", 1},
    {"browser*", 1},
    {"bookmark*", 1},
    {"condivid*", 1},
    {"comment*", 1},
    {"click*", 1},
    {"courriel", 1},
    {"compart*", 1},
    {"consent*", 1},
    {"clique*", 1},
    {"clic", 1},
    {"cliquez", 1},
    {"cookie*", 1},
    {"contact*", 1},
    {"copyright*", 1},
    {"cadastr*", 1},
    {"download*", 1},
    {"disclaimer", 1},
    {"datenschutz*", 1},
    {"donnez", 1},
    {"donat*", 1},
    {"empfehl*", 1},
    {"e-mail", 1},
    {"einwillig*", 1},
    {"email", 1},
    {"einloggen", 1},
    {"feedback", 1},
    {"follow*", 1},
    {"folg*", 1},
    {"facebook", 1},
    {"gratuit*", 1},
    {"gratis", 1},
    {"google", 1},
    {"galler*", 1},
    {"iscriv*", 1},
    {"inscri*", 1},
    {"invia*", 1},
    {"inhalt*", 1},
    {"instagram", 1},
    {"join", 1},
    {"javascript", 1},
    {"kontakt*", 1},
    {"kommentar*", 1},
    {"kostenlos*", 1},
    {"licen\xC3\xA7*", 1},
    {"linkedin", 1},
    {"license*", 1},
    {"leggi", 1},
    {"leia", 1},
    {"lesen", 1},
    {"login", 1},
    {"lire", 1},
    {"log", 1},
    {"mitglied*", 1},
    {"member*", 1},
    {"mail", 1},
    {"notification*", 1},
    {"newsletter*", 1},
    {"nieuwsbrief*", 1},
    {"offers", 1},
    {"offer", 1},
    {"publicit*", 1},
    {"pinterest", 1},
    {"photo*", 1},
    {"permission*", 1},
    {"privacy", 1},
    {"partner*", 1},
    {"promo*", 1},
    {"publicidad*", 1},
    {"podcast*", 1},
    {"partag*", 1},
    {"rss", 1},
    {"reserved", 1},
    {"reporting", 1},
    {"read", 1},
    {"related", 1},
    {"registr*", 1},
    {"register*", 1},
    {"reader*", 1},
    {"spend*", 1},
    {"suivez", 1},
    {"subscri*", 1},
    {"s\xC3\xADgu*", 1},
    {"support*", 1},
    {"sponsor*", 1},
    {"suscr*", 1},
    {"sign", 1},
    {"segui*", 1},
    {"share*", 1},
    {"teilen", 1},
    {"twitter", 1},
    {"tweet*", 1},
    {"telegram", 1},
    {"tags", 1},
    {"unterst\xC3\xBCtz*", 1},
    {"video*", 1},
    {"view", 1},
    {"whatsapp", 1},
    {"werbung", 1},
    {"widerruf*", 1},
    {"website*", 1},
    {"youtube", 1},
    {"your", 1},
    {"zustimm*", 1},
};

void pitch_list(struct wordlist *list)
{
  wordlist_make(list, words, sizeof words / sizeof *words);
}

static bool is_word_byte(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || (c & 0x80);
}

unsigned pitch_words(const struct wordlist *list, struct slice text)
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
    if (length > 2) found += wordlist_find(list, word, length);
    at++;
  }
  return found;
}
