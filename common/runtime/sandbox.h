/* sandbox.h - shuts the doors of a process that parses foreign bytes: no new files, no network, no other
 * process.
 *
 * Behind sandbox_enter the process can compute, ask for memory up to a limit, and use the descriptors that it
 * has. Three layers: resource limits (always), Landlock (no path can be opened but those named) and seccomp
 * (an allow-list of system calls; any other fails with EPERM). A kernel or a container may lack the last two:
 * the report says what is in force. */
#ifndef RUNTIME_SANDBOX_H
#define RUNTIME_SANDBOX_H

#include "base/slice.h"

struct sandbox_options {
  size_t memory;               /* bytes of address space; 0: no limit */
  const char *const *readable; /* paths that may still be read, e.g. tables of character sets; ends at NULL */
};
struct sandbox_report {
  bool limits, landlock, seccomp; /* in force */
};

/* sandbox_enter - for this process, for good. Single-threaded callers only. */
struct sandbox_report sandbox_enter(const struct sandbox_options *options);

#endif
