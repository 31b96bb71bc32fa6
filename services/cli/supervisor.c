/* supervisor.c - see supervisor.h.
 *
 * Stopping goes down the stream: fetch first (it waits for its window to empty, which needs the three
 * others), then clean, tag and store, each when the one before has ended. Whoever does not end in time is
 * killed: nothing is lost by that, only delivered again at the next start. */
#include "cli/supervisor.h"

#include "base/files.h"
#include "cli/programs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  PAUSE_FIRST_MS = 100,
  PAUSE_MOST_MS = 10000,
  STEADY_MS = 10000,
  FIRST_SECONDS_MS = 5000,
  STOP_MARGIN_MS = 10000
};

struct program {
  const char *service;
  char path[PATH_MAX], log[PATH_MAX];
  pid_t pid;                   /* 0: not running */
  millis started_at, start_at; /* start_at: when to start again; 0: not to be started */
  millis pause, kill_at;
  int starts;
};

struct supervisor {
  const struct supervisor_options *options;
  struct program programs[PROGRAMS];
  int stopping; /* programs[stopping - 1] is the one being stopped; 0: running */
  int code;
};

static void lock_path(const struct config *config, char path[PATH_MAX])
{
  snprintf(path, PATH_MAX, "%s/supervisor.lock", config->run_dir);
}

void supervisor_log_path(const struct config *config, const char *program, char path[PATH_MAX])
{
  snprintf(path, PATH_MAX, "%s/log/%s.log", config->state_dir, program);
}

pid_t supervisor_pid(const struct config *config)
{
  char path[PATH_MAX], text[32] = "";
  lock_path(config, path);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ssize_t got = held ? pread(fd, text, sizeof text - 1, 0) : 0;
  close(fd);
  return got > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
}

static void start(struct supervisor *s, struct program *p)
{
  dp_error error = {0, ""};
  p->start_at = 0;
  p->started_at = clock_monotonic();
  pid_t pid = program_start(p->path, s->options->config_path, s->options->log_files ? p->log : NULL, &error);
  if (pid > 0) {
    p->pid = pid;
    p->starts++;
    log_info("started", LOG_TEXT("daemon", p->service), LOG_INT("pid", pid));
    return;
  }
  log_error("start-failed", LOG_TEXT("daemon", p->service), LOG_TEXT("reason", error.text));
  p->start_at = clock_monotonic() + PAUSE_MOST_MS;
}

static millis stop_limit(const struct supervisor *s, const struct program *p)
{
  bool drains = strcmp(p->service, "fetch") == 0;
  return (drains ? s->options->config->fetch.drain_timeout : 0) + STOP_MARGIN_MS;
}

/* Asks the next running one, from fetch upwards, to end. */
static void stop_next(struct supervisor *s)
{
  for (int i = PROGRAMS - 1; i >= 0; i--) {
    struct program *p = &s->programs[i];
    p->start_at = 0;
    if (!p->pid) continue;
    if (s->stopping == i + 1) return;
    s->stopping = i + 1;
    p->kill_at = clock_monotonic() + stop_limit(s, p);
    log_info("stopping", LOG_TEXT("daemon", p->service), LOG_INT("pid", p->pid));
    kill(p->pid, SIGTERM);
    return;
  }
  s->stopping = PROGRAMS + 1;
}

static bool all_ended(const struct supervisor *s)
{
  for (int i = 0; i < PROGRAMS; i++)
    if (s->programs[i].pid) return false;
  return s->stopping > 0;
}

static void plan_restart(struct program *p, millis ran)
{
  p->pause = ran >= STEADY_MS || p->pause == 0 ? PAUSE_FIRST_MS : p->pause * 2;
  if (p->pause > PAUSE_MOST_MS) p->pause = PAUSE_MOST_MS;
  p->start_at = clock_monotonic() + p->pause;
}

static void ended(struct supervisor *s, struct program *p, int status)
{
  millis ran = clock_monotonic() - p->started_at;
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
      signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  log_at(s->stopping ? LOG_INFO : LOG_WARN, "ended", LOG_TEXT("daemon", p->service), LOG_INT("pid", p->pid),
         LOG_INT("code", code), LOG_INT("signal", signal_number), LOG_INT("ran_ms", ran));
  p->pid = 0;
  if (s->stopping) {
    stop_next(s);
  } else if (code && p->starts == 1 && ran < FIRST_SECONDS_MS) {
    log_error("gave-up", LOG_TEXT("daemon", p->service), LOG_INT("code", code));
    s->code = code;
    stop_next(s);
  } else {
    plan_restart(p, ran);
  }
}

static void reap(struct supervisor *s)
{
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (int i = 0; i < PROGRAMS; i++)
      if (s->programs[i].pid == pid) ended(s, &s->programs[i], status);
}

static void signal_all(struct supervisor *s, int number)
{
  for (int i = 0; i < PROGRAMS; i++)
    if (s->programs[i].pid) kill(s->programs[i].pid, number);
}

/* Starts what is due, kills what does not end. Returns how long nothing will be due, at most a second. */
static millis do_due(struct supervisor *s)
{
  millis now = clock_monotonic(), next = now + 1000;
  for (int i = 0; i < PROGRAMS; i++) {
    struct program *p = &s->programs[i];
    if (p->start_at && p->start_at <= now && !s->stopping) start(s, p);
    if (p->start_at && p->start_at < next) next = p->start_at;
    if (!p->pid || s->stopping != i + 1 || now < p->kill_at) continue;
    log_warn("killed", LOG_TEXT("daemon", p->service), LOG_TEXT("reason", "it did not end in time"));
    kill(p->pid, SIGKILL);
    p->kill_at = now + STOP_MARGIN_MS;
  }
  return next > now ? next - now : 1;
}

static void take_signal(struct supervisor *s, int number)
{
  if (number == SIGHUP)
    signal_all(s, SIGHUP);
  else if (number == SIGTERM || number == SIGINT) {
    if (s->stopping) signal_all(s, SIGTERM); /* asked twice: all at once */
    if (!s->stopping) stop_next(s);
  }
}

static bool prepare(struct supervisor *s, dp_error *error)
{
  for (int i = 0; i < PROGRAMS; i++) {
    struct program *p = &s->programs[i];
    p->service = program_services[i];
    if (!program_wanted(s->options->config, p->service)) continue;
    p->start_at = 1;
    supervisor_log_path(s->options->config, p->service, p->log);
    if (!program_find(p->service, p->path, error)) return false;
  }
  return true;
}

static void loop(struct supervisor *s, const sigset_t *signals)
{
  while (!all_ended(s)) {
    millis wait = do_due(s);
    struct timespec timeout = {wait / 1000, (long)(wait % 1000) * 1000000};
    int number = sigtimedwait(signals, NULL, &timeout);
    if (number > 0) take_signal(s, number);
    reap(s);
    if (s->stopping) stop_next(s);
  }
}

int supervisor_run(const struct supervisor_options *options)
{
  struct supervisor *s = calloc(1, sizeof *s);
  dp_error error = {0, ""};
  char path[PATH_MAX];
  sigset_t signals;
  if (!s) return EX_OSERR;
  s->options = options;
  log_setup("depeche-up", options->config->log_level);
  sigemptyset(&signals);
  const int watched[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
  for (size_t i = 0; i < sizeof watched / sizeof *watched; i++) sigaddset(&signals, watched[i]);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  lock_path(options->config, path);
  int lock = files_make_directory(options->config->run_dir, 0750, &error)
                 ? files_lock(path, "depeche up", &error)
                 : -1;
  if (lock >= 0 && prepare(s, &error)) {
    loop(s, &signals);
  } else {
    log_error("not-started", LOG_TEXT("reason", error.text));
    s->code = error.code;
  }
  if (lock >= 0) close(lock);
  int code = s->code;
  free(s);
  return code;
}
