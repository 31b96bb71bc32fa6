/* depeche-clean - the cleaner: fetched pages in, clean articles out. See stage.c; filter.c is its second
 * life, as a child of the command `depeche clean`. */
#include "clean/filter.h"
#include "clean/stage.h"

int main(int argc, char **argv)
{
  if (argc == 2 && strcmp(argv[1], FILTER_OPTION) == 0) return filter_serve();
  return stage_main(argc, argv, &clean_stage);
}
