#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool make_one(const char *path, unsigned mode, dp_error *error)
{
  if (mkdir(path, mode) == 0) return true;
  int cause = errno;
  struct stat info;
  if (cause == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) return true;
  if (cause == EEXIST) return error_set(error, EX_CANTCREAT, "%s is in the way: it is not a directory", path);
  errno = cause;
  return error_errno(error, "can't create the directory %s", path);
}

bool files_make_directory(const char *path, unsigned mode, dp_error *error)
{
  char partial[PATH_MAX];
  if (strlen(path) >= sizeof partial) return error_set(error, EX_CONFIG, "the path %.80s… is too long", path);
  strcpy(partial, path);
  for (char *slash = strchr(partial + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (!files_exists(partial) && !make_one(partial, 0755, error)) return false;
    *slash = '/';
  }
  return make_one(path, mode, error);
}

/* without_slashes - lstat follows a link when the name ends with a slash. */
static void without_slashes(const char *path, char name[PATH_MAX])
{
  snprintf(name, PATH_MAX, "%s", path);
  for (size_t length = strlen(name); length > 1 && name[length - 1] == '/'; length--) name[length - 1] = '\0';
}

bool files_check_directory(const char *path, unsigned forbidden, dp_error *error)
{
  char name[PATH_MAX];
  struct stat info;
  without_slashes(path, name);
  if (lstat(name, &info) != 0) return error_errno(error, "can't look at the directory %s", path);
  if (S_ISLNK(info.st_mode))
    return error_set(error, EX_NOPERM, "%s is not trusted: it is a symbolic link; name the directory itself",
                     path);
  if (!S_ISDIR(info.st_mode))
    return error_set(error, EX_CANTCREAT, "%s is in the way: it is not a directory", path);
  if (info.st_uid != geteuid() && info.st_uid != 0)
    return error_set(error, EX_NOPERM,
                     "%s is not trusted: it belongs to user %ld, this is user %ld; name another directory",
                     path, (long)info.st_uid, (long)geteuid());
  if (info.st_mode & forbidden)
    return error_set(
        error, EX_NOPERM,
        "%s is not trusted: its mode %04o opens it to others; chmod %04o it, or name another directory", path,
        (unsigned)(info.st_mode & 07777), (unsigned)(info.st_mode & 07777 & ~forbidden));
  return true;
}

bool files_in_shared_place(const char *path)
{
  char parent[PATH_MAX];
  struct stat info;
  without_slashes(path, parent);
  char *slash = strrchr(parent, '/');
  if (slash) slash[slash == parent] = '\0';
  return stat(slash ? parent : ".", &info) == 0 && info.st_mode & S_IWOTH;
}

bool files_read(const char *path, size_t limit, struct buffer *out, dp_error *error)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return error_errno(error, "can't open %s", path);
  bool ok = false;
  size_t start = out->length;
  for (;;) {
    buffer_reserve(out, 65536);
    ssize_t got = read(fd, out->data + out->length, 65536);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      error_errno(error, "can't read %s", path);
      break;
    }
    out->length += (size_t)got;
    out->data[out->length] = '\0';
    if (out->length - start > limit) {
      error_set(error, EX_DATAERR, "%s is larger than the limit of %zu bytes", path, limit);
      break;
    }
    if (got == 0) {
      ok = true;
      break;
    }
  }
  close(fd);
  return ok;
}

int files_lock(const char *path, const char *what, dp_error *error)
{
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) {
    error_errno(error, "can't open the lock file %s", path);
    return -1;
  }
  char text[32] = "";
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ssize_t got = pread(fd, text, sizeof text - 1, 0);
    if (got < 0) got = 0;
    text[got] = '\0';
    error_set(error, EX_TEMPFAIL,
              "%s is already running (pid %ld holds %s); stop it first, or use another directory", what,
              strtol(text, NULL, 10), path);
    close(fd);
    return -1;
  }
  int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
  if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)length, 0) != length) {
    error_errno(error, "can't write the lock file %s", path);
    close(fd);
    return -1;
  }
  return fd;
}

bool files_sync_directory(const char *path, dp_error *error)
{
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return error_errno(error, "can't open the directory %s", path);
  bool ok = fsync(fd) == 0 || error_errno(error, "can't sync the directory %s", path);
  close(fd);
  return ok;
}

bool files_exists(const char *path)
{
  return access(path, F_OK) == 0;
}
