/* depeche-store - keeps every article once, under a gapless sequence, answers the fetchers, and publishes.
 *
 * Everything that can be set stands in data/config.h under `store`; the protocol in PROTOCOL.md. */
#include "store/daemon.h"

int main(int argc, char **argv)
{
  static const struct daemon_spec spec = {
      .service = "store",
      .purpose = "commits tagged articles to the catalog, acknowledges them, and publishes them",
      .help = "It binds store.in (articles), store.ack (verdicts), store.news (numbered articles) and "
              "store.query\n"
              "(replay, cursors, show, status), and keeps the catalog in STATE_DIR/catalog.db.\n"
              "\n"
              "Example:\n"
              "  depeche-store --config /etc/depeche/depeche.yaml\n"
              "SIGHUP changes store.batch_items, store.batch_wait and store.heartbeat; SIGTERM drains and "
              "stops.\n",
      .name = store_daemon_name,
      .start = store_daemon_start,
      .drain = store_daemon_drain,
      .reload = store_daemon_reload,
      .stop = store_daemon_stop,
  };
  return daemon_main(argc, argv, &spec);
}
