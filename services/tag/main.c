/* depeche-tag - the tagger: cleaned articles in, tagged ones out. See stage.c; filter.c is its second life,
 * as a child of the command `depeche tag`, ruleset_report.c its third, for `depeche rules`. */
#include "tag/filter.h"
#include "tag/ruleset_report.h"
#include "tag/stage.h"

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], FILTER_OPTION) == 0) return filter_serve(argc - 2, argv + 2);
  if (argc > 1 && strcmp(argv[1], RULESET_OPTION) == 0) return ruleset_report(argc - 2, argv + 2);
  return stage_main(argc, argv, &tag_stage);
}
