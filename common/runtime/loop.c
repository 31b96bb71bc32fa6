#include "runtime/loop.h"
