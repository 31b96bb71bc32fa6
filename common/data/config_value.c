/* config_value.c - one value: from the text of the file into its field, and back into text. */
#include "base/utf8.h"
#include "data/config_internal.h"
#include "data/event.h"

#include <stdio.h>

struct unit {
  const char *name;
  int64_t factor;
};

/* Written in the first unit that fits; days are read, and written in hours. */
static const struct unit durations[] = {{"h", 3600000}, {"d", 86400000}, {"min", 60000},
                                        {"s", 1000},    {"ms", 1},       {NULL, 0}};
static const struct unit sizes[] = {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}, {NULL, 0}};
static const struct unit counts[] = {{"", 1}, {NULL, 0}};
static const char *const levels[] = {"debug", "info", "warn", "error"};

static const struct unit *units_of(enum setting_type type)
{
  return type == SETTING_DURATION ? durations : type == SETTING_SIZE ? sizes : counts;
}

static const char *notation_of(enum setting_type type)
{
  switch (type) {
  case SETTING_DURATION:
    return "a duration such as 200ms, 30s, 10min, 2h or 90d";
  case SETTING_SIZE:
    return "a size such as 64KiB, 16MiB, 1GiB or a number of bytes";
  default:
    return "a whole number";
  }
}

const char *config_shown(struct slice value)
{
  static _Thread_local char shown[4][64];
  static _Thread_local unsigned turn;
  char *text = shown[turn++ % 4];
  struct slice head = utf8_cut(value, 56);
  for (size_t i = 0; i < head.length; i++) text[i] = (unsigned char)head.data[i] < 0x20 ? '?' : head.data[i];
  strcpy(text + head.length, head.length < value.length ? "…" : "");
  return text;
}

static const struct unit *find_unit(const struct unit *units, struct slice name)
{
  while (units->name && !slice_is(name, units->name)) units++;
  return units->name ? units : NULL;
}

/* read_number - digits and a unit; false for anything else and for what does not fit. */
static bool read_number(enum setting_type type, struct slice value, int64_t *number)
{
  size_t at = 0;
  int64_t digits = 0;
  for (; at < value.length && value.data[at] >= '0' && value.data[at] <= '9'; at++)
    if (__builtin_mul_overflow(digits, 10, &digits) ||
        __builtin_add_overflow(digits, value.data[at] - '0', &digits))
      return false;
  const struct unit *unit = find_unit(units_of(type), slice_trim(slice_from(value, at)));
  return at > 0 && unit && !__builtin_mul_overflow(digits, unit->factor, number);
}

bool config_duration(struct slice text, millis *duration)
{
  return read_number(SETTING_DURATION, text, duration);
}

void config_put_number(const struct setting *setting, int64_t number, struct buffer *out)
{
  if (setting->type == SETTING_LEVEL) {
    buffer_text(out, levels[number]);
    return;
  }
  const struct unit *unit = units_of(setting->type);
  while (number % unit->factor || (number == 0 && unit[1].name)) unit++;
  buffer_format(out, "%lld%s", (long long)(number / unit->factor), unit->name);
}

static bool out_of_range(const struct setting *setting, struct slice value, size_t line,
                         struct config_report *report)
{
  struct buffer range = BUFFER_EMPTY;
  config_put_number(setting, setting->least, &range);
  buffer_text(&range, " to ");
  config_put_number(setting, setting->most, &range);
  config_problem(report, line, "%s must be %s, not %s", config_label(setting), buffer_string(&range),
                 config_shown(value));
  buffer_free(&range);
  return false;
}

static bool set_number(struct config *config, const struct setting *setting, struct slice value, size_t line,
                       struct config_report *report)
{
  int64_t number;
  if (!read_number(setting->type, value, &number))
    return config_problem(report, line, "%s must be %s, not \"%s\"", config_label(setting),
                          notation_of(setting->type), config_shown(value));
  if (number < setting->least || number > setting->most) return out_of_range(setting, value, line, report);
  memcpy(config_field(config, setting), &number, sizeof number);
  return true;
}

static bool set_level(struct config *config, const struct setting *setting, struct slice value, size_t line,
                      struct config_report *report)
{
  return log_level_of(value, config_field(config, setting)) ||
         config_problem(report, line, "%s must be debug, info, warn or error, not \"%s\"",
                        config_label(setting), config_shown(value));
}

/* next_word - cuts the first word off a list of words with commas between. */
static struct slice next_word(struct slice *words)
{
  const char *comma = memchr(words->data, ',', words->length);
  struct slice word = {words->data, comma ? (size_t)(comma - words->data) : words->length};
  *words = slice_from(*words, word.length + (comma != NULL));
  return word;
}

static bool set_choice(struct config *config, const struct setting *setting, struct slice value, size_t line,
                       struct config_report *report)
{
  int64_t number = 0;
  for (struct slice words = slice_of(setting->text); words.length; number++) {
    if (!slice_equal(next_word(&words), value)) continue;
    memcpy(config_field(config, setting), &number, sizeof number);
    return true;
  }
  return config_problem(report, line, "%s must be one of %s, not \"%s\"", config_label(setting),
                        setting->text, config_shown(value));
}

static void put_choice(const struct setting *setting, int64_t number, struct buffer *out)
{
  struct slice words = slice_of(setting->text), word = next_word(&words);
  while (number-- > 0 && words.length) word = next_word(&words);
  buffer_slice(out, word);
}

static bool has_control(struct slice value)
{
  for (size_t i = 0; i < value.length; i++)
    if ((unsigned char)value.data[i] < 0x20 || value.data[i] == 0x7F) return true;
  return false;
}

static bool check_text(const char *label, enum setting_type type, struct slice value, size_t line,
                       struct config_report *report)
{
  if (value.length == 0) return config_problem(report, line, "%s must not be empty", label);
  if (value.length >= CONFIG_TEXT)
    return config_problem(report, line, "%s is longer than %d bytes", label, CONFIG_TEXT - 1);
  if (has_control(value)) return config_problem(report, line, "%s must not hold control characters", label);
  if (type == SETTING_PATH && value.data[0] != '/')
    return config_problem(report, line, "%s must be an absolute path, not \"%s\"", label,
                          config_shown(value));
  if (type == SETTING_NAME && !event_valid_name(value))
    return config_problem(report, line, "%s must be 1 to 32 characters a-z, 0-9 and -, not \"%s\"", label,
                          config_shown(value));
  return (type != SETTING_ENDPOINT && type != SETTING_LIST) ||
         config_check_endpoint(label, value, line, report);
}

static bool set_text(char field[CONFIG_TEXT], const struct setting *setting, struct slice value, size_t line,
                     struct config_report *report)
{
  bool may_be_empty = setting->text && !*setting->text;
  if (!(may_be_empty && value.length == 0) &&
      !check_text(config_label(setting), setting->type, value, line, report))
    return false;
  if (value.length) memcpy(field, value.data, value.length);
  field[value.length] = '\0';
  return true;
}

bool config_set(struct config *config, const struct setting *setting, struct slice value, size_t line,
                struct config_report *report)
{
  switch (setting->type) {
  case SETTING_LIST:
    return config_problem(report, line, "%s must be a list, one \"- ENDPOINT\" a line",
                          config_label(setting));
  case SETTING_TEXTS:
    return config_problem(report, line, "%s must be a list, one \"- TEXT\" a line", config_label(setting));
  case SETTING_CHOICE:
    return set_choice(config, setting, value, line, report);
  case SETTING_LEVEL:
    return set_level(config, setting, value, line, report);
  case SETTING_COUNT:
  case SETTING_DURATION:
  case SETTING_SIZE:
    return set_number(config, setting, value, line, report);
  default:
    return set_text(config_field(config, setting), setting, value, line, report);
  }
}

bool config_set_item(struct config *config, const struct setting *setting, struct slice value, size_t line,
                     struct config_report *report)
{
  struct config_list *list = config_field(config, setting);
  if (list->count == CONFIG_LIST)
    return config_problem(report, line, "%s has more than %d entries", config_label(setting), CONFIG_LIST);
  if (!set_text(list->items[list->count], setting, value, line, report)) return false;
  list->count++;
  return true;
}

static void put_quoted(struct buffer *out, const char *text)
{
  buffer_byte(out, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') buffer_byte(out, '\\');
    buffer_byte(out, *text);
  }
  buffer_byte(out, '"');
}

static void put_list(struct buffer *out, const struct config_list *list)
{
  if (!list->count) buffer_text(out, "[]");
  for (size_t i = 0; i < list->count; i++) {
    buffer_text(out, "\n    - ");
    put_quoted(out, list->items[i]);
  }
}

void config_put(const struct config *config, const struct setting *setting, struct buffer *out)
{
  const void *field = config_field(config, setting);
  int64_t number = config->log_level;
  switch (setting->type) {
  case SETTING_LIST:
  case SETTING_TEXTS:
    put_list(out, field);
    break;
  case SETTING_CHOICE:
    memcpy(&number, field, sizeof number);
    put_choice(setting, number, out);
    break;
  case SETTING_COUNT:
  case SETTING_DURATION:
  case SETTING_SIZE:
    memcpy(&number, field, sizeof number);
    config_put_number(setting, number, out);
    break;
  case SETTING_LEVEL:
    config_put_number(setting, number, out);
    break;
  default:
    put_quoted(out, field);
  }
}
