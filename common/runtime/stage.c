#include "runtime/stage.h"
