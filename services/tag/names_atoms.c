/* names_atoms.c - see names_atoms.h. Three passes over a stretch: single words; known names, runs and
 * neighbours; what the document tells. */
#include "tag/names_atoms.h"

#include "base/memory.h"
#include "tag/names_evidence.h"

#include <stdlib.h>

enum shape { /* the low five bits of names_atom.shape */
             SHAPE_SMALL = 1,
             SHAPE_CAPITAL,
             SHAPE_LETTER, /* one capital */
             SHAPE_ACRONYM,
             SHAPE_SHOUTED, /* more than five capitals */
             SHAPE_CAMEL,   /* McCain */
             SHAPE_BRAND,   /* iPhone */
             SHAPE_DIGITS1,
             SHAPE_DIGITS2,
             SHAPE_DIGITS3,
             SHAPE_DIGITS4,
             SHAPE_DIGITS5,
             SHAPE_DIGITS_LETTERS,
             SHAPE_LETTERS_DIGITS,
             SHAPE_STOP,
             SHAPE_COMMA,
             SHAPE_OPENS,
             SHAPE_CLOSES,
             SHAPE_DASH,
             SHAPE_COLON,
             SHAPE_MARK,
             SHAPE_GLUED = 32,
             SHAPE_ABBREVIATED = 64,
             SHAPE_ELISION = 128
};

enum place { PLACE_OPENS = 1, PLACE_QUOTED = 2, PLACE_BRACKETS = 4, PLACE_SHOUTED = 8, PLACE_WHISPERED = 16 };

/* Classes that tell something of names; the others serve other layers. */
enum {
  CLASSES = LEX_STOP | LEX_NOT_NAME | LEX_NO_ACRONYM | LEX_GIVEN | LEX_TITLE | LEX_CIVILITY | LEX_PLURAL |
            LEX_PARTICLE | LEX_AT | LEX_PLACE_KIND | LEX_PLACE_HEAD | LEX_PLACE_TAIL | LEX_COMPANY |
            LEX_ORG_HEAD | LEX_SPEECH | LEX_MONTH | LEX_WEEKDAY | LEX_DATE | LEX_PLACE_NAME | LEX_PLACE_OF |
            LEX_FAMILY | LEX_ORG_BEFORE | LEX_NORP
};

struct names_atoms *names_atoms_new(void)
{
  struct names_atoms *atoms = memory_zero(1, sizeof *atoms);
  atoms->list = memory_zero(TOKENS_MAX + 1, sizeof *atoms->list);
  atoms->marks = memory_zero(TOKENS_MAX + 1, sizeof *atoms->marks);
  atoms->evidence = names_evidence_new();
  return atoms;
}

void names_atoms_free(struct names_atoms **atoms)
{
  if (!*atoms) return;
  names_evidence_free(&(*atoms)->evidence);
  free((*atoms)->list);
  free((*atoms)->marks);
  free(*atoms);
  *atoms = NULL;
}

static bool capital(const struct token *token)
{
  return (token->flags & (TOKEN_WORD | TOKEN_CAPITAL)) == (TOKEN_WORD | TOKEN_CAPITAL);
}

static bool small(const struct token *token)
{
  return (token->flags & (TOKEN_WORD | TOKEN_CAPITAL | TOKEN_MIXED)) == TOKEN_WORD;
}

/* Lower case by bytes: ASCII and Latin-1, which is what French and English have. */
static uint64_t lower_hash(const struct tokens *tokens, const struct token *token)
{
  const unsigned char *bytes = (const unsigned char *)tokens->text.data;
  uint64_t hash = 0xCBF29CE484222325u;
  uint32_t end = token->end - token->start > TOKEN_FOLD_MAX ? token->start + TOKEN_FOLD_MAX : token->end;
  for (uint32_t i = token->start; i < end; i++) {
    unsigned char c = bytes[i];
    if (c >= 'A' && c <= 'Z') c |= 32;
    if (c >= 0x80 && c <= 0x9E && i > token->start && bytes[i - 1] == 0xC3 && c != 0x97) c |= 32;
    if (c >= '0' && c <= '9') c = '0';
    if (c == 0xE2 && i + 2 < end && bytes[i + 1] == 0x80 && bytes[i + 2] == 0x99) {
      c = '\'';
      i += 2;
    }
    hash = (hash ^ c) * 0x100000001B3u;
  }
  return hash ^ hash >> 29;
}

static uint8_t mark_shape(uint32_t mark)
{
  switch (mark) {
  case '.':
  case '!':
  case '?':
  case 0x2026:
    return SHAPE_STOP;
  case ',':
  case ';':
    return SHAPE_COMMA;
  case 0xAB:
  case 0x201C:
  case '(':
  case '[':
    return SHAPE_OPENS;
  case 0xBB:
  case 0x201D:
  case ')':
  case ']':
    return SHAPE_CLOSES;
  case '-':
  case 0x2013:
  case 0x2014:
    return SHAPE_DASH;
  case ':':
    return SHAPE_COLON;
  default:
    return SHAPE_MARK;
  }
}

static uint8_t number_shape(const struct tokens *tokens, const struct token *token)
{
  size_t digits = 0;
  for (uint32_t i = token->start; i < token->end; i++)
    digits += tokens->text.data[i] >= '0' && tokens->text.data[i] <= '9';
  if (digits < token->end - token->start) return SHAPE_DIGITS_LETTERS;
  return (uint8_t)(SHAPE_DIGITS1 + (digits > 5 ? 4 : digits - 1));
}

static uint8_t word_shape(const struct tokens *tokens, const struct token *token)
{
  unsigned char last = (unsigned char)tokens->text.data[token->end - 1];
  if (last >= '0' && last <= '9') return SHAPE_LETTERS_DIGITS;
  uint32_t length = token->past - token->at;
  if (!(token->flags & TOKEN_CAPITAL)) return token->flags & TOKEN_MIXED ? SHAPE_BRAND : SHAPE_SMALL;
  if (length == 1) return SHAPE_LETTER;
  if (token->flags & TOKEN_ALL_CAPITAL) return length > 5 ? SHAPE_SHOUTED : SHAPE_ACRONYM;
  return token->flags & TOKEN_MIXED ? SHAPE_CAMEL : SHAPE_CAPITAL;
}

static uint8_t shape_of(const struct tokens *tokens, const struct token *token)
{
  uint8_t shape = token->flags & TOKEN_MARK     ? mark_shape(token->mark)
                  : token->flags & TOKEN_NUMBER ? number_shape(tokens, token)
                                                : word_shape(tokens, token);
  if (token->flags & TOKEN_GLUED) shape |= SHAPE_GLUED;
  if (token->flags & TOKEN_ABBREVIATED) shape |= SHAPE_ABBREVIATED;
  if (token->flags & TOKEN_ELISION) shape |= SHAPE_ELISION;
  return shape;
}

static void read_affixes(struct names_atom *atom, struct slice word)
{
  const unsigned char *bytes = (const unsigned char *)word.data;
  uint64_t head = 0, tail = 0;
  for (size_t n = 1; n <= 4; n++) {
    if (n <= word.length) {
      head = head << 8 | bytes[n - 1];
      tail = tail << 8 | bytes[word.length - n];
    }
    if (n < 2) continue;
    atom->prefix[n - 2] = head;
    atom->suffix[n - 2] = tail;
  }
}

static void read_word(const struct names_knowledge *knowledge, const struct tokens *tokens, size_t i,
                      struct names_atom *atom)
{
  const struct token *token = &tokens->list[i];
  *atom = (struct names_atom){.lower = lower_hash(tokens, token),
                              .folded = token->hash,
                              .classes = token->classes & CLASSES,
                              .small = !(token->flags & (TOKEN_CAPITAL | TOKEN_MIXED | TOKEN_NUMBER)),
                              .shape = shape_of(tokens, token)};
  if (!(token->flags & TOKEN_WORD)) return;
  read_affixes(atom, token_folded(tokens, i));
  if (token->folded_length)
    atom->dictionary = names_words_find(knowledge->words, knowledge->word_buckets, token->hash);
}

/* Words inside a run of capitalised words; small particles may stand between. */
static bool joins(const struct token *token)
{
  return capital(token) || token->flags & TOKEN_NUMBER || (token->flags & TOKEN_GLUED) ||
         (token->flags & TOKEN_ABBREVIATED) || (token->mark == '.' && token->flags & TOKEN_CLOSE);
}

static void read_runs(const struct tokens *tokens, struct names_atom *atoms)
{
  uint64_t head = 0, before = 0;
  uint8_t distance = 0;
  for (size_t i = 0; i < tokens->count; i++) {
    const struct token *token = &tokens->list[i];
    bool stop = token->flags & TOKEN_MARK && (token->mark == '.' || token->mark == '!' || token->mark == '?');
    if (token->flags & TOKEN_PARAGRAPH) head = before = 0;
    if (capital(token)) {
      if (!head) distance = 0, head = atoms[i].folded;
    } else if (!joins(token) && !(token->classes & LEX_PARTICLE) && token->past - token->at > 3) {
      head = 0;
    } else if (token->flags & TOKEN_MARK && !(token->mark == '.' && token->flags & TOKEN_CLOSE)) {
      head = 0;
    }
    atoms[i].run = head;
    atoms[i].distance = distance;
    atoms[i].before = before;
    if (head && distance < 6) distance++;
    if (stop) before = 0;
    if (small(token) && token->past - token->at > 3) before = atoms[i].lower;
  }
  uint64_t after = 0;
  for (size_t i = tokens->count; i-- > 0;) {
    const struct token *token = &tokens->list[i];
    atoms[i].after = after;
    if (small(token) && token->past - token->at > 3) after = atoms[i].lower;
    if (token->flags & TOKEN_PARAGRAPH || (token->flags & TOKEN_MARK && token->mark == '.')) after = 0;
  }
}

/* What speaks for a person, an organisation or a place in a row of capitals. */
enum chain {
  CHAIN_GIVEN_FIRST = 1,
  CHAIN_FAMILY_LAST = 2,
  CHAIN_WORD_FIRST = 4, /* a common word written large */
  CHAIN_WORD_LAST = 8,
  CHAIN_ORG_HEAD = 16,
  CHAIN_COMPANY = 32,
  CHAIN_PLACE_HEAD = 64,
  CHAIN_PLACE_TAIL = 128,
  CHAIN_SHOUTED = 256,
  CHAIN_NUMBER = 512,
  CHAIN_PARTICLE = 1024,
  CHAIN_MARKS = 11 /* the gazetteer's types above */
};

static bool in_chain(const struct tokens *tokens, size_t i)
{
  const struct token *token = &tokens->list[i];
  if (token->flags & TOKEN_PARAGRAPH) return false;
  if (capital(token) || token->flags & TOKEN_GLUED) return true;
  if (token->mark == '.' && token[-1].flags & TOKEN_ABBREVIATED) return true;
  bool between = token->classes & LEX_PARTICLE || token->mark == '&' || token->flags & TOKEN_NUMBER;
  return between && i + 1 < tokens->count && capital(token + 1) && !(token[1].flags & TOKEN_PARAGRAPH);
}

static bool common_word(const struct names_atom *atom)
{
  return atom->dictionary &
         (NAMES_FR_NOUN | NAMES_FR_ADJECTIVE | NAMES_FR_VERB | NAMES_FR_OTHER | NAMES_EN_SMALL);
}

static uint32_t chain_of(const struct tokens *tokens, const struct names_atom *atoms, size_t first,
                         size_t past)
{
  const struct names_atom *head = &atoms[first], *tail = &atoms[past - 1];
  uint32_t chain = 0, marks = 0;
  bool shouted = true;
  if (head->classes & LEX_GIVEN || head->dictionary & NAMES_GIVEN) chain |= CHAIN_GIVEN_FIRST;
  if (tail->classes & LEX_FAMILY || tail->dictionary & NAMES_SURNAME) chain |= CHAIN_FAMILY_LAST;
  if (common_word(head)) chain |= CHAIN_WORD_FIRST;
  if (common_word(tail)) chain |= CHAIN_WORD_LAST;
  for (size_t i = first; i < past; i++) {
    const struct token *token = &tokens->list[i];
    if (token->classes & LEX_ORG_HEAD) chain |= CHAIN_ORG_HEAD;
    if (token->classes & LEX_COMPANY) chain |= CHAIN_COMPANY;
    if (token->classes & LEX_PLACE_HEAD) chain |= CHAIN_PLACE_HEAD;
    if (token->classes & LEX_PLACE_TAIL) chain |= CHAIN_PLACE_TAIL;
    if (token->flags & TOKEN_NUMBER) chain |= CHAIN_NUMBER;
    if (!(token->flags & TOKEN_CAPITAL) && token->classes & LEX_PARTICLE) chain |= CHAIN_PARTICLE;
    shouted = shouted && token->flags & TOKEN_ALL_CAPITAL;
    marks |= atoms[i].gazetteer & MARK_TYPES;
  }
  return chain | (shouted ? CHAIN_SHOUTED : 0) | marks << CHAIN_MARKS;
}

static void read_chains(const struct tokens *tokens, struct names_atom *atoms)
{
  for (size_t i = 0, past; i < tokens->count; i = past) {
    past = i + 1;
    if (!capital(&tokens->list[i])) continue;
    while (past < tokens->count && in_chain(tokens, past)) past++;
    uint32_t chain = chain_of(tokens, atoms, i, past);
    size_t length = past - i > 5 ? 5 : past - i;
    for (size_t k = i; k < past; k++) {
      atoms[k].chain = chain;
      atoms[k].chain_place = (uint8_t)(length * 8 + (k == i ? 1u : 0) + (k + 1 == past ? 2u : 0) + 4);
    }
  }
}

/* A capital that may be that of a name. */
static bool tells(const struct token *token)
{
  return capital(token) && !(token->flags & TOKEN_SENTENCE && token->classes & LEX_STOP);
}

static bool breaks(const struct token *token)
{
  return token->flags & TOKEN_PARAGRAPH || token->mark == '.' || token->mark == '?' || token->mark == '!';
}

static void read_distances(const struct tokens *tokens, struct names_atom *atoms)
{
  uint8_t distance = NAMES_FAR;
  for (size_t i = 0; i < tokens->count; i++) {
    if (breaks(&tokens->list[i])) distance = NAMES_FAR;
    atoms[i].left = distance;
    if (distance < NAMES_FAR) distance++;
    if (tells(&tokens->list[i])) distance = 1;
  }
  distance = NAMES_FAR;
  for (size_t i = tokens->count; i-- > 0;) {
    atoms[i].right = distance;
    if (distance < NAMES_FAR) distance++;
    if (tells(&tokens->list[i])) distance = 1;
    if (breaks(&tokens->list[i])) distance = NAMES_FAR;
  }
}

static void read_places(const struct tokens *tokens, struct names_atom *atoms)
{
  bool quoted = false, brackets = false;
  for (size_t i = 0; i < tokens->count; i++) {
    const struct token *token = &tokens->list[i];
    if (token->flags & TOKEN_PARAGRAPH) quoted = brackets = false;
    if (token->mark == 0xBB || token->mark == 0x201D) quoted = false;
    if (token->mark == ')') brackets = false;
    if (token->mark == '"') quoted = !quoted;
    atoms[i].place = (uint8_t)((token->flags & TOKEN_SENTENCE ? PLACE_OPENS : 0) |
                               (quoted ? PLACE_QUOTED : 0) | (brackets ? PLACE_BRACKETS : 0));
    if (token->mark == 0xAB || token->mark == 0x201C) quoted = true;
    if (token->mark == '(') brackets = true;
  }
}

/* Paragraphs all in capitals, and those without any, where capitals tell nothing. */
static void read_cases(const struct tokens *tokens, struct names_atom *atoms)
{
  for (size_t first = 0, past; first < tokens->count; first = past) {
    size_t words = 0, capitals = 0, shouted = 0;
    for (past = first;
         past < tokens->count && (past == first || !(tokens->list[past].flags & TOKEN_PARAGRAPH)); past++) {
      const struct token *token = &tokens->list[past];
      if (!(token->flags & TOKEN_WORD)) continue;
      words++;
      capitals += capital(token);
      shouted += (token->flags & TOKEN_ALL_CAPITAL) != 0;
    }
    bool loud = words > 2 && shouted * 10 > words * 6, quiet = words > 8 && capitals == 0;
    if (!loud && !quiet) continue;
    for (size_t i = first; i < past; i++) atoms[i].place |= loud ? PLACE_SHOUTED : PLACE_WHISPERED;
  }
}

static uint32_t evidence_around(const struct tokens *tokens, const struct names_atom *atoms, size_t i)
{
  const struct token *token = &tokens->list[i];
  const struct token *before = i && !(token->flags & TOKEN_PARAGRAPH) ? token - 1 : NULL;
  const struct token *after = token[1].flags & TOKEN_PARAGRAPH ? NULL : token + 1;
  uint32_t kinds = token->flags & TOKEN_SENTENCE ? 0 : EVIDENCE_CAPITAL;
  if (token->flags & TOKEN_ALL_CAPITAL) kinds |= EVIDENCE_SHOUTED;
  if (before) {
    bool named = capital(before);
    if (named && (before->classes & LEX_GIVEN || atoms[i - 1].dictionary & NAMES_GIVEN))
      kinds |= EVIDENCE_AFTER_GIVEN;
    if (before->classes & LEX_TITLE) kinds |= EVIDENCE_AFTER_TITLE;
    if (before->classes & LEX_AT) kinds |= EVIDENCE_AT;
    if (named && (!after || !capital(after))) kinds |= EVIDENCE_LAST;
    if (before->classes & LEX_SPEECH) kinds |= EVIDENCE_SPEAKS;
    if (before->mark == '(' && token->flags & TOKEN_ALL_CAPITAL) kinds |= EVIDENCE_SHORT;
  }
  if (after) {
    if (capital(after) && (!before || !capital(before))) kinds |= EVIDENCE_FIRST;
    if (after->classes & LEX_SPEECH) kinds |= EVIDENCE_SPEAKS;
  }
  unsigned mark = atoms[i].gazetteer, whole = MARK_FIRST | MARK_LAST;
  if (mark && (mark & whole) != whole) kinds |= mark & MARK_LOC ? EVIDENCE_PLACE : EVIDENCE_KNOWN;
  return kinds;
}

static void read_evidence(struct names_atoms *atoms, const struct tokens *tokens)
{
  names_evidence_begin(atoms->evidence);
  for (size_t i = 0; i < tokens->count; i++) {
    const struct token *token = &tokens->list[i];
    if (!(token->flags & TOKEN_WORD) || token->past - token->at < 2) continue;
    if (capital(token))
      names_evidence_note(atoms->evidence, token->hash, evidence_around(tokens, atoms->list, i));
    else if (token->past - token->at > 2)
      names_evidence_note(atoms->evidence, token->hash, EVIDENCE_SMALL);
  }
  for (size_t i = 0; i < tokens->count; i++)
    if (capital(&tokens->list[i]))
      atoms->list[i].evidence = names_evidence_of(atoms->evidence, tokens->list[i].hash);
}

static void read_known(const struct gazetteer *gazetteer, const struct tokens *tokens,
                       struct names_atoms *atoms)
{
  gazetteer_mark(gazetteer, tokens, atoms->marks);
  for (size_t i = 0; i < tokens->count; i++) atoms->list[i].gazetteer = atoms->marks[i];
}

void names_atoms_read(struct names_atoms *atoms, const struct names_knowledge *knowledge,
                      const struct tokens *tokens)
{
  atoms->count = tokens->count;
  for (size_t i = 0; i < tokens->count; i++) read_word(knowledge, tokens, i, &atoms->list[i]);
  if (knowledge->groups & NAMES_G_GAZETTEER) read_known(knowledge->gazetteer, tokens, atoms);
  read_runs(tokens, atoms->list);
  read_chains(tokens, atoms->list);
  read_distances(tokens, atoms->list);
  read_places(tokens, atoms->list);
  read_cases(tokens, atoms->list);
  if (knowledge->groups & NAMES_G_DOCUMENT) read_evidence(atoms, tokens);
}
