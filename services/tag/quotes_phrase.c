/* quotes_phrase.c - see quotes_phrase.h. */
#include "tag/quotes_phrase.h"

#include "tag/quotes_words.h"

enum { SENTENCE_WORDS = 60, PHRASE_WORDS = 16, VERB_WORDS = 5 };

const struct find *phrase_find(const struct quotes_text *text, size_t i)
{
  size_t low = 0, high = text->find_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (text->finds[middle].past_token <= i)
      low = middle + 1;
    else
      high = middle;
  }
  return low < text->find_count && text->finds[low].first <= i ? &text->finds[low] : NULL;
}

static bool is_somebody(const struct find *find)
{
  return find && (find->type == FIND_PER || find->type == FIND_ORG || find->type == FIND_LOC);
}

static struct phrase of_find(const struct quotes_text *text, const struct find *find)
{
  return (struct phrase){find->first, find->past_token, text->finds_before + (size_t)(find - text->finds)};
}

size_t phrase_sentence(const struct quotes_text *text, size_t i)
{
  size_t least = i > SENTENCE_WORDS ? i - SENTENCE_WORDS : 0;
  for (; i > least; i--) {
    if (text->tokens->list[i].flags & TOKEN_PARAGRAPH || word_ends_sentence(text->tokens, i - 1)) break;
    if (word_mark(text->tokens, i - 1, 0xBB) || word_mark(text->tokens, i - 1, 0x201D)) break;
  }
  return i;
}

static bool ends_with(struct slice word, const char *ending)
{
  size_t length = strlen(ending);
  return word.length > length && memcmp(word.data + word.length - length, ending, length) == 0;
}

/* "la mesure annoncée par": a participle that no auxiliary makes a verb. */
static bool is_participle(const struct tokens *tokens, size_t i)
{
  static const char *const endings[] = {"é", "ée", "és", "ées"};
  const struct token *token = &tokens->list[i];
  struct slice word = {tokens->text.data + token->start, token->end - token->start};
  for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
    if (ends_with(word, endings[k])) return true;
  return false;
}

static bool is_reflexive(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {"s'",   "se",   "lui", "leur", "l'", "m'",  "me",
                                      "nous", "vous", "y",   "en",   "t",  "ete", NULL};
  return word_in(tokens, i, words);
}

static bool makes_noun(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {"de", "d'", "du", "au", "aux", "sans", "par", "pour", "of", "to", NULL};
  return word_in(tokens, i, words) || (word_is_determiner(tokens, i) && !is_reflexive(tokens, i));
}

bool phrase_cue(const struct quotes_text *text, size_t i, struct cue *cue)
{
  const struct tokens *tokens = text->tokens;
  if (!(tokens->list[i].classes & LEX_CUE) || phrase_find(text, i)) return false;
  size_t first = i, pronoun = QUOTE_NOBODY;
  bool auxiliary = false;
  if (i > 1 && word_is_pronoun(tokens, i - 1) && tokens->list[i - 1].flags & TOKEN_GLUED)
    pronoun = first = i - 1;
  for (size_t k = 0; k < VERB_WORDS && first > 0; k++) {
    bool helps = word_is_auxiliary(tokens, first - 1);
    if (!helps && !word_is_adverb(tokens, first - 1) && !is_reflexive(tokens, first - 1)) break;
    if (tokens->list[first].flags & TOKEN_PARAGRAPH) break;
    auxiliary = auxiliary || helps;
    first--;
  }
  bool french = text->language & TAG_FRENCH;
  if (first && (word_is(tokens, first - 1, "n'") || word_is(tokens, first - 1, "ne"))) return false;
  if (pronoun != QUOTE_NOBODY && !auxiliary) return false;
  if (!auxiliary && first == i && i && makes_noun(tokens, i - 1)) return false;
  if (!auxiliary && first < i && word_is(tokens, i - 1, "l'")) return false;
  if (french && !auxiliary && is_participle(tokens, i)) return false;
  if (tokens->list[i].flags & TOKEN_CAPITAL && !(tokens->list[i].flags & TOKEN_SENTENCE)) return false;
  *cue = (struct cue){first, i + 1, pronoun, (tokens->list[i].classes & LEX_CUE_NOUN) != 0};
  return true;
}

/* What a stretch of words says of somebody: the name that leads it, or the words as they stand. */
static bool behind_of(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {"de", "d'", "du", "des", "of", NULL};
  return i && word_in(tokens, i - 1, words);
}

static bool is_person_word(const struct quotes_text *text, size_t first, size_t past)
{
  for (size_t i = first; i < past; i++) {
    const struct find *find = phrase_find(text, i);
    bool people = find && (find->type == FIND_PER || find->type == FIND_ORG || find->type == FIND_NORP);
    if (word_is_speaker(text->tokens, i) || people) return true;
  }
  return false;
}

/* A person anywhere in it, unless another belongs to that person ("la femme de X"); else what leads it. */
static bool name_within(const struct quotes_text *text, size_t first, size_t past, struct phrase *who)
{
  const struct find *leader = NULL;
  for (size_t i = first; i < past; i++) {
    const struct find *find = phrase_find(text, i);
    if (!find || find->first != i) continue;
    bool leads = i == first || (i == first + 1 && word_is_determiner(text->tokens, first));
    if (find->type == FIND_PER && (leads || !behind_of(text->tokens, i))) {
      *who = of_find(text, find);
      return true;
    }
    if (leads && is_somebody(find)) leader = find;
  }
  if (leader) *who = of_find(text, leader);
  return leader != NULL;
}

static bool read_phrase(const struct quotes_text *text, size_t first, size_t past, struct phrase *who,
                        bool *person)
{
  const struct tokens *tokens = text->tokens;
  const struct find *find;
  while (first < past && (find = phrase_find(text, first)) && find->type >= FIND_DATE)
    first = find->past_token;
  if (first >= past) return false;
  *person = true;
  if (name_within(text, first, past, who)) return true;
  bool opens =
      word_is_determiner(tokens, first) || word_is_speaker(tokens, first) || word_is_pronoun(tokens, first);
  bool verb = text->language & TAG_FRENCH && word_is(tokens, first, "a"); /* "a", not the English article */
  if (!opens || verb || past - first > PHRASE_WORDS) return false;
  if (word_is_pronoun(tokens, first)) past = first + 1; /* "he got up and said" */
  *person = word_is_pronoun(tokens, first) || is_person_word(text, first, past);
  *who = (struct phrase){first, past, QUOTE_NOBODY};
  return true;
}

static bool bounds_clause(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {"que", "qu'",    "mais",  "puis",    "that",
                                      "but", "tandis", "alors", "lorsque", NULL};
  return (tokens->list[i].flags & TOKEN_MARK &&
          !(tokens->list[i].mark == '.' && i && tokens->list[i - 1].flags & TOKEN_ABBREVIATED)) ||
         word_in(tokens, i, words);
}

/* Where the words that end before `past` begin, not before `least`. */
static size_t clause_start(const struct tokens *tokens, size_t least, size_t past)
{
  while (past > least && !bounds_clause(tokens, past - 1)) past--;
  return past;
}

/* "Jean Dupont, ministre de la Santé, a dit", "le ministre, Jean Dupont, a dit": both sides of the comma. */
static bool subject_before_comma(const struct quotes_text *text, size_t least, size_t comma,
                                 struct phrase *who, bool *person)
{
  size_t first = clause_start(text->tokens, least, comma);
  bool paired = first > least && word_mark(text->tokens, first - 1, ',');
  if (first < comma && name_within(text, first, comma, who) &&
      text->finds[who->find - text->finds_before].type == FIND_PER) {
    *person = true;
    return true;
  }
  if (!paired) return read_phrase(text, first, comma, who, person);
  return read_phrase(text, clause_start(text->tokens, least, first - 1), first - 1, who, person);
}

bool phrase_subject_before(const struct quotes_text *text, const struct cue *cue, struct phrase *who,
                           bool *person)
{
  static const char *const speakers[] = {"i", "we", "you", "je", "j'", "nous", "vous", "tu", NULL};
  size_t least = phrase_sentence(text, cue->first), past = cue->first;
  if (past == least || word_in(text->tokens, past - 1, speakers)) return false;
  if (word_is(text->tokens, past - 1, "qui") || word_is(text->tokens, past - 1, "who")) past--;
  if (past > least && word_mark(text->tokens, past - 1, ','))
    return subject_before_comma(text, least, past - 1, who, person);
  size_t first = clause_start(text->tokens, least, past);
  if (first < past && word_is_pronoun(text->tokens, past - 1)) first = past - 1;
  if (first < past && read_phrase(text, first, past, who, person)) return true;
  return *person = name_within(text, least, past, who); /* "X a fait cela et a dit" */
}

static size_t phrase_end(const struct quotes_text *text, size_t first)
{
  size_t past = first;
  while (past < first + PHRASE_WORDS) {
    const struct find *find = phrase_find(text, past);
    if (find && find->type >= FIND_DATE) break;
    if (find && find->past_token > past && past < text->tokens->count) {
      past = find->past_token;
      continue;
    }
    if (past > first && word_ends_phrase(text->tokens, past)) break;
    bool abbreviated = past && text->tokens->list[past - 1].flags & TOKEN_ABBREVIATED;
    if (past >= text->tokens->count || (text->tokens->list[past].flags & TOKEN_MARK && !abbreviated)) break;
    past++;
  }
  return past < text->tokens->count ? past : text->tokens->count;
}

bool phrase_subject_after(const struct quotes_text *text, const struct cue *cue, struct phrase *who,
                          bool *person)
{
  if (cue->pronoun == QUOTE_NOBODY) return phrase_somebody(text, cue->past, who, person);
  *who = (struct phrase){cue->pronoun, cue->pronoun + 1, QUOTE_NOBODY};
  return *person = true;
}

bool phrase_somebody(const struct quotes_text *text, size_t from, struct phrase *who, bool *person)
{
  const struct tokens *tokens = text->tokens;
  if (word_is(tokens, from, "t") && tokens->list[from].flags & TOKEN_GLUED) from++;
  if (word_is_pronoun(tokens, from)) {
    *who = (struct phrase){from, from + 1, QUOTE_NOBODY};
    *person = true;
    return true;
  }
  struct phrase whom;
  size_t unused;
  bool aside = word_mark(tokens, from, ','); /* "a dit, à la presse, le ministre" */
  size_t behind = phrase_addressee(text, from + aside, &whom, &unused);
  if (aside && !word_mark(tokens, behind, ',')) return false;
  from = behind + aside;
  static const char *const others[] = {"chez", "par", "avec", "contre", NULL}; /* "publie chez Jean Dupont" */
  if (from >= tokens->count || tokens->list[from].flags & TOKEN_PARAGRAPH) return false;
  if (word_in(tokens, from, others)) return false;
  size_t past = phrase_end(text, from);
  if (past == from) return false;
  /* "le ministre de la Santé, Jean Dupont", "l'avocate, Me Jean Dupont" */
  size_t name = past + 1;
  while (name < tokens->count && tokens->list[name].classes & (LEX_TITLE | LEX_CIVILITY) &&
         name < past + VERB_WORDS)
    name++;
  const struct find *apposed = word_mark(tokens, past, ',') ? phrase_find(text, name) : NULL;
  if (apposed && apposed->type == FIND_PER && apposed->first == name) {
    struct phrase named;
    if (!name_within(text, from, past, &named)) {
      *who = of_find(text, apposed);
      return *person = true;
    }
  }
  return read_phrase(text, from, past, who, person);
}

/* "explique calmement la ministre", "a ajouté pour sa part le maire": how it was said, between verb and
 * speaker. */
static size_t skip_manner(const struct tokens *tokens, size_t from)
{
  static const char *const before[] = {"pour", "de", NULL};
  static const char *const whose[] = {"sa", "son", "leur", NULL};
  static const char *const part[] = {"part", "cote", NULL};
  if (from >= tokens->count) return from;
  if (word_in(tokens, from, before) && word_in(tokens, from + 1, whose) && word_in(tokens, from + 2, part))
    return from + 3;
  struct slice word = token_folded(tokens, from);
  bool manner = tokens->list[from].flags & TOKEN_WORD && !(tokens->list[from].flags & TOKEN_CAPITAL) &&
                word.length > 6 && ends_with(word, "ement");
  return from + manner;
}

size_t phrase_addressee(const struct quotes_text *text, size_t from, struct phrase *whom, size_t *cue_past)
{
  static const char *const to[] = {"a", "au", "aux", "devant", "aupres", "to", NULL};
  const struct tokens *tokens = text->tokens;
  *whom = (struct phrase){from, from, QUOTE_NOBODY};
  *cue_past = from;
  from = skip_manner(tokens, from);
  for (size_t k = 0; k < VERB_WORDS; k++) {
    const struct find *find = phrase_find(text, from);
    bool dated = find && (find->type == FIND_DATE || find->type == FIND_TIME);
    if (!dated && !word_is_adverb(tokens, from) &&
        !(dated =
              word_in(tokens, from, (const char *const[]){"en", "ce", "le", "on", "this", "last", NULL}) &&
              phrase_find(text, from + 1) && phrase_find(text, from + 1)->type == FIND_DATE))
      break;
    from = find && find->type >= FIND_DATE ? find->past_token : from + 1;
  }
  bool told = from && (word_is(tokens, from - 1, "told") || word_is(tokens, from - 1, "tells"));
  if (!told && !word_in(tokens, from, to)) return from;
  size_t first = from + !told, past = phrase_end(text, first);
  const struct find *find = phrase_find(text, first);
  if (!find && word_is_determiner(tokens, first)) find = phrase_find(text, first + 1);
  if (is_somebody(find)) {
    *whom = of_find(text, find);
    past = find->past_token;
  } else if (past > first) {
    *whom = (struct phrase){first, past, QUOTE_NOBODY};
  } else {
    return from;
  }
  *cue_past = first;
  return past;
}
