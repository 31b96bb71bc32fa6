#include "data/json.h"
