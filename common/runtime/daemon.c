/* daemon.c - the life of a daemon, from its options to its exit code.
 *
 * Order matters: configuration, then directories, then the lock of this instance, and only then sockets,
 * because a second bind of an ipc name would silently steal it from a live owner. Signals are blocked before
 * the first thread starts. */
#include "runtime/daemon.h"

#include "base/files.h"
#include "base/memory.h"

#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* One run of daemon_main. */
struct run {
  struct daemon daemon;
  const struct daemon_spec *spec;
  const char *config_path;
  void *state;
  struct config *config; /* owned; daemon.config is its public face */
  int lock, terminations;
};

struct options {
  const char *config_path;
  bool check;
  int exit_code; /* -1: go on */
};

static void print_help(FILE *out, const struct daemon_spec *spec)
{
  fprintf(out,
          "depeche-%s - %s\n\n"
          "usage: depeche-%s [--config FILE] [--check] [--version] [--help]\n\n"
          "  --config FILE  settings in YAML; without it $DEPECHE_CONFIG, else the defaults\n"
          "  --check        say what is wrong with the settings, one problem a line, and end (0: nothing)\n"
          "  --version      print the version and end\n"
          "  --help         print this and end\n\n"
          "SIGTERM finishes what is in hand and ends; SIGHUP reads the settings and rules again.\n",
          spec->service, spec->purpose, spec->service);
  if (spec->help) fprintf(out, "\n%s\n", spec->help);
}

static void print_usage(const struct daemon_spec *spec, const char *stray)
{
  if (stray) fprintf(stderr, "depeche-%s: unexpected argument \"%s\"\n", spec->service, stray);
  fprintf(stderr, "usage: depeche-%s [--config FILE] [--check] [--version] [--help]\n", spec->service);
}

static struct options read_options(int argc, char **argv, const struct daemon_spec *spec)
{
  static const struct option known[] = {{"config", required_argument, NULL, 'c'},
                                        {"check", no_argument, NULL, 'k'},
                                        {"version", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  struct options options = {.exit_code = -1};
  optind = 1;
  for (int option; options.exit_code < 0 && (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
    case 'c':
      options.config_path = optarg;
      break;
    case 'k':
      options.check = true;
      break;
    case 'v':
      printf("depeche-%s %s\n", spec->service, DEPECHE_VERSION);
      options.exit_code = EX_OK;
      break;
    case 'h':
      print_help(stdout, spec);
      options.exit_code = EX_OK;
      break;
    default:
      print_usage(spec, NULL);
      options.exit_code = EX_USAGE;
    }
  }
  if (options.exit_code < 0 && optind < argc) {
    print_usage(spec, argv[optind]);
    options.exit_code = EX_USAGE;
  }
  return options;
}

/* log_problems - one line of the log for every line of the buffer. */
static void log_problems(const char *event, const struct buffer *problems, const dp_error *error)
{
  struct slice rest = buffer_view(problems);
  if (!rest.length) log_error(event, LOG_TEXT("reason", error->text));
  while (rest.length) {
    const char *end = memchr(rest.data, '\n', rest.length);
    struct slice line = {rest.data, end ? (size_t)(end - rest.data) : rest.length};
    log_error(event, LOG_SLICE("reason", line));
    rest = slice_from(rest, line.length + 1);
  }
}

static int check_only(const char *path, struct config *config)
{
  struct buffer problems = BUFFER_EMPTY;
  dp_error error = {0};
  bool valid = config_load(path, config, &problems, &error);
  const char *text = buffer_string(&problems);
  size_t length = strlen(text);
  if (!valid && length) fprintf(stderr, "%s%s", text, text[length - 1] == '\n' ? "" : "\n");
  if (!valid && !length) fprintf(stderr, "%s\n", error.text);
  buffer_free(&problems);
  return valid ? EX_OK : error.code;
}

/* load - a new configuration, or NULL after logging every problem as `event`. */
static struct config *load(const char *path, const char *event, dp_error *error)
{
  struct config *config = memory_zero(1, sizeof *config);
  struct buffer problems = BUFFER_EMPTY;
  if (!config_load(path, config, &problems, error)) {
    log_problems(event, &problems, error);
    free(config);
    config = NULL;
  }
  buffer_free(&problems);
  return config;
}

static void name_instance(struct run *run)
{
  struct daemon *daemon = &run->daemon;
  const char *name = run->spec->name(run->config);
  snprintf(daemon->instance, sizeof daemon->instance, "%s-%s", run->spec->service, name);
  snprintf(daemon->source, sizeof daemon->source, "/depeche/%s/%s", run->spec->service, name);
  log_setup(daemon->instance, run->config->log_level);
}

/* prepare_directories - the run directory is ours alone: who can change it can put sockets of his own there.
 * State may be read by others, but where everybody can create names somebody may have been there before us.
 */
static bool prepare_directories(const struct run *run, dp_error *error)
{
  const char *run_dir = run->config->run_dir, *state_dir = run->config->state_dir;
  if (!files_make_directory(run_dir, 0750, error) || !files_check_directory(run_dir, S_IRWXO, error))
    return false;
  if (run->spec->stateless) return true;
  return files_make_directory(state_dir, 0750, error) &&
         (!files_in_shared_place(state_dir) || files_check_directory(state_dir, S_IWOTH, error));
}

static bool prepare(struct run *run, dp_error *error)
{
  char path[PATH_MAX];
  const struct config *config = run->config;
  if (!prepare_directories(run, error)) return false;
  snprintf(path, sizeof path, "%s/%s.lock", config->run_dir, run->daemon.instance);
  run->lock = files_lock(path, run->daemon.instance, error);
  return run->lock >= 0;
}

static void terminate(void *context, int signal_number)
{
  struct run *run = context;
  run->terminations++;
  if (run->terminations > 1 || !run->spec->drain) {
    loop_stop(run->daemon.loop);
    return;
  }
  log_info("draining", LOG_TEXT("signal", strsignal(signal_number)));
  run->spec->drain(run->state);
}

/* log_reload - at the more talkative of the two levels, so that neither change goes unseen. */
static void log_reload(const struct run *run, enum log_level before, enum log_level next)
{
  log_setup(run->daemon.instance, next < before ? next : before);
  log_info("reload", LOG_TEXT("config", run->config_path ? run->config_path : "defaults"));
  log_setup(run->daemon.instance, next);
}

static void reload(void *context, int signal_number)
{
  (void)signal_number;
  struct run *run = context;
  dp_error error = {0};
  struct config *next = load(run->config_path, "reload_refused", &error);
  if (!next) return;
  if (run->spec->reload && !run->spec->reload(run->state, next, &error)) {
    log_error("reload_refused", LOG_TEXT("reason", error.text));
    free(next);
    return;
  }
  log_reload(run, run->config->log_level, next->log_level);
  run->daemon.config = next;
  free(run->config);
  run->config = next;
}

static void watch_signals(struct run *run)
{
  signal(SIGPIPE, SIG_IGN);
  loop_watch_signal(run->daemon.loop, SIGTERM, terminate, run);
  loop_watch_signal(run->daemon.loop, SIGINT, terminate, run);
  loop_watch_signal(run->daemon.loop, SIGHUP, reload, run);
}

/* let_signals_kill - somebody is in a hurry: should `stop` hang, one more signal ends the process. */
static void let_signals_kill(void)
{
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  signal(SIGTERM, SIG_DFL);
  signal(SIGINT, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static const char *ending(const struct run *run)
{
  if (run->daemon.exit_code != EX_OK) return "failed";
  return run->terminations > 1 ? "stopped at once" : "drained";
}

static bool serve(struct run *run, dp_error *error)
{
  run->state = run->spec->start(&run->daemon, error);
  if (!run->state) return false;
  log_info("ready", LOG_TEXT("version", DEPECHE_VERSION));
  bool ran = loop_run(run->daemon.loop, error);
  if (run->terminations > 1) let_signals_kill();
  run->spec->stop(run->state);
  if (ran) log_info("stopped", LOG_TEXT("how", ending(run)), LOG_INT("code", run->daemon.exit_code));
  return ran;
}

static int fail(const char *event, const dp_error *error)
{
  log_error(event, LOG_TEXT("reason", error->text), LOG_INT("code", error->code));
  return error->code ? error->code : EX_SOFTWARE;
}

static int live(struct run *run)
{
  dp_error error = {0};
  name_instance(run);
  log_info("starting", LOG_TEXT("version", DEPECHE_VERSION), LOG_TEXT("run_dir", run->config->run_dir));
  if (!prepare(run, &error)) return fail("not_started", &error);
  run->daemon.config = run->config;
  run->daemon.config_path = run->config_path;
  run->daemon.loop = loop_new();
  watch_signals(run);
  run->daemon.bus = bus_new();
  bool served = serve(run, &error);
  bus_free(&run->daemon.bus);
  loop_free(&run->daemon.loop);
  close(run->lock);
  if (served) return run->daemon.exit_code;
  return fail(run->state ? "failed" : "not_started", &error);
}

int daemon_main(int argc, char **argv, const struct daemon_spec *spec)
{
  struct options options = read_options(argc, argv, spec);
  if (options.exit_code >= 0) return options.exit_code;
  char program[64];
  snprintf(program, sizeof program, "depeche-%s", spec->service);
  log_setup(program, LOG_INFO);
  struct run run = {.spec = spec, .config_path = options.config_path, .lock = -1};
  dp_error error = {0};
  if (options.check) {
    run.config = memory_zero(1, sizeof *run.config);
    int code = check_only(options.config_path, run.config);
    free(run.config);
    log_setup("depeche", LOG_INFO);
    return code;
  }
  run.config = load(options.config_path, "config_refused", &error);
  int code = run.config ? live(&run) : error.code;
  free(run.config);
  log_setup("depeche", LOG_INFO); /* the names above were on this stack */
  return code;
}

void daemon_fatal(struct daemon *daemon, const dp_error *error)
{
  log_error("fatal", LOG_TEXT("reason", error->text), LOG_INT("code", error->code));
  daemon->exit_code = error->code ? error->code : EX_SOFTWARE;
  loop_stop(daemon->loop);
}
