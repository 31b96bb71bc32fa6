/* depeche-tag - the tagger: cleaned articles in, tagged ones out. See stage.c. */
#include "tag/stage.h"

int main(int argc, char **argv)
{
  return stage_main(argc, argv, &tag_stage);
}
