#include "data/config.h"
