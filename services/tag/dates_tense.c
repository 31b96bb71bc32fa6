/* dates_tense.c - does the text look back or ahead where a date stands? The nearest word of the sentence that
 * tells decides: "se rendra lundi", "was held on Monday". */
#include "tag/dates.h"
#include "tag/dates_value.h"
#include "tag/lexicon.h"

enum { REACH = 12 /* tokens on either side */ };

static bool ends_with(struct slice word, const char *ending)
{
  size_t n = strlen(ending);
  return word.length > n + 1 && memcmp(word.data + word.length - n, ending, n) == 0;
}

/* "s’est produit", "se sont rendus", "est venu": the past of verbs that go with "être". */
static bool past_of_etre(const struct dates_reader *reader, size_t i)
{
  static const char *const stems[] = {"venu",  "arriv",  "parti",   "deced",    "mort",  "ne",
                                      "tomb",  "devenu", "all",     "revenu",   "rentr", "entr",
                                      "sorti", "mont",   "reparti", "intervenu"};
  if (i > 0 && reader_any(reader, i - 1, "s' se")) return true;
  struct slice word = reader_folded(reader, i + 1);
  while (word.length > 2 && strchr("es", word.data[word.length - 1])) word.length--; /* "arrivées" */
  for (size_t k = 0; k < sizeof stems / sizeof *stems; k++)
    if (slice_is(word, stems[k])) return true;
  return false;
}

/* Future and conditional by their endings; names and a few nouns end so too. */
static int tense_of_french(const struct dates_reader *reader, size_t i)
{
  struct slice word = reader_folded(reader, i);
  if (reader_any(
          reader, i,
          "va vont doit doivent devra devrait devraient pourrait pourraient prevu prevue prevus prevues "
          "attendu attendue attendus attendues programme programmee prochain prochaine prochains "
          "aura auront sera seront fera feront ira iront verra verront viendra tiendra debutera"))
    return 1;
  if (slice_is(word, "a")) /* not "à" */
    return reader_token(reader, i)->end - reader_token(reader, i)->start == 1 ? -1 : 0;
  if (reader_any(reader, i, "ont avait avaient etait etaient fut furent eu ete dernier derniere depuis"))
    return -1;
  if (reader_any(reader, i, "est sont")) return past_of_etre(reader, i) ? -1 : 0;
  if (reader_any(reader, i, "camera opera cholera sahara para extra ultra sierra affront front jura"))
    return 0;
  if (ends_with(word, "eront") || ends_with(word, "iront") || ends_with(word, "dront") ||
      ends_with(word, "era") || ends_with(word, "ira") || ends_with(word, "dra") || ends_with(word, "vra") ||
      ends_with(word, "rra") || ends_with(word, "erons") || ends_with(word, "erai"))
    return 1;
  if (ends_with(word, "rait") || ends_with(word, "raient")) return 1;
  if (reader_any(reader, i,
                 "fait lait sait plait parfait souhait trait portrait extrait retrait forfait attrait vrait"))
    return 0;
  if (ends_with(word, "ait") || ends_with(word, "aient") || ends_with(word, "erent") ||
      ends_with(word, "irent"))
    return -1;
  return 0;
}

static int tense_of_english(const struct dates_reader *reader, size_t i)
{
  struct slice word = reader_folded(reader, i);
  if (reader_any(reader, i,
                 "will shall going scheduled due plans planned plan expected expects set upcoming would "
                 "should could won't slated hopes aims until by"))
    return reader_any(reader, i, "could by until") ? 0 : 1;
  if (ends_with(word, "'ll")) return 1;
  if (reader_any(reader, i,
                 "was were had did said has have been took came went made won lost began met told found got "
                 "gave held hit fell rose saw shot spent led left fought died became wrote knew killed "
                 "ago kept sent built bought brought caught put ran spoke stood struck sold"))
    return -1;
  if (ends_with(word, "ed") && i > 1 && reader_any(reader, i - 1, "be get")) /* "to be sentenced" */
    return reader_any(reader, i - 2, "to will would shall should must can may might not") ? 1 : -1;
  return ends_with(word, "ed") && !reader_any(reader, i, "need speed indeed united exceed feed seed") ? -1
                                                                                                      : 0;
}

static int tense_at(const struct dates_reader *reader, size_t i)
{
  const struct token *token = reader_token(reader, i);
  if (!(token->flags & TOKEN_WORD) || (token->flags & TOKEN_CAPITAL && !(token->flags & TOKEN_SENTENCE)))
    return 0;
  return reader_french(reader) ? tense_of_french(reader, i) : tense_of_english(reader, i);
}

/* "publié lundi", "transférés, samedi,": what was done, unless it will be: "sera jugé lundi". */
static bool participle_before(const struct dates_reader *reader, size_t first)
{
  size_t i = first;
  if (i > 1 && reader_mark(reader, i - 1, ',')) i--;
  if (i == 0 || !reader_french(reader)) return false;
  const struct token *token = reader_token(reader, i - 1);
  const char *text = reader->tokens->text.data + token->start;
  size_t length = token->end - token->start;
  while (length > 4 && strchr("es", text[length - 1])) length--;
  bool ends =
      length > 3 && (unsigned char)text[length - 2] == 0xC3 && (unsigned char)text[length - 1] == 0xA9;
  if (!ends || !(token->flags & TOKEN_WORD) || i < 2) return ends && token->flags & TOKEN_WORD;
  return !reader_any(reader, i - 2, "sera seront serait seraient etre est sont programme");
}

int dates_tense(const struct dates_reader *reader, size_t first, size_t past)
{
  const unsigned opens = TOKEN_SENTENCE | TOKEN_PARAGRAPH;
  bool before = true, after = true;
  bool led = first > 1 && (reader_is(reader, first - 1, "of") ? reader_is(reader, first - 2, "ahead")
                                                              : reader_any(reader, first - 1, "d'ici ici"));
  if (led) return 1;
  if (participle_before(reader, first)) return -1;
  for (size_t k = 0; k < REACH; k++) {
    before = before && first > k && !(reader_token(reader, first - k)->flags & opens);
    int tense = before ? tense_at(reader, first - k - 1) : 0;
    if (tense) return tense;
    after = after && past + k < reader->tokens->count && !(reader_token(reader, past + k)->flags & opens);
    tense = after ? tense_at(reader, past + k) : 0;
    if (tense) return tense;
  }
  return 0;
}
