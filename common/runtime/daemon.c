#include "runtime/daemon.h"
