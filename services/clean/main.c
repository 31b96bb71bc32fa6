/* depeche-clean - the cleaner: fetched pages in, clean articles out. See stage.c. */
#include "clean/stage.h"

int main(int argc, char **argv)
{
  return stage_main(argc, argv, &clean_stage);
}
