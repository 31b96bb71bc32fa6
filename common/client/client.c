#include <depeche/depeche.h>
