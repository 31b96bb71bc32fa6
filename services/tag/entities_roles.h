/* entities_roles.h - what a person is said to be: "le président russe Vladimir Poutine". */
#ifndef TAG_ENTITIES_ROLES_H
#define TAG_ENTITIES_ROLES_H

#include "tag/entities_internal.h"

/* roles_read - the roles that stand in front of the name in tokens first to past - 1 and behind it, as keys:
 * of the title alone, of the title and the word behind it, of the whole phrase; 0 ends them. */
void roles_read(const struct tokens *tokens, size_t first, size_t past, uint64_t roles[ROLES_MAX]);

#endif
