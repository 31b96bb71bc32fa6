/* ruleset_csv.c - a file of names: a table whose first line says which column is what. */
#include "tag/ruleset_internal.h"

#include "base/memory.h"
#include "data/csv.h"

#include <strings.h>

enum column { NAME, TYPE, ID, LINK, ALIASES, LANGUAGE, CASE, COLUMNS, NOT_OURS = COLUMNS };
static const char *const columns[COLUMNS] = {"name", "type", "id", "link", "aliases", "language", "case"};
enum { ALIASES_MOST = 64 };

struct table {
  struct ruleset_load *load;
  struct csv csv;
  struct csv_record record;
  enum column meaning[CSV_FIELDS]; /* of each field */
  size_t count;
};

/* is_heading - capitals do not matter: a spreadsheet may have written them. */
static bool is_heading(struct slice text, const char *name)
{
  return text.length == strlen(name) && strncasecmp(text.data, name, text.length) == 0;
}

static bool read_heading(struct table *table, size_t i, bool seen[COLUMNS])
{
  struct slice heading = table->record.fields[i];
  struct ruleset_load *load = table->load;
  size_t k = 0;
  while (k < COLUMNS && !is_heading(heading, columns[k])) k++;
  table->meaning[i] = (enum column)k;
  if (k == NOT_OURS && slice_starts(heading, "_")) return true;
  if (k == NOT_OURS)
    return ruleset_problem(
        load, table->record.line,
        "the column %s is not known; those are name, type, id, link, aliases, language and "
        "case; a column for yourself begins with _",
        ruleset_shown(load, heading));
  if (seen[k]) return ruleset_problem(load, table->record.line, "the column %s is there twice", columns[k]);
  seen[k] = true;
  return true;
}

static bool read_header(struct table *table)
{
  dp_error error = {0};
  bool seen[COLUMNS] = {false}, good = true;
  enum csv_outcome outcome = csv_next(&table->csv, &table->record, &error);
  if (outcome == CSV_WRONG) return ruleset_problem(table->load, table->record.line, "%s", error.text);
  if (outcome == CSV_END)
    return ruleset_problem(table->load, 1, "the table is empty; its first line names the columns: name,type");
  table->count = table->record.count;
  for (size_t i = 0; i < table->count; i++) good = read_heading(table, i, seen) && good;
  if (good && (!seen[NAME] || !seen[TYPE]))
    return ruleset_problem(table->load, table->record.line,
                           "the first line names the columns, and %s is not among them",
                           seen[NAME] ? "type" : "name");
  return good;
}

static struct name *add_name(struct ruleset *ruleset)
{
  if (ruleset->name_count == ruleset->name_room) {
    ruleset->name_room = ruleset->name_room ? ruleset->name_room * 2 : 256;
    ruleset->names = memory_resize(ruleset->names, ruleset->name_room * sizeof *ruleset->names);
  }
  return &ruleset->names[ruleset->name_count++];
}

static bool share_language(const struct name *a, const struct name *b)
{
  if (!a->languages[0] || !b->languages[0]) return true;
  for (size_t i = 0; i < 2; i++)
    for (size_t k = 0; k < 2; k++)
      if (a->languages[i] && a->languages[i] == b->languages[k]) return true;
  return false;
}

/* is_shadowed - the spelling stands for something else already. */
static bool is_shadowed(struct ruleset_load *load, struct slice spelling, const struct name *name)
{
  struct ruleset *ruleset = load->ruleset;
  struct trie_hit hit;
  uint32_t number;
  if (!trie_exact(ruleset->trie, load->tokens, 0, load->tokens->count, &hit)) return false;
  while (trie_next(ruleset->trie, &hit, &number)) {
    const struct name *other = &ruleset->names[number];
    if (!share_language(name, other)) continue;
    if (other != name)
      ruleset_warn(load, name->line, "%s stands in %s:%zu already, which counts",
                   ruleset_shown(load, spelling), other->file, other->line);
    return true;
  }
  return false;
}

static bool has_word(const struct tokens *tokens)
{
  for (size_t i = 0; i < tokens->count; i++)
    if (tokens->list[i].flags & (TOKEN_WORD | TOKEN_NUMBER)) return true;
  return false;
}

static bool add_spelling(struct ruleset_load *load, struct slice spelling, const struct name *name,
                         bool any_case)
{
  struct ruleset *ruleset = load->ruleset;
  if (spelling.length > RULESET_NAME)
    return ruleset_problem(load, name->line, "the name %s is longer than %d bytes",
                           ruleset_shown(load, spelling), RULESET_NAME);
  if (ruleset->spellings == RULESET_NAMES)
    return ruleset_problem(load, name->line, "there are more than %d names", RULESET_NAMES);
  tokens_begin(load->tokens, spelling);
  bool words = tokens_next(load->tokens) && has_word(load->tokens);
  unsigned cases = any_case ? TRIE_ANY_CASE : words ? trie_case_of(load->tokens) : 0;
  if (words && is_shadowed(load, spelling, name)) return true;
  uint32_t number = (uint32_t)(name - ruleset->names);
  if (!words || load->tokens->byte < spelling.length || !trie_add(ruleset->trie, load->tokens, cases, number))
    return ruleset_problem(load, name->line,
                           "the name %s can't be looked for: it has no letters, or more than %d words",
                           ruleset_shown(load, spelling), TRIE_WORDS_MAX);
  if (any_case && spelling.length <= 3)
    ruleset_warn(load, name->line, "%s is short: in any case it will be found where it is meant otherwise",
                 ruleset_shown(load, spelling));
  ruleset->spellings++;
  return true;
}

/* The aliases of a name, with a bar between. */
static bool add_aliases(struct ruleset_load *load, struct slice aliases, const struct name *name,
                        bool any_case)
{
  size_t count = 0;
  while (aliases.length) {
    const char *bar = memchr(aliases.data, '|', aliases.length);
    size_t length = bar ? (size_t)(bar - aliases.data) : aliases.length;
    struct slice alias = slice_trim((struct slice){aliases.data, length});
    aliases = slice_from(aliases, length + 1);
    if (alias.length == 0) continue;
    if (++count > ALIASES_MOST)
      return ruleset_problem(load, name->line, "a name has at most %d aliases; go on in another line",
                             ALIASES_MOST);
    if (!add_spelling(load, alias, name, any_case)) return false;
  }
  return true;
}

static bool read_case(struct ruleset_load *load, struct slice text, size_t line, bool *any_case)
{
  *any_case = slice_is(text, "ignore");
  if (*any_case || text.length == 0 || slice_is(text, "exact")) return true;
  return ruleset_problem(load, line, "case is exact or ignore");
}

static bool has_controls(struct slice text)
{
  for (size_t i = 0; i < text.length; i++)
    if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F) return true;
  return false;
}

/* read_name - the fields of a line by their columns. */
static bool read_name(struct ruleset_load *load, const struct slice fields[COLUMNS], size_t line)
{
  struct name made = {.name = fields[NAME], .id = fields[ID], .link = fields[LINK], .file = load->file};
  struct languages languages = {.count = 0};
  bool any_case;
  made.line = line;
  for (size_t k = 0; k < COLUMNS; k++)
    if (has_controls(fields[k]))
      return ruleset_problem(load, line, "%s must be on one line, without control characters", columns[k]);
  if (!made.name.length) return ruleset_problem(load, line, "the line has no name");
  if (!ruleset_read_kind(load, fields[TYPE], line, &made.kind)) return false;
  if (made.id.length && !ruleset_read_id(load, made.id, line)) return false;
  if (!ruleset_read_link(load, made.link, line)) return false;
  if (!read_case(load, fields[CASE], line, &any_case)) return false;
  if (!ruleset_read_languages(load, fields[LANGUAGE], line, &languages)) return false;
  if (languages.count > 2)
    return ruleset_problem(load, line, "a name is for at most two languages, or for all");
  memcpy(made.languages, languages.list, sizeof made.languages);
  struct name *name = add_name(load->ruleset);
  *name = made;
  return add_spelling(load, name->name, name, any_case) && add_aliases(load, fields[ALIASES], name, any_case);
}

static void read_line(struct table *table)
{
  struct slice fields[COLUMNS];
  const struct csv_record *record = &table->record;
  if (record->count > table->count) {
    ruleset_problem(table->load, record->line, "the line has %zu fields and the first line %zu columns",
                    record->count, table->count);
    return;
  }
  for (size_t k = 0; k < COLUMNS; k++) fields[k] = (struct slice){"", 0};
  for (size_t i = 0; i < record->count; i++)
    if (table->meaning[i] != NOT_OURS) fields[table->meaning[i]] = record->fields[i];
  if (ruleset_is_id(fields[ID])) table->load->rule = fields[ID];
  read_name(table->load, fields, record->line);
  table->load->rule = (struct slice){"", 0};
}

void ruleset_read_csv(struct ruleset_load *load, struct slice bytes)
{
  enum { ENOUGH = 1000 /* problems: the file is something else */ };
  struct table table = {.load = load};
  dp_error error = {0};
  enum csv_outcome outcome;
  csv_begin(&table.csv, load->ruleset->arena, bytes);
  if (!read_header(&table)) return;
  while ((outcome = csv_next(&table.csv, &table.record, &error)) != CSV_END && load->errors < ENOUGH) {
    if (outcome == CSV_WRONG)
      ruleset_problem(load, table.record.line, "%s", error.text);
    else
      read_line(&table);
  }
}
