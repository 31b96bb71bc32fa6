/* url_parameters.h - parameters of a URL that do not choose the page: they tell where a reader came from, or
 * name a session. */
#ifndef BASE_URL_PARAMETERS_H
#define BASE_URL_PARAMETERS_H

#include "base/slice.h"

/* url_parameter_idle - does the page stay the same without it? `name` and `value` as in the query, unreserved
 * characters not percent-encoded. */
bool url_parameter_idle(struct slice name, struct slice value);

/* url_parameter_session - the same, but of session ids alone; those that are written into paths behind a
 * semicolon. */
bool url_parameter_session(struct slice name, struct slice value);

#endif
