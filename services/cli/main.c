/* main.c - depeche: the operator's command. One file a subcommand, one row here. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
  static const struct command *const commands[] = {&command_up,
                                                   &command_down,
                                                   &command_feed,
                                                   &command_tail,
                                                   &command_show,
                                                   &command_status,
                                                   &command_source,
                                                   &command_fetch,
                                                   &command_warc,
                                                   &command_reprocess,
                                                   &command_dead,
                                                   &command_drain,
                                                   &command_backup,
                                                   &command_check,
                                                   &command_clean,
                                                   &command_tag,
                                                   &command_rules,
                                                   &command_cursor,
                                                   &command_search,
                                                   &command_entities,
                                                   &command_sink,
                                                   &command_export,
                                                   NULL};
  return cli_main(commands, argc, argv);
}
