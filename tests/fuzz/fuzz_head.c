/* fuzz_head - arbitrary bytes as the head of a response. What is read stays within the head and within its
 * bounds, and reading what was joined gives the same again. */
#include "fetch/head.h"
#include "fuzz.h"

static const millis now = 1735689600000;

static void within(struct slice inner, struct slice outer)
{
  must(inner.length == 0 ||
       (inner.data >= outer.data && inner.data + inner.length <= outer.data + outer.length));
}

static void check_fields(struct slice head)
{
  struct slice rest = head, name, value;
  while (head_next(&rest, &name, &value)) {
    must(name.length > 0);
    within(name, head);
    within(value, head);
    must(!memchr(name.data, '\n', name.length) && !memchr(name.data, ':', name.length));
    must(slice_equal(slice_trim(value), value));
    millis when;
    if (head_date(value, now, &when))
      must(when > INT64_C(-11644473600001) && when < INT64_C(253500000000000));
  }
}

static void check_links(struct slice head)
{
  struct slice target;
  size_t count = 0;
  for (; count < 100 && head_link(head, "hub", count, &target); count++) within(target, head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice head = {(const char *)data, size};
  struct buffer joined = BUFFER_EMPTY;
  check_fields(head);
  check_links(head);
  within(head_location(head), head);
  must(head_location(head).length <= HEAD_LOCATION_MAX);
  must(head_field(head, "Link").length <= 512);
  millis wait = head_retry_after(head, now), age = head_max_age(head, now);
  must(wait >= -1 && wait <= HEAD_LONGEST);
  must(age >= -1 && age <= HEAD_LONGEST);
  must(head_robots(head, "depeche", now).flags < 16);
  must(head_join(head, "Content-Encoding", &joined) || joined.length == 0);
  must(joined.length <= 8 * 1024);
  buffer_free(&joined);
  return 0;
}
