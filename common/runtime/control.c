#include "runtime/control.h"
