/* config_internal.h - what the files of the configuration module share: the table of settings and the report
 * of problems. */
#ifndef DATA_CONFIG_INTERNAL_H
#define DATA_CONFIG_INTERNAL_H

#include "base/buffer.h"
#include "data/config.h"

enum setting_type {
  SETTING_TEXT,
  SETTING_PATH,     /* absolute */
  SETTING_NAME,     /* event_valid_name */
  SETTING_ENDPOINT, /* derived from run_dir when it is not given */
  SETTING_LIST,     /* of endpoints */
  SETTING_TEXTS,    /* a list of texts that may be empty */
  SETTING_LEVEL,
  SETTING_CHOICE,   /* one of a few words; its number counts from 0 */
  SETTING_COUNT,
  SETTING_DURATION, /* milliseconds */
  SETTING_SIZE      /* bytes */
};

struct setting {
  const char *section; /* "" at the top */
  const char *key;
  enum setting_type type;
  size_t offset; /* of the field in struct config */
  int64_t least, most, fallback;
  const char *text; /* default of a text; of an endpoint: its name in the run directory; the words of a choice,
                       with a comma between */
  const char *description;
};

enum { CONFIG_SETTINGS = 71 };
enum { CONFIG_IPC_PATH = 107 }; /* sizeof sun_path less the NUL (unix(7)) */
extern const struct setting config_settings[CONFIG_SETTINGS];

/* What was found wrong, and where each setting was given (0: nowhere). */
struct config_report {
  const char *name; /* of the file */
  struct buffer *problems;
  dp_error *error;
  size_t count;
  size_t lines[CONFIG_SETTINGS];
};

/* config_problem - adds "NAME:LINE: sentence" (line 0: "NAME: sentence"). Returns false always. */
bool config_problem(struct config_report *report, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* config_find - the setting, or NULL; config_is_section - true for "fetch", "clean", "tag" and "store". */
const struct setting *config_find(struct slice section, struct slice key);
bool config_is_section(struct slice name);
/* config_suggest - appends " (did you mean …?)" when something known looks like the unknown key. */
void config_suggest(struct slice section, struct slice key, struct buffer *out);

/* config_label - "fetch.window_items"; valid until the next call in this thread. */
const char *config_label(const struct setting *setting);

/* config_set - writes a scalar of the file into its field; false with the problem reported. */
bool config_set(struct config *config, const struct setting *setting, struct slice value, size_t line,
                struct config_report *report);
bool config_set_item(struct config *config, const struct setting *setting, struct slice value, size_t line,
                     struct config_report *report);
/* config_put - appends the value as YAML, config_put_number a number in the notation of its type. */
void config_put(const struct config *config, const struct setting *setting, struct buffer *out);
void config_put_number(const struct setting *setting, int64_t number, struct buffer *out);

/* config_shown - hostile text for a sentence: short, printable. Valid until the fourth next call in this
 * thread. */
const char *config_shown(struct slice value);

/* config_check_endpoint - reports what is wrong with an endpoint. */
bool config_check_endpoint(const char *label, struct slice endpoint, size_t line,
                           struct config_report *report);

void config_read_yaml(struct slice yaml, struct config *config, struct config_report *report);

/* config_finish - derives the endpoints that were not given and checks across keys. */
void config_finish(struct config *config, struct config_report *report);

static inline bool config_is_list(const struct setting *setting)
{
  return setting->type == SETTING_LIST || setting->type == SETTING_TEXTS;
}

static inline void *config_field(const struct config *config, const struct setting *setting)
{
  return (char *)config + setting->offset;
}

#endif
