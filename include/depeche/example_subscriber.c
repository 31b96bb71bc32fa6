/* example_subscriber.c - a whole subscriber: every article once, in order, without a gap, across restarts.
 *
 *   cc example_subscriber.c $(pkg-config --cflags --libs depeche) -o subscriber
 *   ./subscriber cursor.txt        follows for ever; started again, it goes on where it was
 *   ./subscriber cursor.txt 3      ends after three articles
 *
 * The cursor is saved behind the work on an article, so a crash in between repeats that article and skips
 * none. */
#include <depeche/depeche.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t cursor_read(const char *path)
{
  int64_t cursor = 0;
  FILE *file = fopen(path, "r");
  if (file && fscanf(file, "%" SCNd64, &cursor) != 1) cursor = 0;
  if (file) fclose(file);
  return cursor;
}

static int cursor_write(const char *path, int64_t cursor)
{
  char next[4096];
  snprintf(next, sizeof next, "%s.next", path);
  FILE *file = fopen(next, "w");
  if (!file) return 0;
  fprintf(file, "%" PRId64 "\n", cursor);
  return fclose(file) == 0 && rename(next, path) == 0;
}

int main(int argc, char **argv)
{
  if (argc < 2) return fprintf(stderr, "usage: subscriber CURSOR_FILE [COUNT]\n"), 64;
  long left = argc > 2 ? atol(argv[2]) : -1;
  dp_error error = {0, ""};
  dp_client *client = dp_open(NULL, &error);
  dp_subscribe_options options = {.after = cursor_read(argv[1])};
  dp_subscription *news = client ? dp_subscribe(client, &options, &error) : NULL;
  dp_article article;
  while (news && left != 0 && dp_next(news, &article, -1, &error) == DP_OK) {
    printf("%s\n", article.json); /* the work: here, one line of JSON an article */
    if (fflush(stdout) != 0 || !cursor_write(argv[1], article.sequence)) return perror("subscriber"), 74;
    if (left > 0) left--;
  }
  if (error.code) fprintf(stderr, "subscriber: %s\n", error.text);
  dp_unsubscribe(&news);
  dp_close(&client);
  return error.code;
}
