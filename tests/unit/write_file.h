/* write_file.h - a file with the given content, for a test. */
#ifndef TESTS_WRITE_FILE_H
#define TESTS_WRITE_FILE_H

#include "base/slice.h"

#include <stdio.h>

static inline bool write_file(const char *path, struct slice content)
{
  FILE *file = fopen(path, "w");
  if (!file) return false;
  bool written = fwrite(content.data, 1, content.length, file) == content.length;
  return fclose(file) == 0 && written;
}

#endif
