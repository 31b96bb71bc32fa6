/* fuzz.h - what every fuzz target needs: the entry that libFuzzer and replay.c call, and a property that must
 * hold. */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/slice.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* must - ends the process where the property does not hold, so that the fuzzer keeps the input. */
#define must(property)                                                                                       \
  do {                                                                                                       \
    if (property) break;                                                                                     \
    fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, __LINE__, #property);                                \
    abort();                                                                                                 \
  } while (0)

#endif
