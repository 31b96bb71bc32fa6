/* programs.c - see programs.h. */
#include "cli/programs.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const program_services[PROGRAMS] = {"store", "sink", "tag", "clean", "fetch"};
enum { LOG_ROTATE_BYTES = 16 * 1024 * 1024 };

bool program_wanted(const struct config *config, const char *service)
{
  return strcmp(service, "sink") != 0 || *config->sink.definitions;
}

static bool own_directory(char directory[PATH_MAX])
{
  ssize_t length = readlink("/proc/self/exe", directory, PATH_MAX - 1);
  if (length <= 0) return false;
  directory[length] = '\0';
  char *slash = strrchr(directory, '/');
  if (slash) *slash = '\0';
  return slash != NULL;
}

static bool find_in_path(const char *service, char path[PATH_MAX])
{
  const char *list = getenv("PATH");
  while (list && *list) {
    int length = (int)strcspn(list, ":");
    snprintf(path, PATH_MAX, "%.*s/depeche-%s", length, list, service);
    if (access(path, X_OK) == 0) return true;
    list += length;
    if (*list) list++;
  }
  return false;
}

bool program_find(const char *service, char path[PATH_MAX], dp_error *error)
{
  char directory[PATH_MAX];
  if (own_directory(directory)) {
    if (snprintf(path, PATH_MAX, "%s/depeche-%s", directory, service) < PATH_MAX && access(path, X_OK) == 0)
      return true;
    if (snprintf(path, PATH_MAX, "%s/../%s/depeche-%s", directory, service, service) < PATH_MAX &&
        access(path, X_OK) == 0)
      return true;
  }
  if (find_in_path(service, path)) return true;
  return error_set(error, EX_UNAVAILABLE,
                   "depeche-%s stands neither beside this command nor in PATH; install or build it", service);
}

/* An old log is kept once, so that a laptop's disk does not fill over the years. */
static int open_log(const char *log_path)
{
  struct stat info;
  char old[PATH_MAX];
  if (stat(log_path, &info) == 0 && info.st_size > LOG_ROTATE_BYTES &&
      snprintf(old, sizeof old, "%s.old", log_path) < (int)sizeof old)
    rename(log_path, old);
  return open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

static void become(const char *path, const char *config_path, int log, pid_t parent)
{
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(EX_OSERR); /* the supervisor was killed in between */
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0) dup2(null, 0), dup2(null, 1);
  if (log >= 0) dup2(log, 2);
  if (config_path)
    execl(path, path, "--config", config_path, (char *)NULL);
  else
    execl(path, path, (char *)NULL);
  perror(path);
  _exit(EX_UNAVAILABLE);
}

pid_t program_start(const char *path, const char *config_path, const char *log_path, dp_error *error)
{
  int log = log_path ? open_log(log_path) : -1;
  if (log_path && log < 0) return error_errno(error, "can't open the log %s", log_path), -1;
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) become(path, config_path, log, parent);
  if (pid < 0) error_errno(error, "can't start %s", path);
  if (log >= 0) close(log);
  return pid;
}
