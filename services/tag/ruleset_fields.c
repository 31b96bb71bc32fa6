/* ruleset_fields.c - what rules and names have in common: type, id, languages, link. */
#include "tag/ruleset_internal.h"

#include "base/memory.h"

/* Names of types that others use for what ours are called by another name. */
static const struct {
  const char *name, *ours;
} foreign[] = {
    {"PERSON", "PER"},       {"PERS", "PER"},         {"PEOPLE", "PER"},      {"PERSONNE", "PER"},
    {"ORGANISATION", "ORG"}, {"ORGANIZATION", "ORG"}, {"COMPANY", "ORG"},     {"LOCATION", "LOC"},
    {"PLACE", "LOC"},        {"GPE", "LOC"},          {"LIEU", "LOC"},        {"NATIONALITY", "NORP"},
    {"EVT", "EVENT"},        {"PROD", "PRODUCT"},     {"AMOUNT", "QUANTITY"}, {"CARDINAL", "QUANTITY"}};

static bool is_label(struct slice text)
{
  if (text.length == 0 || text.length > RULE_TYPE) return false;
  for (size_t i = 0; i < text.length; i++) {
    bool letter = text.data[i] >= 'A' && text.data[i] <= 'Z';
    if (!letter && (i == 0 || text.data[i] != '_')) return false;
  }
  return true;
}

bool ruleset_read_kind(struct ruleset_load *load, struct slice text, size_t line, struct kind *kind)
{
  *kind = (struct kind){FIND_OWN, text};
  if (!is_label(text))
    return ruleset_problem(load, line,
                           "the type %s is not one; write PER, ORG, LOC, EVENT, PRODUCT, NORP, DATE, TIME, "
                           "QUANTITY, MONEY, PERCENT, or a word of your own in capitals as in WEAPON",
                           ruleset_shown(load, text));
  for (int type = FIND_PER; type < FIND_OWN; type++)
    if (slice_equal(text, find_type_name(&(struct find){.type = (uint8_t)type})))
      *kind = (struct kind){(enum find_type)type, {"", 0}};
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
    if (slice_is(text, foreign[i].name))
      ruleset_warn(load, line, "%s is a type of its own here; the tagger's is called %s", foreign[i].name,
                   foreign[i].ours);
  return true;
}

bool ruleset_is_id(struct slice text)
{
  bool good = text.length > 0 && text.length <= RULE_ID;
  for (size_t i = 0; good && i < text.length; i++) {
    char c = text.data[i];
    good =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_.", c));
  }
  return good;
}

bool ruleset_read_id(struct ruleset_load *load, struct slice text, size_t line)
{
  if (ruleset_is_id(text)) return true;
  return ruleset_problem(load, line,
                         "the id %s is not one; write at most %d letters, digits, hyphens, dots and "
                         "underlines, as in armed-groups.gsim",
                         ruleset_shown(load, text), RULE_ID);
}

uint32_t ruleset_language(struct slice tag)
{
  uint32_t number = 0;
  for (size_t i = 0; i < tag.length && tag.data[i] != '-' && tag.data[i] != '_'; i++) {
    char c = tag.data[i] >= 'A' && tag.data[i] <= 'Z' ? (char)(tag.data[i] + 32) : tag.data[i];
    if (i == 3 || c < 'a' || c > 'z') return 0;
    number = number << 8 | (unsigned char)c;
  }
  return number >= 0x100 ? number : 0;
}

/* take_word - the next of words with a space, a comma or a bar between. */
static bool take_word(struct slice *text, struct slice *word)
{
  size_t at = 0, past;
  while (at < text->length && strchr(" ,|", text->data[at])) at++;
  for (past = at; past < text->length && !strchr(" ,|", text->data[past]);) past++;
  *word = (struct slice){text->data + at, past - at};
  *text = slice_from(*text, past);
  return word->length > 0;
}

bool ruleset_read_languages(struct ruleset_load *load, struct slice text, size_t line, struct languages *out)
{
  struct slice word;
  while (take_word(&text, &word)) {
    uint32_t language = ruleset_language(word);
    if (!language || out->count == RULE_LANGUAGES)
      return ruleset_problem(load, line,
                             "the language %s is not one; write two letters as in fr or en, at most %d",
                             ruleset_shown(load, word), RULE_LANGUAGES);
    out->list[out->count++] = language;
  }
  return true;
}

/* Links. */

static bool all_digits(struct slice text)
{
  int64_t number;
  return slice_number(text, &number);
}

static bool is_iso3166(struct slice text)
{
  bool good = text.length == 2 || (text.length >= 4 && text.length <= 6 && text.data[2] == '-');
  for (size_t i = 0; good && i < text.length; i++) {
    bool letter = text.data[i] >= 'A' && text.data[i] <= 'Z',
         digit = text.data[i] >= '0' && text.data[i] <= '9';
    good = i == 2 || letter || (i > 2 && digit);
  }
  return good;
}

/* put_link - one "authority:number"; false when it is none. */
static bool put_link(struct entity_link *link, struct slice word)
{
  if (slice_starts(word, "wikidata:")) {
    link->wikidata = slice_from(word, 9);
    return slice_starts(link->wikidata, "Q") && all_digits(slice_from(link->wikidata, 1));
  }
  if (slice_starts(word, "geonames:")) {
    link->geonames = slice_from(word, 9);
    return all_digits(link->geonames);
  }
  if (!slice_starts(word, "iso3166:")) return false;
  link->iso3166 = slice_from(word, 8);
  return is_iso3166(link->iso3166);
}

bool ruleset_read_link(struct ruleset_load *load, struct slice text, size_t line)
{
  struct entity_link link = {0};
  struct slice word;
  while (take_word(&text, &word))
    if (!put_link(&link, word))
      return ruleset_problem(
          load, line,
          "the link %s is not one; write wikidata:Q1032, geonames:2440485 or iso3166:NE, or "
          "several with a space between",
          ruleset_shown(load, word));
  return true;
}

struct entity_link ruleset_link(struct slice text)
{
  struct entity_link link = {.iso3166 = {"", 0}, .geonames = {"", 0}, .wikidata = {"", 0}};
  struct slice word;
  while (take_word(&text, &word)) put_link(&link, word);
  return link;
}
