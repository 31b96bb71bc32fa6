/* replay.c - runs a fuzz target over files and directories of inputs, where there is no libFuzzer. */
#include "fuzz.h"

#include "base/files.h"

#include <dirent.h>
#include <sys/stat.h>

static int replayed, unread;

static void replay_file(const char *path)
{
  struct buffer content = BUFFER_EMPTY;
  dp_error error = {0};
  if (files_read(path, SIZE_MAX / 2, &content, &error)) {
    fprintf(stderr, "%s\n", path);
    /* A copy of exact size lets the address sanitizer see what is read behind the end. */
    uint8_t *exact = malloc(content.length ? content.length : 1);
    if (!exact) abort();
    if (content.length) memcpy(exact, content.data, content.length);
    LLVMFuzzerTestOneInput(exact, content.length);
    free(exact);
    replayed++;
  } else {
    fprintf(stderr, "%s\n", error.text);
    unread++;
  }
  buffer_free(&content);
}

static void replay(const char *path)
{
  struct stat info;
  struct dirent **entries;
  if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
    replay_file(path);
    return;
  }
  int count = scandir(path, &entries, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    char name[4096];
    snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
    if (entries[i]->d_name[0] != '.') replay(name);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
}

int main(int argc, char **argv)
{
  LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
  for (int i = 1; i < argc; i++) replay(argv[i]);
  printf("replayed %d inputs\n", replayed);
  return unread ? 1 : 0;
}
