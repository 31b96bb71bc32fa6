/* amounts.c - see amounts.h: from each number on, the first reading of what follows it that fits. */
#include "tag/amounts.h"

#include "tag/amounts_parts.h"
#include "tag/language.h"

static const char *const definite[] = {"les", "ces",  "ses", "leurs", "nos",   "vos",    "mes", "tes",
                                       "des", "aux",  "the", "these", "those", "their",  "his", "her",
                                       "our", "your", "its", "my",    "tous",  "toutes", NULL};

/* Words whose number tells which one, and not how many: "article 12", "page 3". */
static const char *const labels[] = {
    "article",    "articles",  "art",     "page",      "pages",     "chapitre",   "chapter", "numero",
    "number",     "no",        "n",       "section",   "alinea",    "tome",       "volume",  "saison",
    "season",     "episode",   "ligne",   "line",      "route",     "loi",        "law",     "vol",
    "flight",     "room",      "chambre", "salle",     "porte",     "quai",       "gate",    "lot",
    "top",        "act",       "bus",     "tram",      "rn",        "phase",      "etape",   "stage",
    "resolution", "decret",    "decree",  "directive", "reglement", "regulation", "version", "figure",
    "tableau",    "table",     "annexe",  "annex",     "type",      "niveau",     "level",   "rue",
    "avenue",     "boulevard", "h",       "min",       NULL};

static bool among(struct slice word, const char *const *list)
{
  for (; word.length && *list; list++)
    if (**list == word.data[0] && slice_is(word, *list)) return true;
  return false;
}

struct slice amounts_word(const struct amount *amount, size_t i)
{
  const struct tokens *tokens = amount->tokens;
  bool word =
      i < tokens->count && tokens->list[i].flags & TOKEN_WORD && !(tokens->list[i].flags & TOKEN_PARAGRAPH);
  return word ? token_folded(tokens, i) : (struct slice){"", 0};
}

bool amounts_is(const struct amount *amount, size_t i, const char *word)
{
  struct slice text = amounts_word(amount, i);
  return text.length && slice_is(text, word);
}

bool amounts_mark(const struct amount *amount, size_t i, uint32_t mark)
{
  const struct tokens *tokens = amount->tokens;
  return i < tokens->count && tokens->list[i].flags & TOKEN_MARK &&
         !(tokens->list[i].flags & TOKEN_PARAGRAPH) && tokens->list[i].mark == mark;
}

struct slice amounts_text(const struct amount *amount, size_t first, size_t past)
{
  const struct token *list = amount->tokens->list;
  return (struct slice){amount->tokens->text.data + list[first].start,
                        list[past - 1].end - list[first].start};
}

static struct slice word_before(const struct amount *amount)
{
  size_t i = amount->first;
  const struct token *list = amount->tokens->list;
  bool apart = i == 0 || list[i].flags & TOKEN_PARAGRAPH || !(list[i - 1].flags & TOKEN_WORD);
  return apart ? (struct slice){"", 0} : token_folded(amount->tokens, i - 1);
}

/* A number that is a part of something else: "Covid-19", "n° 5", "article 12", the middle of a row of
 * figures. */
static bool is_label(const struct amount *amount)
{
  const struct token *token = &amount->tokens->list[amount->first];
  if (token->flags & TOKEN_GLUED) return true;
  if (!(token->flags & TOKEN_NUMBER) || amount->first == 0 || token->flags & TOKEN_PARAGRAPH) return false;
  const struct token *before = token - 1;
  if (before->flags & TOKEN_NUMBER) return true;
  bool tied = token->flags & TOKEN_CLOSE && before->flags & TOKEN_MARK &&
              (before->mark == '.' || before->mark == '/' || before->mark == '@' || before->mark == '_');
  return tied || before->mark == 0xB0 || before->mark == '#' || among(word_before(amount), labels);
}

/* The number that ends a range. Behind "entre" and "between" it follows "et" and "and". */
static size_t connector(const struct amount *amount, bool between)
{
  size_t i = amount->low.past;
  if (i >= amount->tokens->count) return 0;
  if (amounts_mark(amount, i, 0x2013) || amounts_mark(amount, i, 0x2014)) return i + 1;
  if (amount->tokens->list[i].flags & TOKEN_GLUED && amount->tokens->list[i].flags & TOKEN_NUMBER) return i;
  bool french =
      amount->language == TAG_FRENCH &&
      (between ? amounts_is(amount, i, "et") : amounts_is(amount, i, "a") || amounts_is(amount, i, "ou"));
  bool english =
      amount->language == TAG_ENGLISH &&
      (between ? amounts_is(amount, i, "and") : amounts_is(amount, i, "to") || amounts_is(amount, i, "or"));
  return french || english ? i + 1 : 0;
}

static double size_of(const struct number *number)
{
  double size = (double)number->digits;
  for (int i = number->exponent; i > 0; i--) size *= 10;
  for (int i = number->exponent; i < 0; i++) size /= 10;
  return size;
}

/* "2 à 3 millions": the scale of the second counts for the first too. */
static void share_scale(struct amount *amount)
{
  if (amount->low.flags & NUMBER_SCALED || !amount->high.scale || size_of(&amount->low) >= 1000) return;
  amount->low.exponent += amount->high.scale;
}

static bool read_range(struct amount *amount)
{
  bool between = slice_is(word_before(amount), "entre") || slice_is(word_before(amount), "between");
  size_t second = amount->low.suffix.length ? 0 : connector(amount, between);
  if (!second || !number_read(amount->tokens, second, amount->language, &amount->high)) return false;
  if (amount->high.flags & NUMBER_ARTICLE) return false;
  share_scale(amount);
  if (size_of(&amount->low) >= size_of(&amount->high)) return false;
  amount->range = true;
  if (between) amount->first--;
  return true;
}

/* What may stand between a part and its whole: "half of all the", "la moitié de la". */
static const char *const whole[] = {"la",    "l'",     "le",  "les", "ses", "leurs", "ces",
                                    "tous",  "toutes", "the", "all", "its", "his",   "their",
                                    "these", "those",  "her", "our", NULL};

/* Where a unit may begin: behind the number and the "de" that lots and millions have. */
static size_t unit_place(const struct amount *amount)
{
  size_t i = amount->past;
  bool abbreviated = !amount->language && amount->high.scale && amounts_mark(amount, i, '.');
  if (abbreviated) return i + 1;
  if (!(amount->high.flags & (NUMBER_GROUP | NUMBER_FRACTION))) return i;
  bool of = amounts_is(amount, i, "de") || amounts_is(amount, i, "d'") || amounts_is(amount, i, "of");
  bool part =
      amount->high.flags & NUMBER_FRACTION && (amounts_is(amount, i, "des") || amounts_is(amount, i, "du"));
  if (!of && !part) return i;
  i++;
  if (amount->high.flags & NUMBER_FRACTION)
    for (int some = 0; some < 2 && among(amounts_word(amount, i), whole); some++) i++;
  return i;
}

static bool read_unit(struct amount *amount)
{
  amount->past = amount->high.past;
  amount->behind = unit_place(amount);
  return amounts_percent(amount) || amounts_money(amount) || amounts_measure(amount) ||
         amounts_counted(amount);
}

static bool opens_bracket(const struct token *token)
{
  return token->flags & TOKEN_MARK && (token->mark == '(' || token->mark == '[');
}

/* "-5 °C", "(-0,35 %)": a minus that hangs on the number and on nothing before it. */
static void read_minus(struct amount *amount)
{
  const struct token *token = &amount->tokens->list[amount->first];
  if (amount->first == 0 || !(token->flags & TOKEN_CLOSE)) return;
  const struct token *before = token - 1;
  bool minus = before->flags & TOKEN_MARK && (before->mark == '-' || before->mark == 0x2212) &&
               (amount->first == 1 || !(before->flags & TOKEN_CLOSE) || opens_bracket(before - 1));
  if (!minus) return;
  amount->negative = true;
  amount->first--;
}

/* Number words behind "les" or "the" tell which ones are meant. */
static bool is_anaphora(const struct amount *amount)
{
  bool words = amount->low.flags & NUMBER_WORDS &&
               !(amount->low.flags & (NUMBER_SCALED | NUMBER_APPROXIMATE | NUMBER_FRACTION));
  return amount->type == FIND_QUANTITY && words && !amount->range && among(word_before(amount), definite);
}

static struct slice value_of(const struct amount *amount, struct arena *arena)
{
  struct slice low = number_value(arena, &amount->low);
  const char *sign = amount->negative ? "-" : "";
  if (!amount->range) return slice_of(arena_format(arena, "%s%.*s", sign, (int)low.length, low.data));
  struct slice high = number_value(arena, &amount->high);
  return slice_of(
      arena_format(arena, "%s%.*s/%.*s", sign, (int)low.length, low.data, (int)high.length, high.data));
}

static void add(struct amount *amount, struct finds *finds, struct arena *arena)
{
  number_trim(&amount->low);
  number_trim(&amount->high);
  struct find *find =
      finds_add(finds, amount->tokens, amount->first, amount->past, amount->type, amount->strength,
                amount->type == FIND_MONEY     ? "money"
                : amount->type == FIND_PERCENT ? "percent"
                                               : "quantity");
  if (!find) return;
  find->value = value_of(amount, arena);
  find->unit = amount->unit;
  find->modifier = slice_of(amount->modifier);
}

/* Most of what is read is "un" and "a", which count only in "un euro", "one percent". */
static bool is_article_alone(const struct amount *amount, const struct number *number)
{
  const struct token *behind = &amount->tokens->list[number->past];
  bool counts = behind->classes & LEX_UNIT || (behind->flags & TOKEN_MARK && behind->mark == '%') ||
                amounts_is(amount, number->past, "pour") || amounts_is(amount, number->past, "percent") ||
                amounts_is(amount, number->past, "per");
  return number->flags & NUMBER_ARTICLE && !counts;
}

/* Reads what begins at token i: with the range, and where that has no unit, without. */
static bool read_amount(struct amount *amount, size_t i)
{
  struct number low;
  if (!number_read(amount->tokens, i, amount->language, &low) || is_article_alone(amount, &low)) return false;
  struct amount empty = *amount;
  for (int with_range = 1; with_range >= 0; with_range--) {
    *amount = empty;
    amount->first = i;
    amount->low = amount->high = low;
    if (is_label(amount)) return false;
    if (with_range && !read_range(amount)) continue;
    if (!with_range) read_minus(amount);
    if (read_unit(amount)) return true;
  }
  return false;
}

void amounts_find(const struct tokens *tokens, struct finds *finds, struct arena *arena, unsigned language,
                  struct slice country)
{
  const struct amount empty = {.tokens = tokens, .language = language, .country = country, .unit = {"", 0}};
  for (size_t i = 0; i < tokens->count; i++) {
    bool number = tokens->list[i].flags & TOKEN_NUMBER || tokens->list[i].classes & LEX_NUMBER;
    if (!number) continue;
    struct amount amount = empty;
    if (!read_amount(&amount, i)) {
      struct number skipped;
      if (number_read(tokens, i, language, &skipped)) i = skipped.past - 1;
      continue;
    }
    size_t past = amount.past;
    amounts_modify(&amount);
    if (!is_anaphora(&amount)) add(&amount, finds, arena);
    i = past - 1;
  }
}

void amounts_teach(struct lexicon *lexicon)
{
  amounts_teach_money(lexicon);
  amounts_teach_measures(lexicon);
}
