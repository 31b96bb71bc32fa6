/* depeche-sink - gives stored articles to webhooks and writes them into files.
 *
 * Everything that can be set stands in data/config.h under `sink`; what a sink is in sink/definition.h. */
#include "sink/daemon.h"
#include "sink/post.h"

int main(int argc, char **argv)
{
  static const struct daemon_spec spec = {
      .service = "sink",
      .purpose = "gives stored articles to webhooks and writes them into files",
      .help =
          "Each file NAME.yaml in the directory sink.definitions is a sink:\n"
          "  webhook: https://desk.example/articles     # or   directory: /srv/articles\n"
          "  filter: place:NE lang:fr                   # as in depeche search; default: every article\n"
          "  format: event                              # or data, ninjs, flat, news-please, media-cloud\n"
          "  from: start                                # or now (default), a sequence, a day or time\n"
          "  secret_file: /etc/depeche/desk.secret      # key of its signatures (Standard Webhooks)\n"
          "  timeout: 10s                               # for one attempt\n"
          "  retry_for: 24h                             # then the article becomes a dead letter\n"
          "\n"
          "Example:\n"
          "  depeche-sink --config /etc/depeche/depeche.yaml\n"
          "SIGHUP reads the definitions anew; SIGTERM stops. depeche sink list shows how they are.\n",
      .name = sink_daemon_name,
      .start = sink_daemon_start,
      .drain = sink_daemon_drain,
      .reload = sink_daemon_reload,
      .stop = sink_daemon_stop,
  };
  post_prepare();
  return daemon_main(argc, argv, &spec);
}
