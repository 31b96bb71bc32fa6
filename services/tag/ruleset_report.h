/* ruleset_report.h - the operator's rules looked at by themselves: what `depeche rules` starts. */
#ifndef TAG_RULESET_REPORT_H
#define TAG_RULESET_REPORT_H

#define RULESET_OPTION "--rules"

/* ruleset_report - the options are "check" or "test", the directory, and "json" or "text". Standard output
 * gets the table of the set or the tests that fail, standard error what is wrong; of json both are lines
 * there. Exit code: EX_OK, EX_DATAERR, EX_NOINPUT. */
int ruleset_report(int count, char **options);

#endif
