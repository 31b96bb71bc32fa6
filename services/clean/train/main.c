/* depeche-train-blocks - learns clean/model_table.c from annotated pages. */
#include "clean/train/train.h"

int main(int argc, char **argv)
{
  return train_main(argc, argv);
}
