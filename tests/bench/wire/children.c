/* children.c - processes, what they cost, and the page that they share. */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char *wire_self;
struct wire_shared *wire_shared;

_Noreturn void wire_fail(const char *what, const char *why)
{
  fprintf(stderr, "wire: %s: %s\n", what, why);
  exit(EX_SOFTWARE);
}

struct wire_shared *wire_share(const char *path)
{
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ftruncate(fd, sizeof(struct wire_shared)) != 0) wire_fail(path, strerror(errno));
  void *page = mmap(NULL, sizeof(struct wire_shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (page == MAP_FAILED) wire_fail(path, strerror(errno));
  return page;
}

pid_t wire_start(char *const arguments[])
{
  pid_t pid = fork();
  if (pid < 0) wire_fail("fork", strerror(errno));
  if (pid > 0) return pid;
  execv(arguments[0], arguments);
  _exit(EX_OSERR);
}

int64_t wire_cpu(pid_t pid)
{
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
    wire_fail("a child", "has ended too early");
  return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

void wire_stop(const pid_t *pids)
{
  for (int i = 0; i < WIRE_PROCESSES; i++) kill(pids[i], SIGTERM);
  for (int i = 0; i < WIRE_PROCESSES; i++) waitpid(pids[i], NULL, 0);
}
