/* fuzz_config.c - settings that are accepted are printed and read back as the same; those that are not come
 * with a problem. */
#include "fuzz.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "data/config.h"

static struct config config, again;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct buffer problems = BUFFER_EMPTY, text = BUFFER_EMPTY;
  dp_error error = {0};
  if (config_parse((struct slice){(const char *)data, size}, "fuzz", &config, &problems, &error)) {
    must(problems.length == 0 && error.code == 0);
    config_print(&config, &text);
    must(config_parse(buffer_view(&text), "printed", &again, &problems, &error));
    must(memcmp(&config, &again, sizeof config) == 0);
  } else {
    must(problems.length > 0 && error.code != 0);
    must(utf8_valid(buffer_view(&problems)));
  }
  buffer_free(&problems);
  buffer_free(&text);
  return 0;
}
