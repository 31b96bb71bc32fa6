/* quotes_words.c - see quotes_words.h. Words are compared folded: without capitals and accents. */
#include "tag/quotes_words.h"

#include <stdio.h>
#include <string.h>

/* French verbs in -er by their stem; forms are made of it. Those behind the bar take a noun as what was said.
 */
static const char er_stems[] =
    "accus admonest affirm ajout alert annonc argu argument articul assen assur attest avanc avou calcul "
    "certifi "
    "chuchot clam commenc comment conclu confess confi confirm conseill considere consider constat contest "
    "corrig "
    "declar declam decret demand denonc detaill devin devoil diagnostiqu diagnostic dict ecri enchain enonc "
    "enumer "
    "esper estim evoqu exclam expliqu expos felicit formul glos hurl imagin indign indiqu inform insinu "
    "insist "
    "interrog ironis jubil jug jur justifi lanc lach lament lou martel menac mention minimis moqu murmur "
    "nuanc not "
    "object observ paraphras pari pens persifl persist pest plaid plaisant pointe precis preconis proclam "
    "profess pronostiqu pronostic propos "
    "protest questionn raconte racont raill rassur recapitul reclam recit recommand redout regrett reiter "
    "relat "
    "relativis relev reli remarqu remerci repet replique repliqu reproch resum retorqu revel rigol scand "
    "signal signifi souffl souhait soulign soupir soupconn specul stipul suggere sugger suppli suppos "
    "temoign temper "
    "tempet tonn tranch tweet twitt vant vitupere emport etonn inquiet amus alarm enthousiasm emerveill "
    "offusqu desol "
    "agac exasper enerv inqui emeuv affich rapport rappell rappel poste post publi confier certif confid|"
    "exprim denonc deplor condamn salu fustig critiqu reclam exig souhait evoqu soulign regrett rejet refut "
    "preconis redout pron dement contest accus vant brandi";

/* Verbs that tell of the words of somebody without a clause behind them. */
static const char er_of_words[] = "qualifi parl";

/* Other forms that can't be made: present, imperfect, past participle, simple past. */
static const char french_forms[] = "dit disent disait disaient dira diront dirait disant redit redisait "
                                   "predit interdit contredit dement dementi "
                                   "dementent dementait repond repondent repondait repondu repondit "
                                   "repondant retorquait soutient soutiennent "
                                   "soutenait soutenaient soutenu soutint reconnait reconnaissent "
                                   "reconnaissait reconnu reconnut reconnaissant "
                                   "promet promettent promettait promis promit promettant admet admettent "
                                   "admettait admis admit previent previennent "
                                   "prevenait prevenu prevint maintient maintiennent maintenait maintenu "
                                   "convient convenu conclut concluent concluait "
                                   "poursuit poursuivent poursuivait poursuivi poursuivit reprend reprennent "
                                   "reprenait repris reprit avertit "
                                   "avertissent avertissait averti rejouit rejouissait rejoui ecrit ecrivent "
                                   "ecrivait ecrivit pretend pretendent "
                                   "pretendait pretendu croit croient croyait cru pressent defend defendait "
                                   "defendu decrit decrivait decrivent "
                                   "craint craignent craignait craignant plaint plaignait plaignent souvient "
                                   "souvenait souvenu garantit garantissent "
                                   "garanti apprend appris apprenait surencherit surencheri rencherit "
                                   "rencheri reagit reagissait reagi reflechit "
                                   "sourit gemit gemissait rugit rougit fremit vocifere murmure ordonne "
                                   "exhorte exhorta exhorté somme jure veut voit "
                                   "sait entend entendre valoir savoir comprendre remarquer observer";

static const char english_forms[] =
    "say says said saying tell tells told add adds added adding explain explains explained claim claims "
    "claimed "
    "argue argues argued insist insists insisted note notes noted state states stated announce announces "
    "announced "
    "declare declares declared warn warns warned admit admits admitted confirm confirms confirmed reply "
    "replies "
    "replied respond responds responded ask asks asked write writes wrote tweet tweets tweeted recall "
    "recalls recalled "
    "remark remarks remarked observe observes observed conclude concludes concluded suggest suggests "
    "suggested "
    "stress stresses stressed acknowledge acknowledges acknowledged allege alleges alleged assert asserts "
    "asserted "
    "believe believes believed complain complains complained concede concedes conceded deny denies denied "
    "disclose "
    "disclosed estimate estimates estimated fear fears feared hope hopes hoped joke jokes joked maintain "
    "maintains "
    "maintained mention mentioned predict predicts predicted promise promises promised quip quips quipped "
    "reiterate "
    "reiterates reiterated remember remembers remembered report reports reported reveal reveals revealed "
    "shout shouted "
    "think thinks thought testify testified testifies urge urges urged vow vows vowed whisper whispered "
    "reckon reckons "
    "reckoned emphasize emphasized emphasise emphasised comment commented comments continue continued "
    "continues agree agreed agrees "
    "boast boasted contend contends contended cautioned caution pledged pledge recount recounted reasoned "
    "cried exclaimed "
    "wonder wonders wondered explaining noting insisting warning writing describe describes described|"
    "condemn condemns condemned denounce denounces denounced criticize criticized criticise criticised "
    "demand demands "
    "demanded express expresses expressed reject rejects rejected deplore deplored welcome welcomed";

static void add_form(struct lexicon *lexicon, const char *stem, size_t length, const char *ending,
                     uint32_t classes)
{
  char form[64];
  int written = snprintf(form, sizeof form, "%.*s%s", (int)length, stem, ending);
  if (written > 0 && (size_t)written < sizeof form)
    lexicon_add(lexicon, (struct slice){form, (size_t)written}, classes);
}

static void add_list(struct lexicon *lexicon, const char *list, const char *const *endings)
{
  uint32_t classes = LEX_CUE;
  while (*list) {
    size_t length = strcspn(list, " |");
    if (length)
      for (size_t i = 0; endings[i]; i++) add_form(lexicon, list, length, endings[i], classes);
    if (list[length] == '|') classes |= LEX_CUE_NOUN;
    list += length + (list[length] != '\0');
  }
}

void quotes_words_add(struct lexicon *lexicon)
{
  /* Folded, the participle of "affirmé" is the present of "affirme"; both tell of speech. */
  static const char *const er[] = {"e",   "ent", "a",  "erent", "ait",  "aient", "era",  "eront", "erait",
                                   "ant", "ees", "es", "ee",    "eait", "ea",    "eant", NULL};
  static const char *const none[] = {"", NULL};
  add_list(lexicon, er_stems, er);
  add_list(lexicon, er_of_words, er);
  add_list(lexicon, french_forms, none);
  add_list(lexicon, english_forms, none);
}

bool word_is(const struct tokens *tokens, size_t i, const char *word)
{
  return i < tokens->count && slice_is(token_folded(tokens, i), word);
}

bool word_in(const struct tokens *tokens, size_t i, const char *const *words)
{
  for (; *words; words++)
    if (word_is(tokens, i, *words)) return true;
  return false;
}

bool word_mark(const struct tokens *tokens, size_t i, uint32_t mark)
{
  return i < tokens->count && tokens->list[i].flags & TOKEN_MARK && tokens->list[i].mark == mark;
}

bool word_is_auxiliary(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {"a",       "ont",      "avait",   "avaient", "aura",     "auront",
                                      "aurait",  "auraient", "ayant",   "est",     "sont",     "etait",
                                      "etaient", "fait",     "faisait", "laisse",  "laissait", "ai",
                                      "has",     "have",     "had",     NULL};
  return word_in(tokens, i, words);
}

bool word_is_pronoun(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {"il", "elle", "ils", "elles", "on", "he", "she", "they", NULL};
  return word_in(tokens, i, words);
}

bool word_is_adverb(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {
      "ainsi",      "aussi",      "egalement",     "encore",     "deja",  "notamment",  "alors",
      "toutefois",  "meme",       "ensuite",       "cependant",  "enfin", "donc",       "d'ailleurs",
      "clairement", "recemment",  "immediatement", "longuement", "bien",  "simplement", "vivement",
      "aussitot",   "sobrement",  "volontiers",    "also",       "then",  "later",      "again",
      "repeatedly", "previously", "recently",      "reportedly", NULL};
  return word_in(tokens, i, words);
}

bool word_is_determiner(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {
      "le",    "la",  "les",       "l'",       "un",    "une",   "des",   "ce",      "cet",
      "cette", "ces", "son",       "sa",       "ses",   "leur",  "leurs", "notre",   "nos",
      "mon",   "ma",  "plusieurs", "certains", "deux",  "trois", "the",   "a",       "an",
      "his",   "her", "their",     "this",     "these", "one",   "two",   "several", NULL};
  return word_in(tokens, i, words);
}

bool word_ends_phrase(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {
      "a",         "au",       "aux",    "dans",      "sur",    "lors",        "pour",      "devant",
      "en",        "par",      "avec",   "sans",      "chez",   "apres",       "avant",     "depuis",
      "pendant",   "selon",    "vers",   "contre",    "entre",  "sous",        "et",        "mais",
      "ou",        "que",      "qu'",    "qui",       "dont",   "ou",          "quand",     "lorsque",
      "lorsqu'",   "alors",    "tandis", "comme",     "car",    "jeudi",       "lundi",     "mardi",
      "mercredi",  "vendredi", "samedi", "dimanche",  "hier",   "aujourd'hui", "ainsi",     "egalement",
      "notamment", "ce",       "in",     "on",        "at",     "to",          "with",      "for",
      "from",      "by",       "after",  "before",    "during", "and",         "but",       "that",
      "who",       "when",     "while",  "as",        "monday", "tuesday",     "wednesday", "thursday",
      "friday",    "saturday", "sunday", "yesterday", "today",  "is",          "was",       NULL};
  if (i >= tokens->count || tokens->list[i].flags & TOKEN_PARAGRAPH) return true;
  if (tokens->list[i].flags & TOKEN_MARK)
    return !(tokens->list[i].mark == '.' && i && tokens->list[i - 1].flags & TOKEN_ABBREVIATED);
  return word_in(tokens, i, words);
}

bool word_ends_sentence(const struct tokens *tokens, size_t i)
{
  if (!(tokens->list[i].flags & TOKEN_MARK)) return false;
  uint32_t mark = tokens->list[i].mark;
  bool inside = tokens->list[i].flags & TOKEN_CLOSE && tokens->list[i + 1].flags & TOKEN_CLOSE &&
                tokens->list[i + 1].flags & (TOKEN_NUMBER | TOKEN_WORD); /* "2.5%", "lemonde.fr" */
  if (mark == '.') return !inside && !(i && tokens->list[i - 1].flags & TOKEN_ABBREVIATED);
  return mark == '!' || mark == '?' || mark == 0x2026;
}

bool word_is_speaker(const struct tokens *tokens, size_t i)
{
  static const char *const words[] = {"dirigeants",   "autorites",    "gouvernement",  "police",
                                      "armee",        "source",       "sources",       "parquet",
                                      "temoins",      "habitants",    "avocats",       "experts",
                                      "responsables", "ministres",    "militaires",    "instructeurs",
                                      "manifestants", "syndicats",    "militants",     "famille",
                                      "proches",      "voisins",      "officials",     "authorities",
                                      "government",   "spokesperson", "residents",     "witnesses",
                                      "experts",      "lawyers",      "analysts",      "officers",
                                      "scientists",   "researchers",  "diplomats",     "leaders",
                                      "military",     "agency",       "ministry",      "temoin",
                                      "habitante",    "habitant",     "procureure",    "avocate",
                                      "accuse",       "communique",   "pompiers",      "secouristes",
                                      "commission",   "agence",       "ministere",     "prefecture",
                                      "presidence",   "television",   "correspondant", NULL};
  if (i >= tokens->count) return false;
  if (tokens->list[i].classes & (LEX_TITLE | LEX_CIVILITY)) return true;
  return word_in(tokens, i, words);
}
