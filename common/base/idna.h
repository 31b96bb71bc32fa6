/* idna.h - domain names in any script as the ASCII that DNS knows (UTS #46 with the parameters of the URL
 * Standard).
 *
 * The only room that knows ICU: mapping, normal forms, bidirectional and joiner rules need its tables. */
#ifndef BASE_IDNA_H
#define BASE_IDNA_H

#include "base/arena.h"

enum { IDNA_MAX = 8192 }; /* bytes of a domain; DNS ends at 253, the standard does not */

/* idna_to_ascii - `domain` (UTF-8) in lower-case ASCII, in the arena. False when it has no such form or the
 * form is empty. Bytes that UTS #46 lets through but no host may contain ("a b", "a%b") are the caller's to
 * refuse. Lengths of labels and hyphens are not checked, non-transitional processing, bidi and joiners are.
 * (URL Standard, domain to ASCII, beStrict false.) */
bool idna_to_ascii(struct arena *arena, struct slice domain, struct slice *ascii);

#endif
