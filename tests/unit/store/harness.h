/* harness.h - a store daemon in a directory of its own, with a tagger, a fetcher, a subscriber and an asker
 * around it.
 *
 * The daemon is this test program started again with --daemon, so that kill -9, exit codes and limits are
 * real. */
#ifndef TEST_STORE_HARNESS_H
#define TEST_STORE_HARNESS_H

#include "../write_file.h"
#include "articles.h"
#include "base/files.h"
#include "base/memory.h"
#include "data/config.h"
#include "runtime/bus.h"
#include "store/daemon.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 60 * 1000 };

struct harness {
  char directory[200], run[220], state[220], log[220], config_path[220], catalog_path[240];
  struct config config;
  struct arena *arena;
  struct bus *bus;
  struct bus_socket *tagger, *fetcher, *subscriber, *asker;
  struct bus_reply reply;
  pid_t pid;
};

/* ---- the directory ---- */

static inline struct harness *harness_new(void)
{
  struct harness *h = memory_zero(1, sizeof *h);
  const char *base = getenv("TMPDIR");
  snprintf(h->directory, sizeof h->directory, "%s/store-XXXXXX", base && strlen(base) < 60 ? base : "/tmp");
  assert_non_null(mkdtemp(h->directory));
  assert_int_equal(chmod(h->directory, 0755), 0);
  snprintf(h->run, sizeof h->run, "%s/run", h->directory);
  snprintf(h->state, sizeof h->state, "%s/state", h->directory);
  snprintf(h->log, sizeof h->log, "%s/log", h->directory);
  snprintf(h->config_path, sizeof h->config_path, "%s/depeche.yaml", h->directory);
  snprintf(h->catalog_path, sizeof h->catalog_path, "%s/catalog.db", h->state);
  h->arena = arena_new();
  return h;
}

static inline void harness_write(const char *path, const char *text)
{
  if (!write_file(path, slice_of(text))) fail_msg("can't write %s", path);
}

/* harness_configure - the two directories, and `more` lines under store. */
static inline void harness_configure(struct harness *h, const char *more)
{
  char text[1000];
  dp_error error = {0};
  snprintf(text, sizeof text, "run_dir: %s\nstate_dir: %s\nlog_level: info\nstore:\n  heartbeat: 50ms\n%s",
           h->run, h->state, more);
  harness_write(h->config_path, text);
  if (!config_load(h->config_path, &h->config, NULL, &error)) fail_msg("%s", error.text);
}

/* harness_log_count - how often `text` stands in the daemon's log. */
static inline int harness_log_count(struct harness *h, const char *text)
{
  struct buffer log = BUFFER_EMPTY;
  int count = 0;
  assert_true(files_read(h->log, 16 * 1024 * 1024, &log, NULL));
  for (const char *at = buffer_string(&log); (at = strstr(at, text)); at++) count++;
  buffer_free(&log);
  return count;
}

/* ---- the process ---- */

/* harness_daemon - what the program is when started with --daemon. */
static inline int harness_daemon(int argc, char **argv)
{
  static const struct daemon_spec spec = {.service = "store",
                                          .purpose = "the store under test",
                                          .name = store_daemon_name,
                                          .start = store_daemon_start,
                                          .drain = store_daemon_drain,
                                          .reload = store_daemon_reload,
                                          .stop = store_daemon_stop};
  return daemon_main(argc, argv, &spec);
}

static inline void harness_exec(struct harness *h, bool as_nobody)
{
  int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  int log = open(h->log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (self < 0 || log < 0 || dup2(log, STDERR_FILENO) < 0) _exit(99);
  if (as_nobody && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(98);
  signal(SIGXFSZ, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* no daemon outlives its test */
  char *const arguments[] = {"test_store", "--daemon", "--config", h->config_path, NULL};
  fexecve(self, arguments, environ);
  _exit(97);
}

static inline pid_t harness_spawn(struct harness *h, bool as_nobody)
{
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) harness_exec(h, as_nobody);
  return pid;
}

static inline int harness_wait(pid_t pid)
{
  int status = 0;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* ---- the sockets ---- */

static inline struct bus_socket *harness_connect(struct harness *h, enum bus_kind kind, const char *endpoint)
{
  dp_error error = {0};
  struct bus_socket *socket = bus_open(h->bus, kind);
  if (kind == BUS_SUB) bus_subscribe(socket, "");
  if (!bus_connect(socket, endpoint, &error)) fail_msg("%s", error.text);
  return socket;
}

/* harness_hear - the next message on a SUB whose topic begins with `prefix`, as an event in the arena; others
 * are dropped. */
static inline struct event harness_hear(struct harness *h, struct bus_socket *socket, const char *prefix,
                                        char topic[64])
{
  struct event event = {0};
  dp_error error = {0};
  for (bool found = false; !found;) {
    struct bus_message message;
    if (bus_receive(socket, &message, PATIENCE_MS) != BUS_DONE) fail_msg("nothing came on %s", prefix);
    assert_int_equal(message.count, 2);
    found = slice_starts(message.frames[0], prefix);
    struct slice text = arena_slice(h->arena, message.frames[1]);
    if (found && !event_parse(h->arena, text, &event, &error)) fail_msg("%s", error.text);
    if (topic) snprintf(topic, 64, "%.*s", (int)message.frames[0].length, message.frames[0].data);
    bus_message_free(&message);
  }
  return event;
}

static inline void harness_start(struct harness *h)
{
  h->pid = harness_spawn(h, false);
  h->bus = bus_new();
  h->tagger = harness_connect(h, BUS_PUSH, h->config.store.in);
  h->fetcher = harness_connect(h, BUS_SUB, h->config.store.ack);
  h->subscriber = harness_connect(h, BUS_SUB, h->config.store.news);
  h->asker = harness_connect(h, BUS_DEALER, h->config.store.query);
  /* A heartbeat heard is a subscription in force. */
  harness_hear(h, h->fetcher, "heartbeat|", NULL);
  harness_hear(h, h->subscriber, "heartbeat|", NULL);
}

static inline void harness_disconnect(struct harness *h)
{
  if (!h->bus) return;
  bus_close(&h->tagger);
  bus_close(&h->fetcher);
  bus_close(&h->subscriber);
  bus_close(&h->asker);
  bus_free(&h->bus);
}

/* harness_stop - sends the signal and gives the exit code (1000 + signal when that ended it). */
static inline int harness_stop(struct harness *h, int signal_number)
{
  assert_int_equal(kill(h->pid, signal_number), 0);
  int code = harness_wait(h->pid);
  h->pid = 0;
  harness_disconnect(h);
  return code;
}

static inline void harness_free(struct harness *h)
{
  char command[300];
  if (h->pid) harness_stop(h, SIGKILL);
  harness_disconnect(h);
  bus_reply_free(&h->reply);
  arena_free(&h->arena);
  snprintf(command, sizeof command, "rm -rf '%s'", h->directory);
  assert_int_equal(system(command), 0);
  free(h);
}

/* ---- what they say ---- */

static inline void harness_push_frames(struct harness *h, const struct slice *frames, size_t count)
{
  assert_int_equal(bus_send_wait(h->tagger, frames, count, PATIENCE_MS), BUS_DONE);
}

static inline void harness_push_text(struct harness *h, struct slice text)
{
  harness_push_frames(h, &text, 1);
}

static inline void harness_push(struct harness *h, struct sample sample)
{
  harness_push_text(h, sample_print(h->arena, &sample));
}

/* harness_verdict - the next verdict for an origin out of an event of one. */
static inline struct json *harness_verdict(struct harness *h, const char *origin)
{
  char prefix[64];
  snprintf(prefix, sizeof prefix, "ack.%s|", origin);
  struct event event = harness_hear(h, h->fetcher, prefix, NULL);
  assert_true(slice_is(event.type, EVENT_VERDICTS));
  assert_int_equal(json_count(json_get(event.data, "verdicts")), 1);
  return json_first(json_get(event.data, "verdicts"));
}

static inline void assert_verdict(const struct json *verdict, int64_t item, const char *name,
                                  int64_t sequence)
{
  char got[32];
  struct slice text = json_get_text(verdict, "verdict");
  snprintf(got, sizeof got, "%.*s", (int)text.length, text.data);
  assert_string_equal(got, name);
  assert_int_equal(json_get_integer(verdict, "item", 0), item);
  assert_int_equal(json_get_integer(verdict, "sequence", 0), sequence);
}

/* harness_ask - a request; its reply's event, with the further frames in h->reply. */
static inline struct event harness_ask(struct harness *h, const char *verb, const char *data)
{
  struct event event;
  dp_error error = {0};
  char *text = arena_format(
      h->arena,
      "{\"specversion\":\"1.0\",\"type\":\"depeche.request.%s\",\"id\":\"q1\",\"source\":\"/test\","
      "\"time\":\"2024-04-12T08:30:00Z\",\"datacontenttype\":\"application/json\",\"data\":%s}",
      verb, data);
  struct slice frame = slice_of(text);
  assert_int_equal(bus_send_wait(h->asker, &frame, 1, PATIENCE_MS), BUS_DONE);
  assert_int_equal(bus_receive_reply(h->asker, &h->reply, PATIENCE_MS), BUS_DONE);
  assert_true(h->reply.count >= 1);
  if (!event_parse(h->arena, arena_slice(h->arena, h->reply.frames[0]), &event, &error))
    fail_msg("%s", error.text);
  assert_true(slice_is(event.inreplyto, "q1"));
  return event;
}

static inline int64_t harness_status(struct harness *h, const char *key)
{
  return json_get_integer(harness_ask(h, "status", "{}").data, key, -1);
}

#endif
