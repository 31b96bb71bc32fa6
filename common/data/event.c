#include "data/event.h"
