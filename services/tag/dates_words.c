/* dates_words.c - the table of words, sorted once by kind; it is searched only for words whose class says
 * date. */
#include "tag/dates_words.h"

#include "tag/dates.h"

enum { FR = DATES_FRENCH, EN = DATES_ENGLISH };

const char *const date_parts[] = {"", "TMO", "TMI", "TAF", "TEV", "TNI"};

static const struct {
  const char *word;
  unsigned languages;
  enum date_word_kind kind;
  int value;
} words[] = {
    {"janvier", FR, WORD_MONTH, 1},     {"janv", FR, WORD_MONTH, 1},
    {"fevrier", FR, WORD_MONTH, 2},     {"fevr", FR, WORD_MONTH, 2},
    {"mars", FR, WORD_MONTH, 3},        {"avril", FR, WORD_MONTH, 4},
    {"mai", FR, WORD_MONTH, 5},         {"juin", FR, WORD_MONTH, 6},
    {"juillet", FR, WORD_MONTH, 7},     {"juil", FR, WORD_MONTH, 7},
    {"aout", FR, WORD_MONTH, 8},        {"septembre", FR, WORD_MONTH, 9},
    {"sept", EN, WORD_MONTH, 9},        {"octobre", FR, WORD_MONTH, 10},
    {"oct", FR | EN, WORD_MONTH, 10},   {"novembre", FR, WORD_MONTH, 11},
    {"nov", FR | EN, WORD_MONTH, 11},   {"decembre", FR, WORD_MONTH, 12},
    {"dec", FR | EN, WORD_MONTH, 12},   {"january", EN, WORD_MONTH, 1},
    {"jan", EN, WORD_MONTH, 1},         {"february", EN, WORD_MONTH, 2},
    {"feb", EN, WORD_MONTH, 2},         {"march", EN, WORD_MONTH, 3},
    {"mar", EN, WORD_MONTH, 3},         {"april", EN, WORD_MONTH, 4},
    {"apr", EN, WORD_MONTH, 4},         {"may", EN, WORD_MONTH, 5},
    {"june", EN, WORD_MONTH, 6},        {"jun", EN, WORD_MONTH, 6},
    {"july", EN, WORD_MONTH, 7},        {"jul", EN, WORD_MONTH, 7},
    {"august", EN, WORD_MONTH, 8},      {"aug", EN, WORD_MONTH, 8},
    {"september", EN, WORD_MONTH, 9},   {"sep", EN, WORD_MONTH, 9},
    {"october", EN, WORD_MONTH, 10},    {"november", EN, WORD_MONTH, 11},
    {"december", EN, WORD_MONTH, 12},   {"lundi", FR, WORD_WEEKDAY, 1},
    {"mardi", FR, WORD_WEEKDAY, 2},     {"mercredi", FR, WORD_WEEKDAY, 3},
    {"jeudi", FR, WORD_WEEKDAY, 4},     {"vendredi", FR, WORD_WEEKDAY, 5},
    {"samedi", FR, WORD_WEEKDAY, 6},    {"dimanche", FR, WORD_WEEKDAY, 7},
    {"monday", EN, WORD_WEEKDAY, 1},    {"tuesday", EN, WORD_WEEKDAY, 2},
    {"wednesday", EN, WORD_WEEKDAY, 3}, {"thursday", EN, WORD_WEEKDAY, 4},
    {"friday", EN, WORD_WEEKDAY, 5},    {"saturday", EN, WORD_WEEKDAY, 6},
    {"sunday", EN, WORD_WEEKDAY, 7},    {"matin", FR, WORD_PART, 1},
    {"midi", FR, WORD_PART, 2},         {"soir", FR, WORD_PART, 4},
    {"nuit", FR, WORD_PART, 5},         {"morning", EN, WORD_PART, 1},
    {"noon", EN, WORD_PART, 2},         {"afternoon", EN, WORD_PART, 3},
    {"evening", EN, WORD_PART, 4},      {"night", EN, WORD_PART, 5},
    {"jour", FR, WORD_UNIT, 'D'},       {"jours", FR, WORD_UNIT, 'D'},
    {"semaine", FR, WORD_UNIT, 'W'},    {"semaines", FR, WORD_UNIT, 'W'},
    {"mois", FR, WORD_UNIT, 'M'},       {"an", FR, WORD_UNIT, 'Y'},
    {"ans", FR, WORD_UNIT, 'Y'},        {"annee", FR, WORD_UNIT, 'Y'},
    {"day", EN, WORD_UNIT, 'D'},        {"days", EN, WORD_UNIT, 'D'},
    {"week", EN, WORD_UNIT, 'W'},       {"weeks", EN, WORD_UNIT, 'W'},
    {"month", EN, WORD_UNIT, 'M'},      {"months", EN, WORD_UNIT, 'M'},
    {"year", EN, WORD_UNIT, 'Y'},       {"years", EN, WORD_UNIT, 'Y'},
    {"dernier", FR, WORD_LAST, 0},      {"derniere", FR, WORD_LAST, 0},
    {"passe", FR, WORD_LAST, 0},        {"passee", FR, WORD_LAST, 0},
    {"last", EN, WORD_LAST, 0},         {"prochain", FR, WORD_NEXT, 0},
    {"prochaine", FR, WORD_NEXT, 0},    {"next", EN, WORD_NEXT, 0},
    {"ce", FR, WORD_THIS, 0},           {"cet", FR, WORD_THIS, 0},
    {"cette", FR, WORD_THIS, 0},        {"this", EN, WORD_THIS, 0},
    {"debut", FR, WORD_EDGE, 0},        {"fin", FR, WORD_EDGE, 0},
    {"mi", FR, WORD_EDGE, 0},           {"early", EN, WORD_EDGE, 0},
    {"late", EN, WORD_EDGE, 0},         {"mid", EN, WORD_EDGE, 0},
    {"printemps", FR, WORD_SEASON, 1},  {"ete", FR, WORD_SEASON, 2},
    {"automne", FR, WORD_SEASON, 3},    {"hiver", FR, WORD_SEASON, 4},
    {"spring", EN, WORD_SEASON, 1},     {"summer", EN, WORD_SEASON, 2},
    {"autumn", EN, WORD_SEASON, 3},     {"winter", EN, WORD_SEASON, 4},
    {"hier", FR, WORD_DAY, -1},         {"aujourd'hui", FR, WORD_DAY, 0},
    {"demain", FR, WORD_DAY, 1},        {"yesterday", EN, WORD_DAY, -1},
    {"today", EN, WORD_DAY, 0},         {"tonight", EN, WORD_DAY, 0},
    {"tomorrow", EN, WORD_DAY, 1},      {"annees", FR, WORD_DECADE, 0},
    {"siecle", FR, WORD_CENTURY, 0},    {"century", EN, WORD_CENTURY, 0},
    {"trimestre", FR, WORD_QUARTER, 0}, {"quarter", EN, WORD_QUARTER, 0},
    {"ago", EN, WORD_AGO, 0},           {"premier", FR, WORD_ORDINAL, 1},
    {"deuxieme", FR, WORD_ORDINAL, 2},  {"troisieme", FR, WORD_ORDINAL, 3},
    {"quatrieme", FR, WORD_ORDINAL, 4}, {"first", EN, WORD_ORDINAL, 1},
    {"second", EN, WORD_ORDINAL, 2},    {"third", EN, WORD_ORDINAL, 3},
    {"fourth", EN, WORD_ORDINAL, 4},    {"un", FR, WORD_NUMBER, 1},
    {"une", FR, WORD_NUMBER, 1},        {"deux", FR, WORD_NUMBER, 2},
    {"trois", FR, WORD_NUMBER, 3},      {"quatre", FR, WORD_NUMBER, 4},
    {"cinq", FR, WORD_NUMBER, 5},       {"six", FR, WORD_NUMBER, 6},
    {"sept", FR, WORD_NUMBER, 7},       {"huit", FR, WORD_NUMBER, 8},
    {"neuf", FR, WORD_NUMBER, 9},       {"dix", FR, WORD_NUMBER, 10},
    {"vingt", FR, WORD_NUMBER, 20},     {"trente", FR, WORD_NUMBER, 30},
    {"quarante", FR, WORD_NUMBER, 40},  {"cinquante", FR, WORD_NUMBER, 50},
    {"a", EN, WORD_NUMBER, 1},          {"one", EN, WORD_NUMBER, 1},
    {"two", EN, WORD_NUMBER, 2},        {"three", EN, WORD_NUMBER, 3},
    {"four", EN, WORD_NUMBER, 4},       {"five", EN, WORD_NUMBER, 5},
    {"six", EN, WORD_NUMBER, 6},        {"seven", EN, WORD_NUMBER, 7},
    {"eight", EN, WORD_NUMBER, 8},      {"nine", EN, WORD_NUMBER, 9},
    {"ten", EN, WORD_NUMBER, 10},       {"twenty", EN, WORD_NUMBER, 20},
    {"thirty", EN, WORD_NUMBER, 30},
};

struct date_word date_word_of(struct slice folded, unsigned language)
{
  for (size_t i = 0; folded.length && i < sizeof words / sizeof *words; i++)
    if (words[i].word[0] == folded.data[0] && words[i].languages & language &&
        slice_is(folded, words[i].word))
      return (struct date_word){words[i].kind, words[i].value};
  return (struct date_word){WORD_NONE, 0};
}
