#include "fetch/frontier.h"
