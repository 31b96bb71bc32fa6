/* dead.c - see dead.h. Two files: NAME.dead.jsonl, and NAME.again.jsonl while letters are tried again. */
#include "sink/dead.h"

#include "base/files.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct dead {
  char *directory, *name;
  int64_t waiting, again; /* letters in each file */
  FILE *reading;          /* the second one; NULL: not open */
  off_t at;               /* in it, of the letter given last */
  char *line;
  size_t room;
};

static void path_of(const struct dead *dead, const char *what, char path[PATH_MAX])
{
  snprintf(path, PATH_MAX, "%s/%s.%s.jsonl", dead->directory, dead->name, what);
}

/* count_lines - and cuts off a last line that a crash has torn. */
static bool count_lines(const char *path, int64_t *count, dp_error *error)
{
  char bytes[65536];
  off_t at = 0, whole = 0;
  ssize_t got = 0;
  int fd = open(path, O_RDWR | O_CLOEXEC);
  *count = 0;
  if (fd < 0) return errno == ENOENT || error_errno(error, "can't open %s", path);
  while ((got = read(fd, bytes, sizeof bytes)) > 0) {
    for (ssize_t i = 0; i < got; i++)
      if (bytes[i] == '\n') ++*count, whole = at + i + 1;
    at += got;
  }
  bool good = got == 0 && (whole == at || ftruncate(fd, whole) == 0);
  if (!good) error_errno(error, "can't read %s", path);
  close(fd);
  return good;
}

struct dead *dead_open(const char *directory, const char *name, dp_error *error)
{
  char path[PATH_MAX];
  struct dead *dead = memory_zero(1, sizeof *dead);
  dead->directory = memory_string(directory);
  dead->name = memory_string(name);
  path_of(dead, "dead", path);
  bool good = files_make_directory(directory, 0750, error) && count_lines(path, &dead->waiting, error);
  path_of(dead, "again", path);
  if (!good || !count_lines(path, &dead->again, error)) dead_close(&dead);
  return dead;
}

void dead_close(struct dead **dead)
{
  if (!*dead) return;
  if ((*dead)->reading) fclose((*dead)->reading);
  free((*dead)->line);
  free((*dead)->directory);
  free((*dead)->name);
  free(*dead);
  *dead = NULL;
}

int64_t dead_count(const struct dead *dead)
{
  return dead->waiting + dead->again;
}

static void print_letter(const struct dead_letter *letter, struct buffer *out)
{
  char time[CLOCK_TEXT];
  struct arena *arena = arena_new();
  struct json *line = json_object(arena);
  json_add_integer(arena, line, "sequence", letter->sequence);
  json_add_text(arena, line, "id", letter->id);
  json_add_text(arena, line, "at", slice_of(clock_format(letter->at, time)));
  json_add_integer(arena, line, "tries", letter->tries);
  json_add_text(arena, line, "reason", letter->reason);
  json_print(line, out);
  arena_free(&arena);
  out->length--; /* the brace; the event goes in as it is */
  buffer_text(out, ",\"event\":");
  event_line(letter->event_json, out);
  buffer_text(out, "}\n");
}

/* append - all of it, durable; or nothing. */
static bool append(const char *path, struct slice bytes, dp_error *error)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (fd < 0) return error_errno(error, "can't open %s", path);
  off_t before = lseek(fd, 0, SEEK_END);
  bool good = write(fd, bytes.data, bytes.length) == (ssize_t)bytes.length && fsync(fd) == 0;
  if (!good) error_errno(error, "can't write to %s", path);
  if (!good && before >= 0 && ftruncate(fd, before) != 0) error_errno(error, "can't mend %s", path);
  close(fd);
  return good;
}

bool dead_add(struct dead *dead, const struct dead_letter *letter, dp_error *error)
{
  char path[PATH_MAX];
  struct buffer line = BUFFER_EMPTY;
  path_of(dead, "dead", path);
  print_letter(letter, &line);
  bool good = append(path, buffer_view(&line), error) && files_sync_directory(dead->directory, error);
  buffer_free(&line);
  if (good) dead->waiting++;
  return good;
}

/* ---- trying again ---- */

bool dead_revive(struct dead *dead, dp_error *error)
{
  char from[PATH_MAX], to[PATH_MAX];
  if (dead->again || !dead->waiting) return true;
  path_of(dead, "dead", from);
  path_of(dead, "again", to);
  if (rename(from, to) != 0) return error_errno(error, "can't move %s", from);
  dead->again = dead->waiting;
  dead->waiting = 0;
  return files_sync_directory(dead->directory, error);
}

bool dead_reviving(const struct dead *dead)
{
  return dead->again > 0;
}

static bool open_reading(struct dead *dead, dp_error *error)
{
  char path[PATH_MAX];
  if (dead->reading) return true;
  path_of(dead, "again", path);
  dead->reading = fopen(path, "re");
  return dead->reading || error_errno(error, "can't open %s", path);
}

static bool end_reading(struct dead *dead, dp_error *error)
{
  char path[PATH_MAX];
  path_of(dead, "again", path);
  fclose(dead->reading);
  dead->reading = NULL;
  dead->again = 0;
  return unlink(path) == 0 || error_errno(error, "can't remove %s", path);
}

/* read_letter - what print_letter wrote. The event is taken as it stands: with the members before it, it
 * could be more than one JSON text may be. */
static bool read_letter(struct arena *arena, struct slice text, struct dead_letter *letter, dp_error *error)
{
  static const char event[] = ",\"event\":"; /* nowhere else: inside a text its quotes would be escaped */
  const char *at = memmem(text.data, text.length, event, sizeof event - 1);
  size_t head = at ? (size_t)(at - text.data) : 0;
  if (!at || text.data[text.length - 1] != '}')
    return error_set(error, EX_DATAERR, "a dead letter can't be read: it has no event");
  const struct json *line =
      json_parse(arena, slice_of(arena_format(arena, "%.*s}", (int)head, text.data)), error);
  if (!line) return false;
  struct slice behind = slice_from(text, head + sizeof event - 1);
  *letter =
      (struct dead_letter){.sequence = json_get_integer(line, "sequence", 0),
                           .id = json_get_text(line, "id"),
                           .tries = json_get_integer(line, "tries", 0),
                           .reason = json_get_text(line, "reason"),
                           .event_json = arena_slice(arena, (struct slice){behind.data, behind.length - 1})};
  clock_parse(json_get_text(line, "at"), &letter->at);
  return true;
}

bool dead_next(struct dead *dead, struct arena *arena, struct dead_letter *letter, bool *found,
               dp_error *error)
{
  *found = false;
  if (!dead->again) return true;
  if (!open_reading(dead, error)) return false;
  dead->at = ftello(dead->reading);
  ssize_t length = getline(&dead->line, &dead->room, dead->reading);
  if (length <= 0 && ferror(dead->reading))
    return error_errno(error, "can't read the dead letters of %s", dead->name);
  if (length <= 0) return end_reading(dead, error);
  if (!read_letter(arena, slice_trim((struct slice){dead->line, (size_t)length}), letter, error))
    return false;
  *found = true;
  return true;
}

void dead_put_back(struct dead *dead)
{
  if (dead->reading && fseeko(dead->reading, dead->at, SEEK_SET) != 0) {
    fclose(dead->reading); /* then from the first one on */
    dead->reading = NULL;
  }
}

/* ---- looking on ---- */

static const char *const parts[] = {"again", "dead"}; /* a place is the name of a part and an offset */
enum { PARTS = 2 };

static bool read_place(const char *place, size_t *part, int64_t *offset)
{
  *offset = 0;
  for (*part = 0; *part < PARTS; ++*part) {
    size_t length = strlen(parts[*part]);
    if (strncmp(place, parts[*part], length) != 0 || place[length] != ':') continue;
    return slice_number(slice_of(place + length + 1), offset);
  }
  *part = 0;
  return !*place;
}

/* read_lines - false when the page is full. A line without its end is being written. */
static bool read_lines(FILE *file, int64_t *offset, struct buffer *out)
{
  char *line = NULL;
  size_t room = 0;
  ssize_t length = -1;
  bool full = false;
  if (fseeko(file, (off_t)*offset, SEEK_SET) != 0) return true;
  while (!full && (length = getline(&line, &room, file)) > 0 && line[length - 1] == '\n') {
    full = out->length && out->length + (size_t)length > DEAD_PAGE;
    if (full) break;
    buffer_append(out, line, (size_t)length);
    *offset += length;
  }
  free(line);
  return !full;
}

bool dead_page(const char *directory, const char *name, char place[DEAD_PLACE], struct buffer *out,
               dp_error *error)
{
  char path[PATH_MAX];
  const struct dead dead = {.directory = (char *)(uintptr_t)directory, .name = (char *)(uintptr_t)name};
  size_t part;
  int64_t offset;
  if (!read_place(place, &part, &offset))
    return error_set(error, EX_USAGE, "\"after\" is what the page before gave as \"next\"");
  *place = '\0';
  for (; part < PARTS; part++, offset = 0) {
    path_of(&dead, parts[part], path);
    FILE *file = fopen(path, "re");
    if (!file && errno != ENOENT) return error_errno(error, "can't open %s", path);
    bool more = file && !read_lines(file, &offset, out);
    if (file) fclose(file);
    if (!more) continue;
    snprintf(place, DEAD_PLACE, "%s:%lld", parts[part], (long long)offset);
    return true;
  }
  return true;
}
