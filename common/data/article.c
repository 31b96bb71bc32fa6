#include "data/article.h"
