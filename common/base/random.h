/* random.h - numbers for jitter and simulation (seeded, repeatable, no secrets), and identifiers from the kernel. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

struct random {
  uint64_t state; /* any seed; the same seed gives the same numbers */
};

uint64_t random_next(struct random *random);                    /* SplitMix64 (Steele, Lea, Flood 2014) */
uint64_t random_below(struct random *random, uint64_t limit);   /* 0 to limit-1; 0 when limit is 0 */
uint64_t random_seed(void);                                     /* from the kernel */

enum { UUID_TEXT = 37 };
char *random_uuid(char text[UUID_TEXT]); /* RFC 9562 version 4, lower case, from the kernel */

#endif
