/* depeche-tag - the tagger: cleaned articles in, tagged ones out. See stage.c; filter.c is its second life,
 * as a child of the command `depeche tag`. */
#include "tag/filter.h"
#include "tag/stage.h"

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], FILTER_OPTION) == 0) return filter_serve(argc - 2, argv + 2);
  return stage_main(argc, argv, &tag_stage);
}
