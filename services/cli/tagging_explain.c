/* tagging_explain.c - why each mention is one, for a person at a terminal. */
#include "cli/tagging.h"

void tagging_show_explanation(struct cli *cli, struct slice lines)
{
  terminal_wrapped(&cli->out, lines, 0);
}
