#include "runtime/bus.h"
