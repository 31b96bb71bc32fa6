#include "base/pattern.h"
