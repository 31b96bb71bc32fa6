/* sandbox.c - the three layers. Each is entered as far as the system lets it; none depends on another.
 *
 * Sources: landlock(7), seccomp(2), the kernel's documentation of both. */
#include "runtime/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1 /* their runtime needs address space, /proc and calls of its own */
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Limits. */

static bool limit(int resource, rlim_t most)
{
  const struct rlimit value = {most, most};
  return setrlimit((__rlimit_resource_t)resource, &value) == 0;
}

static bool enter_limits(size_t memory)
{
  signal(SIGXFSZ, SIG_IGN); /* a last word to a log file fails, instead of hiding what it was about */
  bool ok = limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0);
  if (memory && !SANITIZED) ok = limit(RLIMIT_AS, memory) && ok;
  return ok;
}

/* Landlock. */

enum {
  READING = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
  HANDLED = READING | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
            LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
            LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
            LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM
};

static void allow_path(int ruleset, const char *path)
{
  int parent = open(path, O_PATH | O_CLOEXEC);
  if (parent < 0) return; /* what is not there needs no rule */
  const struct landlock_path_beneath_attr rule = {.allowed_access = READING, .parent_fd = parent};
  syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(parent);
}

static bool enter_landlock(const char *const *readable)
{
  const struct landlock_ruleset_attr attributes = {.handled_access_fs = HANDLED};
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  if (ruleset < 0) return false;
  for (; readable && *readable; readable++) allow_path(ruleset, *readable);
  if (SANITIZED) allow_path(ruleset, "/proc");
  bool ok = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  close(ruleset);
  return ok;
}

/* Seccomp. */

#if defined __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#if defined ARCHITECTURE && !SANITIZED
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ALLOW(call)                                                                                          \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
/* An argument is looked at as the kernel takes it: its low 32 bits, which both architectures have first. */
#define ALLOW_WITHOUT(call, n, bits)                                                                         \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(args[n]),                                     \
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, 1), DENY, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define ALLOW_ONLY(call, n, value)                                                                           \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(args[n]),                                     \
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0), DENY, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static bool enter_seccomp(void)
{
  struct sock_filter program[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
      ALLOW(read),
      ALLOW(write),
      ALLOW(readv),
      ALLOW(writev),
      ALLOW(pread64),
      ALLOW(lseek),
      ALLOW(close),
      ALLOW(fstat),
      ALLOW(newfstatat),
      /* for reading, and only what Landlock lets through; where there is no Landlock nothing is written */
      ALLOW_WITHOUT(openat, 2, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC),
      ALLOW(mmap),
      ALLOW(munmap),
      ALLOW(mremap),
      ALLOW(mprotect),
      ALLOW(madvise),
      ALLOW(brk),
      ALLOW(futex),
      ALLOW(getrandom),
      ALLOW(clock_gettime),
      ALLOW(sched_yield),
      ALLOW(rt_sigaction),
      ALLOW(rt_sigprocmask),
      ALLOW(rt_sigreturn),
      ALLOW(getpid),
      ALLOW(gettid),
      ALLOW_ONLY(tgkill, 0, (uint32_t)getpid()), /* abort; nobody else is signalled */
      ALLOW(exit),
      ALLOW(exit_group),
      DENY,
  };
  const struct sock_fprog filter = {sizeof program / sizeof *program, program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}
#else
static bool enter_seccomp(void)
{
  return false;
}
#endif

struct sandbox_report sandbox_enter(const struct sandbox_options *options)
{
  struct sandbox_report report = {.limits = enter_limits(options->memory)};
  prctl(PR_SET_DUMPABLE, 0);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return report;
  report.landlock = enter_landlock(options->readable);
  report.seccomp = enter_seccomp();
  return report;
}
