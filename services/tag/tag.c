#include "tag/tag.h"
