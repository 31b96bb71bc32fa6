/* abroad.h - names in texts of languages whose words we don't know: the places that everybody knows. */
#ifndef TAG_ABROAD_H
#define TAG_ABROAD_H

#include "tag/gazetteer.h"

/* abroad_find - countries, areas and well-known cities that stand alone, not inside a longer name. */
void abroad_find(const struct gazetteer *gazetteer, const struct tokens *tokens, struct finds *finds);

#endif
