/* command_rules.c - depeche rules: the operator's own rules, checked and tested before the tagger gets them.
 * The tagger's program reads them, as it will when it runs. */
#include "cli/cli.h"
#include "cli/programs.h"

#include <unistd.h>

static const struct option_spec specs[] = {{NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

/* hand_over - becomes the tagger's program; returns only when that fails. */
static int hand_over(struct cli *cli, const char *verb, const char *directory)
{
  dp_error error = {0, ""};
  char path[PATH_MAX];
  if (!program_find("tag", path, &error)) return cli_fail(cli, &error);
  fflush(stdout);
  execl(path, path, "--rules", verb, directory, cli->json ? "json" : "text", (char *)NULL);
  error_errno(&error, "can't start %s", path);
  return cli_fail(cli, &error);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  const char *verb = arguments[0], *directory = count > 1 ? arguments[1] : cli->config.tag.rules;
  if (strcmp(verb, "check") != 0 && strcmp(verb, "test") != 0)
    return cli_usage(cli, &command_rules, "rules takes check or test");
  if (!*directory)
    return cli_usage(cli, &command_rules,
                     "name the directory of the rules, or set tag.rules in the configuration");
  return hand_over(cli, verb, directory);
}

const struct command command_rules = {
    .name = "rules",
    .summary = "rules of your own for the tagger: check them, test them",
    .usage = "rules check [DIRECTORY]\nrules test [DIRECTORY]",
    /* clang-format off */
    .about =
        "The tagger reads names and patterns of yours from one directory (tag.rules). They go before everything it\n"
        "knows. check tells every mistake as FILE:LINE, warns of what is slow, doubled or without a test, and\n"
        "shows what is there; test runs the tests that stand beside the rules. Both need no daemons. SIGHUP makes\n"
        "a running tagger read the directory anew: a set with a mistake, or with a test that fails, is refused\n"
        "whole, and the old one stays. Every article says which set it was tagged with: tagger-2+rules-1a2b3c4d.\n"
        "\n"
        "Names stand in tables, *.csv, as a spreadsheet saves them (comma, semicolon or tab; UTF-8):\n"
        "\n"
        "  name,type,id,aliases,link,language,case\n"
        "  Niger,LOC,place.niger,,wikidata:Q1032 geonames:2440476 iso3166:NE,,\n"
        "  Groupe de soutien à l'islam et aux musulmans,ORG,group.gsim,GSIM|JNIM,,fr,\n"
        "\n"
        "Only name and type must be there. Accents, hyphens and kinds of apostrophes make no difference; capitals\n"
        "do, unless case is ignore. Aliases have a bar between, links a space, as here. Without a language a name\n"
        "is for all; two have a space between. A column for yourself begins with _, a line with # is a comment.\n"
        "\n"
        "Patterns stand in *.yaml, in the language of PCRE2, best in single quotes:\n"
        "\n"
        "  rules:\n"
        "    - id: law.number                    # unique; a mention names it as its rule\n"
        "      type: LAW                         # PER, ORG, LOC, … or a word of your own in capitals\n"
        "      pattern: '\\b(loi|décret) n° ?(?<number>\\d+-\\d+)'\n"
        "      case: ignore                      # else exact\n"
        "      language: [fr]                    # else all\n"
        "      value: '{number}'                 # a normal form, made of groups: {0} the whole match, {1};\n"
        "                                        # {upper:1}, {lower:1}, {digits:0}, {compact:0} letters and digits\n"
        "      name: '{lower:1} n° {number}'     # what it is called; makes an entity of it\n"
        "      # link: wikidata:Q1032            # what it is in the world, as in a table\n"
        "      group: 0                          # which group is the mention\n"
        "      not:                              # no mention where one of these patterns fits, in any case:\n"
        "        before: 'projet de'             # right before it\n"
        "        after: 'bis'                    # right behind it\n"
        "        paragraph: 'roman|fiction'      # anywhere in its paragraph\n"
        "      tests:                            # run each time the rules are read\n"
        "        - text: La Loi n° 2016-1547 est là.\n"
        "          finds: [{exact: Loi n° 2016-1547, value: 2016-1547}]\n"
        "        - text: Le projet de loi n° 2016-1547 attend.\n"
        "          finds: []\n"
        "  tests:                                # of all rules and names of the directory together\n"
        "    - {text: Le GSIM attaque., language: fr, finds: [{exact: GSIM, type: ORG}]}\n"
        "\n"
        "A pattern sees one paragraph at a time; \\w and \\b know all letters, \\d is 0 to 9. One in which some word\n"
        "must stand costs next to nothing where the word is not. One that takes too many steps on a text is left\n"
        "out there, and the log says so (rule-limit).\n"
        "Exit codes: 0 right; 65 a mistake, or a test that fails; 66 no such directory.",
    /* clang-format on */
    .examples = "  depeche rules check /etc/depeche/rules          before a reload\n"
                "  depeche rules test                              of the directory in force (tag.rules)\n"
                "  depeche rules check rules --json | jq 'select(.kind == \"warning\")'\n"
                "  depeche tag story.txt --rules rules --explain   what they find in a text\n"
                "  pkill -HUP -x depeche-tag                       the running tagger takes them\n",
    .options = specs,
    .least = 1,
    .most = 2,
    .run = run,
};
