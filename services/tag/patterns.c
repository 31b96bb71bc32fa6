/* patterns.c - see patterns.h. */
#include "tag/patterns.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "tag/embed.h"
#include "tag/fold.h"

#include <stdlib.h>

enum { PATTERNS_MAX = 64, TRIGGERS_MAX = 1024 /* a power of two */, WINDOW_TOKENS = 32, WINDOW_BYTES = 400 };

struct rule {
  struct pattern *pattern;
  enum find_type type;
  int strength;
};

/* One first word: the rules to try are the bits. */
struct trigger {
  uint64_t hash, rules;
};

struct patterns {
  struct rule rules[PATTERNS_MAX];
  size_t count;
  struct trigger triggers[TRIGGERS_MAX];
};

#define CAPITALISED "\\p{Lu}[\\p{L}\\p{N}]*(?:[-’'](?:\\p{L}[\\p{L}\\p{N}]*))*"
#define OF          "(?:de la |de l[’']|des |du |de |d[’'])"

static const struct {
  const char *name, *pattern;
} short_forms[] = {
    {"<C>", CAPITALISED},
    {"<N>", CAPITALISED "(?: (?:" OF "|la |le |les |et |of |the |and )?" CAPITALISED ")*"},
    {"<a>", "\\p{Ll}{3,}(?:-\\p{L}+)*"},
    {"<D>", OF},
    {"<L>", "(?:" OF "|pour (?:la |le |les |l[’'])|aux |contre (?:la |le |les )|et (?:" OF "))"},
    {"<A>", "(?:nationale?s?|nationaux|internationale?s?|internationaux|europée(?:n|nne)s?|africaine?s?|"
            "mondiale?s?|centrale?s?|suprême|"
            "constitutionnel(?:le)?|fédérale?s?|générale?|populaires?|démocratiques?|socialistes?|"
            "communistes?|républicaine?s?|libérale?|"
            "écologistes?|islamiques?|chrétien(?:ne)?|chrétienne-démocrate|ouvrière?|syrien(?:ne)?s?|"
            "française?s?|américaine?s?|britanniques?|"
            "allemande?s?|russes?|turc|turque|israélien(?:ne)?s?|palestinien(?:ne)?s?|irakien(?:ne)?s?|"
            "étrangères|intérieure|sociale?s?|"
            "publique|supérieure?|scientifique|militaires?|judiciaire|pénale?|criminel(?:le)?|correctionnel|"
            "administratif|indépendante?|"
            "unies?|armées?|révolutionnaires?|mutuelle|agricole|industriel(?:le)?|technologique|économique|"
            "monétaire|financière?|olympique|"
            "sportive?|québécois|canadien(?:ne)?|catalane?|espagnole?|italien(?:ne)?|belge|suisse|chinoise?|"
            "japonaise?|arabe|latine?|"
            "métropolitaine?|régionale?|municipale?|territoriale?|législative|exécutive|électorale?|"
            "permanente?|spéciale?|libre|"
            "orthodoxes?|catholique|protestante?|anglicane?|évangélique|épiscopale?|apostolique|universel(?:"
            "le)?|spatiale|atomique|"
            "météorologique|géologique|humaine?s?|humanitaire|congolais(?:es)?|burundais(?:es)?|rwandais(?:"
            "es)?|malien(?:nes)?|"
            "nigérien(?:nes)?|travailliste|conservateur|radicale?|patriotique|progressiste|insoumise|"
            "écologique|solidaire|nucléaire|"
            "lyonnaise?|marseillais|parisien(?:ne)?|parlementaire|technique|polytechnique|normale|"
            "vétérinaire|culturel(?:le)?|"
            "(?!jamais|désormais|combien|demain|certain|soudain|moins)\\p{Ll}{3,}(?:aise?s?|ie(?:n|nne)s?|"
            "oise?s?|ée(?:n|nne)s?|aine?s?|istes?))(?![\\p{L}-])"},
};

static const char *short_form(struct slice rest, size_t *length)
{
  for (size_t i = 0; i < sizeof short_forms / sizeof *short_forms; i++)
    if (slice_starts(rest, short_forms[i].name)) {
      *length = strlen(short_forms[i].name);
      return short_forms[i].pattern;
    }
  *length = 1;
  return NULL;
}

/* A space of the pattern is one of the text, which may be a no-break space. */
static void put_spaced(struct buffer *out, struct slice text)
{
  for (size_t i = 0; i < text.length; i++)
    if (text.data[i] == ' ')
      buffer_text(out, "[\\x20\\x{A0}]");
    else
      buffer_byte(out, text.data[i]);
}

static void expand(struct buffer *out, struct slice source)
{
  buffer_text(out, "\\A(?:");
  for (size_t i = 0, length; i < source.length; i += length) {
    const char *pattern = short_form(slice_from(source, i), &length);
    put_spaced(out, pattern ? slice_of(pattern) : (struct slice){source.data + i, 1});
  }
  buffer_byte(out, ')');
}

static struct trigger *trigger_of(const struct patterns *patterns, uint64_t hash)
{
  size_t i = (size_t)hash & (TRIGGERS_MAX - 1);
  while (patterns->triggers[i].hash && patterns->triggers[i].hash != hash) i = (i + 1) & (TRIGGERS_MAX - 1);
  return (struct trigger *)&patterns->triggers[i];
}

static bool add_rule(struct patterns *patterns, struct lexicon *lexicon, struct slice line, dp_error *error)
{
  struct slice type, strength, words, word;
  if (patterns->count == PATTERNS_MAX || !embed_field(&line, '\t', &type) ||
      !embed_field(&line, '\t', &strength) || !embed_field(&line, '\t', &words) || !line.data)
    return error_set(error, EX_SOFTWARE, "patterns.tsv has too many lines or one without four fields");
  struct buffer source = BUFFER_EMPTY;
  expand(&source, line);
  struct rule *rule = &patterns->rules[patterns->count];
  rule->pattern = pattern_new(buffer_view(&source), 0, error);
  buffer_free(&source);
  if (!rule->pattern) return error_wrap(error, "pattern %zu of patterns.tsv", patterns->count + 1);
  rule->type = slice_is(type, "PER")     ? FIND_PER
               : slice_is(type, "ORG")   ? FIND_ORG
               : slice_is(type, "EVENT") ? FIND_EVENT
                                         : FIND_LOC;
  rule->strength = atoi(strength.data);
  while (embed_field(&words, ' ', &word)) {
    uint64_t hash = fold_hash(word.data, word.length);
    struct trigger *trigger = trigger_of(patterns, hash);
    trigger->hash = hash;
    trigger->rules |= (uint64_t)1 << patterns->count;
    lexicon_add(lexicon, word, LEX_PATTERN);
  }
  patterns->count++;
  return true;
}

struct patterns *patterns_new(struct lexicon *lexicon, dp_error *error)
{
  struct patterns *patterns = memory_zero(1, sizeof *patterns);
  struct slice list = EMBEDDED(patterns), line;
  while (embed_line(&list, &line))
    if (!add_rule(patterns, lexicon, line, error)) {
      patterns_free(&patterns);
      return NULL;
    }
  return patterns;
}

void patterns_free(struct patterns **patterns)
{
  if (!*patterns) return;
  for (size_t i = 0; i < (*patterns)->count; i++) pattern_free(&(*patterns)->rules[i].pattern);
  free(*patterns);
  *patterns = NULL;
}

/* The text from token i to the end of its sentence, or as far as a name can go. */
static struct slice window(const struct tokens *tokens, size_t i, size_t *past)
{
  size_t begin = tokens->list[i].start, end = tokens->list[i].end;
  for (*past = i + 1; *past < tokens->count && *past < i + WINDOW_TOKENS; ++*past) {
    const struct token *token = &tokens->list[*past];
    if (token->flags & (TOKEN_PARAGRAPH | TOKEN_SENTENCE) || token->end - begin > WINDOW_BYTES) break;
    end = token->end;
  }
  return (struct slice){tokens->text.data + begin, end - begin};
}

/* What stands capitalised right before the head of an institution belongs to it: "Haute Autorité …",
 * "Scottish Council of …". */
static size_t reach_back(const struct tokens *tokens, size_t first)
{
  for (size_t n = 0; n < 4 && first > 0; n++, first--) {
    const struct token *self = &tokens->list[first], *before = self - 1;
    if (self->flags & (TOKEN_SENTENCE | TOKEN_PARAGRAPH | TOKEN_CLOSE | TOKEN_GLUED)) break;
    if (!(before->flags & TOKEN_WORD) || !(before->flags & TOKEN_CAPITAL) ||
        before->flags & (TOKEN_ELISION | TOKEN_GLUED))
      break;
    if (before->classes & (LEX_STOP | LEX_TITLE | LEX_AT)) break;
  }
  return first;
}

/* add_span - the tokens that a byte range covers whole. */
static void add_span(const struct tokens *tokens, size_t i, size_t past, size_t start, size_t end,
                     const struct rule *rule, struct finds *finds)
{
  size_t first = i;
  while (first < past && tokens->list[first].start < start) first++;
  size_t last = first;
  while (last < past && tokens->list[last].end <= end) last++;
  bool whole = last > first && tokens->list[first].start == start;
  if (rule->type == FIND_ORG && tokens->list[first].flags & TOKEN_CAPITAL) first = reach_back(tokens, first);
  if (whole) finds_add(finds, tokens, first, last, rule->type, rule->strength, "pattern");
}

/* try_rules - returns how many patterns hit a limit. */
static size_t try_rules(const struct patterns *patterns, struct pattern_match *match,
                        const struct tokens *tokens, size_t i, struct finds *finds)
{
  uint64_t rules = trigger_of(patterns, tokens->list[i].hash)->rules;
  size_t past, start, end, limits = 0;
  struct slice text = window(tokens, i, &past);
  for (size_t k = 0; rules; k++, rules >>= 1) {
    if (!(rules & 1)) continue;
    enum pattern_outcome outcome = pattern_find(patterns->rules[k].pattern, match, text, 0);
    limits += outcome == PATTERN_LIMIT;
    if (outcome != PATTERN_FOUND) continue;
    if (!pattern_group(match, 1, &start, &end) && !pattern_group(match, 0, &start, &end)) continue;
    size_t base = tokens->list[i].start;
    add_span(tokens, i, past, base + start, base + end, &patterns->rules[k], finds);
  }
  return limits;
}

size_t patterns_find(const struct patterns *patterns, struct pattern_match *match,
                     const struct tokens *tokens, struct finds *finds)
{
  size_t limits = 0;
  for (size_t i = 0; i < tokens->count; i++)
    if (tokens->list[i].classes & LEX_PATTERN && !(tokens->list[i].flags & TOKEN_GLUED))
      limits += try_rules(patterns, match, tokens, i, finds);
  return limits;
}
