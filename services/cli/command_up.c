/* command_up.c - depeche up: the four daemons under one supervisor, in the background. */
#include "cli/cli.h"

#include "base/files.h"
#include "cli/programs.h"
#include "cli/supervisor.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PING_MS = 200, LOG_TAIL = 2048 };

static struct {
  bool foreground;
  int64_t timeout;
} options = {.timeout = 30};

static const struct option_spec specs[] = {{"foreground", 'F', OPTION_FLAG, &options.foreground, NULL,
                                            "stay here, logs to standard error; Ctrl-C drains and stops"},
                                           {"timeout", 't', OPTION_NUMBER, &options.timeout, "SECONDS",
                                            "how long to wait until all four answer (30)"},
                                           {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static const char *config_path(struct cli *cli, char path[PATH_MAX])
{
  const char *given = cli->config_path ? cli->config_path : getenv("DEPECHE_CONFIG");
  return given && *given ? realpath(given, path) : NULL;
}

/* The process in the background: own session, no terminal, its log in a file. */
static int run_background(struct cli *cli, const struct supervisor_options *supervisor)
{
  char path[PATH_MAX];
  setsid();
  supervisor_log_path(&cli->config, "supervisor", path);
  int null = open("/dev/null", O_RDWR | O_CLOEXEC),
      log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (null < 0 || log < 0) return EX_CANTCREAT;
  dup2(null, 0), dup2(null, 1), dup2(log, 2);
  return supervisor_run(supervisor);
}

/* The end of a log, which tells why a daemon did not start. */
static void show_log(struct cli *cli, const char *program)
{
  char path[PATH_MAX], text[LOG_TAIL + 1];
  supervisor_log_path(&cli->config, program, path);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  off_t size = lseek(fd, 0, SEEK_END), from = size > LOG_TAIL ? size - LOG_TAIL : 0;
  ssize_t got = pread(fd, text, LOG_TAIL, from);
  close(fd);
  if (got <= 0) return;
  text[got] = '\0';
  char *line = from ? strchr(text, '\n') : text;
  for (; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    if (strstr(line, "\"level\":\"error\"") || line[0] != '{')
      fprintf(stderr, "  %s: %.*s\n", program, (int)strcspn(line, "\n"), line);
}

static int tell_failure(struct cli *cli, int code, const char *sentence)
{
  dp_error error = {0, ""};
  char path[PATH_MAX];
  supervisor_log_path(&cli->config, "*", path);
  error_set(&error, code ? code : EX_UNAVAILABLE, "%s; the logs are %s", sentence, path);
  cli_fail(cli, &error);
  show_log(cli, "supervisor");
  for (int i = 0; i < PROGRAMS; i++) show_log(cli, program_services[i]);
  return error.code;
}

static bool all_answer(struct cli *cli, int *answering, int *wanted)
{
  *answering = *wanted = 0;
  for (int i = 0; i < PROGRAMS; i++) {
    if (!program_wanted(&cli->config, program_services[i])) continue;
    ++*wanted;
    *answering += cli_ping(cli, program_services[i], PING_MS);
  }
  return *answering == *wanted;
}

static int wait_ready(struct cli *cli, pid_t pid)
{
  dp_error error = {0, ""};
  int status, answering = 0, wanted = 0;
  if (!cli_connect(cli, &error)) return cli_fail(cli, &error);
  millis until = clock_monotonic() + options.timeout * 1000;
  while (!all_answer(cli, &answering, &wanted)) {
    terminal_progress(&cli->err, "starting", answering, wanted, "");
    if (waitpid(pid, &status, WNOHANG) == pid)
      return tell_failure(cli, WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE,
                          "a daemon could not start");
    if (clock_monotonic() < until && !cli_interrupted && !cli_terminated) continue;
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
    return tell_failure(cli, EX_UNAVAILABLE, "the daemons did not answer in time and were stopped");
  }
  return EX_OK;
}

static void tell_ready(struct cli *cli, pid_t pid, const char *what)
{
  cli_note(cli, "%s: fetch, clean, tag%s store answer (supervisor %ld)", what,
           program_wanted(&cli->config, "sink") ? ", sink and" : " and", (long)pid);
  cli_note(cli, "  state    %s\n  sockets  %s\n  logs     %s/log", cli->config.state_dir, cli->config.run_dir,
           cli->config.state_dir);
  cli_note(cli, "next: depeche feed URL    depeche tail    depeche status    depeche down");
}

static int already_up(struct cli *cli, pid_t pid)
{
  dp_error error = {0, ""};
  int answering = 0, wanted = 0;
  if (!cli_connect(cli, &error)) return cli_fail(cli, &error);
  for (millis until = clock_monotonic() + options.timeout * 1000; clock_monotonic() < until;)
    if (all_answer(cli, &answering, &wanted)) return tell_ready(cli, pid, "already up"), EX_OK;
  error_set(&error, EX_UNAVAILABLE, "only %d of %d daemons answer; see depeche status and %s/log", answering,
            wanted, cli->config.state_dir);
  return cli_fail(cli, &error);
}

static bool make_directories(struct cli *cli, dp_error *error)
{
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/log", cli->config.state_dir);
  return files_make_directory(cli->config.run_dir, 0750, error) &&
         files_make_directory(cli->config.state_dir, 0750, error) && files_make_directory(path, 0750, error);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments, (void)count;
  dp_error error = {0, ""};
  char path[PATH_MAX];
  struct supervisor_options supervisor = {&cli->config, config_path(cli, path), !options.foreground};
  pid_t pid = supervisor_pid(&cli->config);
  if (pid && !options.foreground) return already_up(cli, pid);
  if (!make_directories(cli, &error)) return cli_fail(cli, &error);
  if (options.foreground) return supervisor_run(&supervisor);
  fflush(NULL);
  pid = fork();
  if (pid == 0) _exit(run_background(cli, &supervisor));
  if (pid < 0) return error_errno(&error, "can't start the supervisor"), cli_fail(cli, &error);
  cli_watch_signals();
  int code = wait_ready(cli, pid);
  if (code == EX_OK) tell_ready(cli, pid, "up");
  return code;
}

const struct command command_up = {
    .name = "up",
    .summary = "start the four daemons under one supervisor",
    .usage = "up [--foreground] [--timeout SECONDS]",
    .about =
        "For one machine and one person. The command comes back when all four answer. A daemon that dies is "
        "started again,\n"
        "with a pause that grows from 0.1 to 10 s. Each writes its log to STATE_DIR/log/SERVICE.log.\n"
        "On servers, let the init system run depeche-fetch, depeche-clean, depeche-tag and depeche-store.\n"
        "Exit codes: 0 up (or already up); 69 not all answer; 75 a daemon of this run directory runs "
        "elsewhere; 78 a mistake\n"
        "in the configuration.",
    .examples = "  depeche up                                    in the background, with the defaults\n"
                "  depeche up --config depeche.yaml              with your settings\n"
                "  DEPECHE_STATE_DIR=/tmp/try DEPECHE_RUN_DIR=/tmp/try/run depeche up\n"
                "                                                a second, separate pipeline\n"
                "  depeche up --foreground                       in a container, or to look on\n",
    .options = specs,
    .least = 0,
    .most = 0,
    .run = run,
};
