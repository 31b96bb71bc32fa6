/* depeche-fetch - takes URLs, fetches them, keeps every response, and delivers each until the store has
 * decided it. */
#include "fetch/daemon.h"
#include "fetch/get.h"
#include "fetch/source/reader.h"

static const char help[] = "It binds fetch.feed (feeding, control) and fetch.out (to the cleaners), and "
                           "listens to the store's verdicts.\n"
                           "The journal and the WARC files live in STATE_DIR/fetch-NAME.\n"
                           "\n"
                           "  depeche-fetch --config /etc/depeche/depeche.yaml\n"
                           "  depeche feed https://example.org/news/1\n";

int main(int argc, char **argv)
{
  const struct daemon_spec spec = {.service = "fetch",
                                   .purpose =
                                       "fetches what it is fed and delivers it until the store has decided",
                                   .help = help,
                                   .name = fetch_name,
                                   .start = fetch_start,
                                   .drain = fetch_drain,
                                   .reload = fetch_reload,
                                   .stop = fetch_stop};
  if (argc == 2 && strcmp(argv[1], READER_OPTION) == 0) return reader_serve();
  if ((argc == 3 || argc == 4) && strcmp(argv[1], GET_OPTION) == 0) return get_main(argv[2], argv[3]);
  return daemon_main(argc, argv, &spec);
}
