/* amounts_money.c - sums of money. A denomination that several countries share ("dollars", "francs CFA",
 * "dinars") is told by the adjective beside it, else by the country of the source, else by the country that
 * is mostly meant. */
#include "tag/amounts_parts.h"
#include "tag/language.h"

enum { FR = TAG_FRENCH, EN = TAG_ENGLISH, BOTH = FR | EN, OTHER = 4, ANY = BOTH | OTHER };

/* Folded words behind a number, and the code where nothing else is said; "" when that is not known. */
static const struct denomination {
  const char *word;
  unsigned languages;
  const char *code;
} denominations[] = {
    {"euro", ANY, "EUR"},
    {"euros", ANY, "EUR"},
    {"dollar", BOTH, "USD"},
    {"dollars", BOTH, "USD"},
    {"franc", BOTH, ""},
    {"francs", BOTH, ""},
    {"livre", FR, ""},
    {"livres", FR, ""},
    {"pound", EN, "GBP"},
    {"pounds", EN, "GBP"},
    {"sterling", BOTH, "GBP"},
    {"yen", BOTH, "JPY"},
    {"yens", FR, "JPY"},
    {"yuan", BOTH, "CNY"},
    {"yuans", FR, "CNY"},
    {"renminbi", BOTH, "CNY"},
    {"rouble", BOTH, "RUB"},
    {"roubles", BOTH, "RUB"},
    {"ruble", EN, "RUB"},
    {"rubles", EN, "RUB"},
    {"hryvnia", BOTH, "UAH"},
    {"hryvnias", BOTH, "UAH"},
    {"zloty", BOTH, "PLN"},
    {"zlotys", BOTH, "PLN"},
    {"forint", BOTH, "HUF"},
    {"forints", BOTH, "HUF"},
    {"lei", BOTH, "RON"},
    {"leva", BOTH, "BGN"},
    {"couronne", FR, ""},
    {"couronnes", FR, ""},
    {"krona", EN, "SEK"},
    {"kronor", EN, "SEK"},
    {"krone", EN, ""},
    {"kroner", EN, ""},
    {"roupie", FR, "INR"},
    {"roupies", FR, "INR"},
    {"rupee", EN, "INR"},
    {"rupees", EN, "INR"},
    {"rupiah", BOTH, "IDR"},
    {"rupiahs", BOTH, "IDR"},
    {"won", BOTH, "KRW"},
    {"wons", BOTH, "KRW"},
    {"baht", BOTH, "THB"},
    {"bahts", BOTH, "THB"},
    {"dong", BOTH, "VND"},
    {"dongs", BOTH, "VND"},
    {"ringgit", BOTH, "MYR"},
    {"ringgits", BOTH, "MYR"},
    {"dinar", BOTH, ""},
    {"dinars", BOTH, ""},
    {"dirham", BOTH, "MAD"},
    {"dirhams", BOTH, "MAD"},
    {"naira", BOTH, "NGN"},
    {"nairas", BOTH, "NGN"},
    {"cedi", BOTH, "GHS"},
    {"cedis", BOTH, "GHS"},
    {"ouguiya", BOTH, "MRU"},
    {"ouguiyas", BOTH, "MRU"},
    {"dalasi", BOTH, "GMD"},
    {"dalasis", BOTH, "GMD"},
    {"leones", BOTH, "SLE"},
    {"rand", BOTH, "ZAR"},
    {"rands", BOTH, "ZAR"},
    {"pula", BOTH, "BWP"},
    {"kwacha", BOTH, "ZMW"},
    {"kwachas", BOTH, "ZMW"},
    {"metical", BOTH, "MZN"},
    {"meticais", BOTH, "MZN"},
    {"kwanza", BOTH, "AOA"},
    {"kwanzas", BOTH, "AOA"},
    {"birr", BOTH, "ETB"},
    {"birrs", BOTH, "ETB"},
    {"ariary", BOTH, "MGA"},
    {"ariarys", BOTH, "MGA"},
    {"shekel", BOTH, "ILS"},
    {"shekels", BOTH, "ILS"},
    {"shilling", BOTH, ""},
    {"shillings", BOTH, ""},
    {"rial", BOTH, "IRR"},
    {"rials", BOTH, "IRR"},
    {"riyal", BOTH, "SAR"},
    {"riyals", BOTH, "SAR"},
    {"reais", BOTH, "BRL"},
    {"peso", BOTH, ""},
    {"pesos", BOTH, ""},
    {"bolivar", BOTH, "VES"},
    {"bolivars", BOTH, "VES"},
    {"bolivares", EN, "VES"},
    {"guarani", BOTH, "PYG"},
    {"guaranis", BOTH, "PYG"},
    {"gourde", BOTH, "HTG"},
    {"gourdes", BOTH, "HTG"},
    {"lire", EN, "ITL"},
    {"lires", FR, "ITL"},
    {"lira", EN, "TRY"},
    {"taka", BOTH, "BDT"},
    {"takas", BOTH, "BDT"},
    {"kyat", BOTH, "MMK"},
    {"kyats", BOTH, "MMK"},
    {"afghanis", BOTH, "AFN"},
    {"tenge", BOTH, "KZT"},
    {"tenges", BOTH, "KZT"},
    {"manats", BOTH, "AZN"},
    {"laris", BOTH, "GEL"},
    {"drams", BOTH, "AMD"},
    {"escudos", BOTH, "CVE"},
    {"deutschemarks", BOTH, "DEM"},
    {"centime", FR, "EUR"},
    {"centimes", FR, "EUR"},
    {"cent", EN, "USD"},
    {"cents", EN, "USD"},
    {"pence", EN, "GBP"},
    {"fcfa", BOTH, "CFA"},
    {"cfa", BOTH, "CFA"},
    {"xof", BOTH, "XOF"},
    {"xaf", BOTH, "XAF"},
    {"gnf", BOTH, "GNF"},
    {"fg", FR, "GNF"},
};

/* The first letters of an adjective, the country, and its money of that name. */
static const struct {
  const char *name, *adjective, *country, *code;
} shared[] = {
    {"dollar", "american", "US", "USD"}, {"dollar", "americain", "", "USD"},
    {"dollar", "us", "", "USD"},         {"dollar", "canad", "CA", "CAD"},
    {"dollar", "austral", "AU", "AUD"},  {"dollar", "neo", "NZ", "NZD"},
    {"dollar", "zimbabw", "ZW", "ZWL"},  {"dollar", "singap", "SG", "SGD"},
    {"dollar", "hong", "HK", "HKD"},     {"dollar", "taiwan", "TW", "TWD"},
    {"dollar", "liberi", "LR", "LRD"},   {"dollar", "namibi", "NA", "NAD"},
    {"dollar", "jama", "JM", "JMD"},     {"dollar", "fidj", "FJ", "FJD"},
    {"franc", "cfa", "", "CFA"},         {"franc", "suisse", "CH", "CHF"},
    {"franc", "swiss", "", "CHF"},       {"franc", "guineen", "GN", "GNF"},
    {"franc", "guinean", "", "GNF"},     {"franc", "congol", "CD", "CDF"},
    {"franc", "rwanda", "RW", "RWF"},    {"franc", "burund", "BI", "BIF"},
    {"franc", "comor", "KM", "KMF"},     {"franc", "djibout", "DJ", "DJF"},
    {"franc", "pacifique", "", "XPF"},   {"franc", "pacific", "", "XPF"},
    {"franc", "franc", "FR", "FRF"},     {"franc", "french", "", "FRF"},
    {"franc", "belg", "BE", "BEF"},      {"franc", "malg", "", "MGF"},
    {"franc", "cfp", "", "XPF"},         {"franc", "", "SN", "XOF"},
    {"franc", "", "CI", "XOF"},          {"franc", "", "ML", "XOF"},
    {"franc", "", "BF", "XOF"},          {"franc", "", "NE", "XOF"},
    {"franc", "", "TG", "XOF"},          {"franc", "", "BJ", "XOF"},
    {"franc", "", "GW", "XOF"},          {"franc", "", "CM", "XAF"},
    {"franc", "", "CF", "XAF"},          {"franc", "", "CG", "XAF"},
    {"franc", "", "GA", "XAF"},          {"franc", "", "GQ", "XAF"},
    {"franc", "", "TD", "XAF"},          {"franc", "", "NC", "XPF"},
    {"franc", "", "PF", "XPF"},          {"livre", "sterling", "GB", "GBP"},
    {"livre", "egypt", "EG", "EGP"},     {"livre", "liban", "LB", "LBP"},
    {"livre", "syri", "SY", "SYP"},      {"livre", "turq", "TR", "TRY"},
    {"livre", "soudan", "SD", "SDG"},    {"livre", "sud", "SS", "SSP"},
    {"livre", "irland", "", "IEP"},      {"livre", "brit", "", "GBP"},
    {"pound", "egypt", "EG", "EGP"},     {"pound", "leban", "LB", "LBP"},
    {"pound", "syri", "SY", "SYP"},      {"pound", "sudan", "SD", "SDG"},
    {"pound", "sterling", "GB", "GBP"},  {"pound", "british", "", "GBP"},
    {"lira", "turk", "TR", "TRY"},       {"lira", "ital", "", "ITL"},
    {"lire", "turque", "", "TRY"},       {"dinar", "alger", "DZ", "DZD"},
    {"dinar", "tunis", "TN", "TND"},     {"dinar", "liby", "LY", "LYD"},
    {"dinar", "irak", "IQ", "IQD"},      {"dinar", "iraqi", "", "IQD"},
    {"dinar", "jordan", "JO", "JOD"},    {"dinar", "kowe", "KW", "KWD"},
    {"dinar", "kuwait", "", "KWD"},      {"dinar", "serb", "RS", "RSD"},
    {"dinar", "bahr", "BH", "BHD"},      {"dirham", "maroc", "MA", "MAD"},
    {"dirham", "morocc", "", "MAD"},     {"dirham", "emir", "AE", "AED"},
    {"dirham", "uae", "", "AED"},        {"rial", "saoud", "SA", "SAR"},
    {"rial", "saudi", "", "SAR"},        {"rial", "iran", "IR", "IRR"},
    {"rial", "oman", "OM", "OMR"},       {"rial", "yemen", "YE", "YER"},
    {"rial", "qatar", "QA", "QAR"},      {"riyal", "qatar", "QA", "QAR"},
    {"riyal", "saud", "SA", "SAR"},      {"riyal", "yemen", "YE", "YER"},
    {"peso", "mexic", "MX", "MXN"},      {"peso", "argentin", "AR", "ARS"},
    {"peso", "chil", "CL", "CLP"},       {"peso", "colomb", "CO", "COP"},
    {"peso", "philippin", "PH", "PHP"},  {"peso", "cuba", "CU", "CUP"},
    {"peso", "urug", "UY", "UYU"},       {"peso", "domini", "DO", "DOP"},
    {"roupie", "ind", "IN", "INR"},      {"roupie", "pakist", "PK", "PKR"},
    {"roupie", "sri", "LK", "LKR"},      {"roupie", "nepal", "NP", "NPR"},
    {"roupie", "maur", "MU", "MUR"},     {"rupee", "indian", "IN", "INR"},
    {"rupee", "pakist", "PK", "PKR"},    {"rupee", "sri", "LK", "LKR"},
    {"rupee", "nepal", "NP", "NPR"},     {"rupee", "maurit", "MU", "MUR"},
    {"shilling", "keny", "KE", "KES"},   {"shilling", "tanz", "TZ", "TZS"},
    {"shilling", "ougand", "UG", "UGX"}, {"shilling", "ugand", "", "UGX"},
    {"shilling", "somal", "SO", "SOS"},  {"couronne", "sued", "SE", "SEK"},
    {"couronne", "norv", "NO", "NOK"},   {"couronne", "dano", "DK", "DKK"},
    {"couronne", "tcheq", "CZ", "CZK"},  {"couronne", "island", "IS", "ISK"},
    {"krone", "norw", "NO", "NOK"},      {"krone", "dan", "DK", "DKK"},
    {"krona", "swed", "SE", "SEK"},      {"krona", "iceland", "IS", "ISK"},
    {"rouble", "bielo", "BY", "BYN"},    {"rouble", "belar", "", "BYN"},
    {"yuan", "chin", "CN", "CNY"},       {"kwacha", "malaw", "MW", "MWK"},
    {"kwacha", "zamb", "ZM", "ZMW"},     {"won", "nord", "KP", "KPW"},
};

static const struct {
  uint32_t mark;
  const char *code;
} marks[] = {{0x20AC, "EUR"}, {'$', "USD"},    {0xA3, "GBP"},   {0xA5, "JPY"},   {0x20A6, "NGN"},
             {0x20BD, "RUB"}, {0x20B4, "UAH"}, {0x20B9, "INR"}, {0x20BA, "TRY"}, {0x20A9, "KRW"},
             {0x20AA, "ILS"}, {0x20B5, "GHS"}, {0x20AB, "VND"}, {0x20B1, "PHP"}, {0xFFE5, "JPY"},
             {0x20B8, "KZT"}, {0x20BE, "GEL"}, {0x20AE, "MNT"}, {0x20BF, "XBT"}};

/* Letters before the dollar sign. */
static const char *const dollars[][2] = {{"us", "USD"},  {"u.s", "USD"}, {"c", "CAD"},  {"ca", "CAD"},
                                         {"can", "CAD"}, {"a", "AUD"},   {"au", "AUD"}, {"nz", "NZD"},
                                         {"hk", "HKD"},  {"r", "BRL"},   {"s", "SGD"},  {"nt", "TWD"}};

/* Codes that are written before or behind a number, in capitals. */
static const char *const codes[] = {
    "EUR", "USD", "GBP", "XOF", "XAF", "CHF", "JPY", "RUB", "UAH", "DZD", "MAD", "TND", "NGN", "GHS",
    "GNF", "MRU", "CDF", "RWF", "BIF", "KES", "UGX", "TZS", "ETB", "ZAR", "CAD", "AUD", "NZD", "CNY",
    "HKD", "SGD", "INR", "PKR", "BRL", "MXN", "ARS", "CLP", "COP", "EGP", "LYD", "LBP", "ILS", "SAR",
    "AED", "QAR", "KWD", "IRR", "IQD", "TRY", "PLN", "CZK", "HUF", "RON", "BGN", "SEK", "NOK", "DKK",
    "ISK", "KRW", "THB", "IDR", "MYR", "PHP", "VND", "XPF", "FRF", "MGA", "HTG"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

void amounts_teach_money(struct lexicon *lexicon)
{
  for (size_t i = 0; i < COUNT(denominations); i++)
    lexicon_add(lexicon, slice_of(denominations[i].word), LEX_UNIT);
  for (size_t i = 0; i < COUNT(codes); i++) {
    char folded[4] = {(char)(codes[i][0] | 32), (char)(codes[i][1] | 32), (char)(codes[i][2] | 32), 0};
    lexicon_add(lexicon, slice_of(folded), LEX_UNIT);
  }
}

static bool starts(struct slice word, const char *beginning)
{
  return *beginning && slice_starts(word, beginning);
}

/* The CFA franc of the source's country; that of West Africa where it is another. */
static const char *cfa_of(struct slice country)
{
  static const char *const central[] = {"CM", "CF", "CG", "GA", "GQ", "TD"};
  for (size_t i = 0; i < COUNT(central); i++)
    if (slice_is(country, central[i])) return "XAF";
  return "XOF";
}

static struct slice code_slice(const struct amount *amount, const char *code)
{
  return slice_of(slice_is(slice_of(code), "CFA") ? cfa_of(amount->country) : code);
}

static const char *by_adjective(struct slice denomination, struct slice adjective)
{
  for (size_t i = 0; i < COUNT(shared) && adjective.length; i++)
    if (starts(denomination, shared[i].name) && starts(adjective, shared[i].adjective)) return shared[i].code;
  return NULL;
}

static const char *by_country(struct slice denomination, struct slice country, const char *otherwise)
{
  for (size_t i = 0; i < COUNT(shared) && country.length; i++)
    if (starts(denomination, shared[i].name) && slice_is(country, shared[i].country)) return shared[i].code;
  return otherwise;
}

static const struct denomination *denomination_at(const struct amount *amount, size_t i)
{
  if (i >= amount->tokens->count || !(amount->tokens->list[i].classes & LEX_UNIT)) return NULL;
  struct slice word = amounts_word(amount, i);
  for (size_t k = 0; k < COUNT(denominations) && word.length; k++)
    if (denominations[k].word[0] == word.data[0] &&
        denominations[k].languages & (amount->language ? amount->language : OTHER) &&
        slice_is(word, denominations[k].word))
      return &denominations[k];
  return NULL;
}

static const char *code_at(const struct amount *amount, size_t i)
{
  if (i >= amount->tokens->count || !(amount->tokens->list[i].classes & LEX_UNIT)) return NULL;
  if (!(amount->tokens->list[i].flags & TOKEN_ALL_CAPITAL)) return NULL;
  struct slice text = amounts_text(amount, i, i + 1);
  for (size_t k = 0; k < COUNT(codes); k++)
    if (slice_is(text, codes[k])) return codes[k];
  return NULL;
}

static const char *code_of_mark(uint32_t mark)
{
  for (size_t k = 0; k < COUNT(marks) && mark; k++)
    if (mark == marks[k].mark) return marks[k].code;
  return NULL;
}

static const char *mark_at(const struct amount *amount, size_t i)
{
  if (i >= amount->tokens->count) return NULL;
  const struct token *token = &amount->tokens->list[i];
  return token->flags & TOKEN_MARK && !(token->flags & TOKEN_PARAGRAPH) ? code_of_mark(token->mark) : NULL;
}

static void take(struct amount *amount, size_t past, const char *code)
{
  amount->type = FIND_MONEY;
  amount->strength = FIND_STRONG;
  amount->unit = code_slice(amount, code);
  amount->past = past;
}

static void scale(struct amount *amount, int power)
{
  amount->high.exponent += power;
  bool shared_scale = amount->range && !(amount->low.flags & NUMBER_SCALED);
  if (shared_scale || !amount->range) amount->low.exponent += power;
  amount->low.suffix = amount->high.suffix = (struct slice){"", 0};
}

/* What "M", "k" or "b" multiplies by, which only money tells: "5 M€", "$3m". */
static int letter_power(struct slice letter)
{
  return slice_is(letter, "m") || slice_is(letter, "mio")                             ? 6
         : slice_is(letter, "k")                                                      ? 3
         : slice_is(letter, "b") || slice_is(letter, "md") || slice_is(letter, "mds") ? 9
                                                                                      : 0;
}

/* The dollar that the letters at i name before its sign: "US$"; NULL for none. */
static const char *dollar_named(const struct amount *amount, size_t i)
{
  for (size_t k = 0; k < COUNT(dollars); k++)
    if (slice_is(token_folded(amount->tokens, i), dollars[k][0])) return dollars[k][1];
  return NULL;
}

/* A currency before the number, "US$" or "EUR": moves `first` there and returns its code; empty when there is
 * none. */
static struct slice sign_before(struct amount *amount)
{
  const struct tokens *tokens = amount->tokens;
  size_t i = amount->first;
  if (i == 0 || tokens->list[i].flags & (TOKEN_PARAGRAPH | TOKEN_GLUED)) return (struct slice){"", 0};
  const char *code = tokens->list[i - 1].flags & TOKEN_MARK ? code_of_mark(tokens->list[i - 1].mark) : NULL;
  if (code) {
    amount->first = i - 1;
    bool letters = tokens->list[i - 1].mark == '$' && i >= 2 && tokens->list[i - 1].flags & TOKEN_CLOSE &&
                   tokens->list[i - 2].flags & TOKEN_CAPITAL;
    const char *named = letters ? dollar_named(amount, i - 2) : NULL;
    if (named) {
      amount->first = i - 2;
      return slice_of(named);
    }
    return slice_of(slice_is(slice_of(code), "USD") ? by_country(SLICE("dollar"), amount->country, code)
                                                    : code);
  }
  code = code_at(amount, i - 1);
  struct slice word = amounts_word(amount, i - 1);
  bool cfa = slice_is(word, "fcfa") || slice_is(word, "cfa");
  if (!code && !cfa) return (struct slice){"", 0};
  amount->first = i - 1;
  return cfa ? code_slice(amount, "CFA") : slice_of(code);
}

static bool signed_money(struct amount *amount)
{
  size_t first = amount->first;
  struct slice code = sign_before(amount);
  if (!code.length) return false;
  struct slice letter = amount->high.suffix.length ? amount->high.suffix : amounts_word(amount, amount->past);
  int power = letter_power(letter);
  bool apart = power && !amount->high.suffix.length;
  if (amount->high.suffix.length && !power) {
    amount->first = first;
    return false;
  }
  if (power && !(amount->high.flags & NUMBER_SCALED)) scale(amount, power);
  take(amount, amount->past + (apart && !(amount->high.flags & NUMBER_SCALED)), "");
  amount->unit = code;
  /* "$30 million US", "$5 USD" say it twice */
  if (amounts_is(amount, amount->past, "us") && slice_is(code, "USD")) amount->past++;
  return true;
}

/* "10 000 US $" */
static bool money_by_named_dollar(struct amount *amount)
{
  size_t i = amount->behind;
  if (!amounts_mark(amount, i + 1, '$') || !amounts_word(amount, i).length) return false;
  const char *code = amount->tokens->list[i].flags & TOKEN_CAPITAL ? dollar_named(amount, i) : NULL;
  if (code) take(amount, i + 2, code);
  return code != NULL;
}

#define WITH_CENTS_MAX (UINT64_MAX / 100 - 1)

/* "3 €", "5 M€", "2 k$", "3€50". */
static bool money_by_mark(struct amount *amount)
{
  size_t i = amount->behind;
  struct slice letter = amount->high.suffix.length ? amount->high.suffix : amounts_word(amount, i);
  size_t at = i + (amount->high.suffix.length ? 0 : letter_power(letter) != 0);
  const char *code = mark_at(amount, at);
  if (!code || amount->low.flags & NUMBER_ARTICLE) return false;
  if (letter_power(letter)) scale(amount, letter_power(letter));
  take(amount, at + 1, code);
  const struct tokens *tokens = amount->tokens;
  bool letters = slice_is(slice_of(code), "USD");
  if (letters && amounts_is(amount, at + 1, "us")) amount->past = at + 2;
  if (letters && amounts_is(amount, at + 1, "ca")) amount->past = at + 2, amount->unit = SLICE("CAD");
  bool cents = at + 1 < tokens->count && tokens->list[at + 1].flags & TOKEN_NUMBER &&
               tokens->list[at + 1].flags & TOKEN_CLOSE && tokens->list[at + 1].folded_length == 2 &&
               !amount->range && amount->low.exponent == 0 && amount->low.digits < WITH_CENTS_MAX;
  struct number rest;
  int hundredths = 0;
  if (!cents || !number_read(tokens, at + 1, 0, &rest) || !number_whole(&rest, &hundredths)) return true;
  amount->low.digits = amount->low.digits * 100 + (uint64_t)hundredths;
  amount->low.exponent = -2;
  amount->past = at + 2;
  return true;
}

/* A few pounds are a weight, "livres" that nothing says of are books, "une livre" is no sum, and some won. */
static bool is_other_thing(const struct amount *amount, struct slice word, bool told, const char *code)
{
  bool small =
      amount->high.digits < 1000 && amount->high.exponent <= 0 && !(amount->high.flags & NUMBER_SCALED);
  bool weight = slice_starts(word, "pound") && !told && small;
  bool book = slice_starts(word, "livre") && !*code;
  bool article = amount->low.flags & NUMBER_ARTICLE && !slice_is(word, "euro") && !slice_is(word, "dollar");
  bool verb = slice_is(word, "won") && amount->language == TAG_ENGLISH && small;
  return weight || book || article || verb;
}

/* Words behind the denomination that belong to it: "CFA", "américains", "sterling", "suisses". */
static bool money_by_word(struct amount *amount)
{
  size_t i = amount->behind;
  const struct denomination *name = denomination_at(amount, i), *next = denomination_at(amount, i + 1);
  struct slice adjective = {"", 0};
  if (!name && next && by_adjective(slice_of(next->word), amounts_word(amount, i))) {
    adjective = amounts_word(amount, i++);
    name = next;
  }
  if (!name) return false;
  struct slice word = slice_of(name->word);
  const char *code = by_adjective(word, adjective);
  size_t past = i + 1;
  if (!code && past < amount->tokens->count && !(amount->tokens->list[past].flags & TOKEN_CLOSE) &&
      (code = by_adjective(word, amounts_word(amount, past))) != NULL)
    past++;
  if (!code) code = by_country(word, amount->country, name->code);
  if (is_other_thing(amount, word, past > i + 1, code)) return false;
  take(amount, past, code);
  if (slice_starts(word, "cent") || slice_is(word, "pence")) {
    amount->low.exponent -= 2;
    amount->high.exponent -= 2;
  }
  return true;
}

/* "5 000 F CFA", "5 000 F.CFA", "500 XOF", "20 Mds EUR". */
static bool money_by_code(struct amount *amount)
{
  size_t i = amount->behind;
  const char *code = code_at(amount, i);
  if (code) take(amount, i + 1, code);
  if (code || !(amounts_is(amount, i, "f") || amounts_is(amount, i, "frs"))) return code != NULL;
  size_t next = i + 1 + amounts_mark(amount, i + 1, '.');
  if (!amounts_is(amount, next, "cfa")) return false;
  take(amount, next + 1, "CFA");
  return true;
}

bool amounts_money(struct amount *amount)
{
  if (signed_money(amount)) return true;
  if (money_by_mark(amount)) return true;
  if (amount->high.suffix.length) return false;
  return money_by_named_dollar(amount) || money_by_word(amount) || money_by_code(amount);
}
