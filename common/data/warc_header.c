/* warc_header.c - see warc_header.h. */
#include "data/warc_header.h"

#include "data/warc_http.h"

#include <strings.h>

static const char *const type_names[] = {"warcinfo", "response",   "resource",     "request", "metadata",
                                         "revisit",  "conversion", "continuation", "other"};

const char *warc_type_name(enum warc_type type)
{
  return type_names[type];
}

bool warc_type_of(struct slice name, enum warc_type *type)
{
  for (*type = WARC_WARCINFO; *type < WARC_OTHER; ++*type)
    if (name.length == strlen(type_names[*type]) &&
        strncasecmp(name.data, type_names[*type], name.length) == 0)
      return true;
  return false;
}

/* field - a header's value, without the <> that the standard wants round ids and some put round URLs. */
static struct slice field(struct slice header, const char *name)
{
  struct slice value = warc_http_header(header, name);
  if (value.length >= 2 && value.data[0] == '<' && value.data[value.length - 1] == '>')
    value = (struct slice){value.data + 1, value.length - 2};
  return value.data ? value : (struct slice){"", 0};
}

static void read_fields(struct slice header, struct warc_record *record)
{
  const struct {
    const char *name;
    struct slice *value;
  } fields[] = {{"WARC-Type", &record->type_name},
                {"WARC-Target-URI", &record->url},
                {"WARC-Date", &record->date},
                {"WARC-Record-ID", &record->id},
                {"WARC-Concurrent-To", &record->concurrent_to},
                {"WARC-Refers-To", &record->refers_to},
                {"WARC-Refers-To-Target-URI", &record->refers_to_url},
                {"WARC-Refers-To-Date", &record->refers_to_date},
                {"WARC-Profile", &record->profile},
                {"WARC-IP-Address", &record->address},
                {"WARC-Payload-Digest", &record->payload_digest},
                {"WARC-Block-Digest", &record->block_digest},
                {"WARC-Filename", &record->filename},
                {"WARC-Truncated", &record->truncated},
                {"Content-Type", &record->media_type}};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    *fields[i].value = field(header, fields[i].name);
}

bool warc_header_read(struct slice header, struct warc_record *record, const char **problem)
{
  const char *newline = memchr(header.data, '\n', header.length);
  struct slice line = {header.data, newline ? (size_t)(newline - header.data) : header.length};
  record->header = header;
  record->version = slice_trim(line);
  read_fields(header, record);
  if (!warc_type_of(record->type_name, &record->type)) record->type = WARC_OTHER;
  if (!clock_parse(record->date, &record->at)) record->at = 0;
  *problem = !record->type_name.length ? "the record does not say of which type it is"
             : !slice_number(field(header, "Content-Length"), &record->block_length)
                 ? "the record has no Content-Length that makes sense"
                 : NULL;
  return !*problem;
}

static bool starts_caseless(struct slice text, const char *prefix)
{
  size_t length = strlen(prefix);
  return text.length >= length && strncasecmp(text.data, prefix, length) == 0;
}

bool warc_header_is_http(const struct warc_record *record, struct slice block_begins)
{
  bool exchange =
      record->type == WARC_RESPONSE || record->type == WARC_REVISIT || record->type == WARC_REQUEST;
  if (starts_caseless(record->media_type, "application/http")) return true;
  bool likely = !record->media_type.length && starts_caseless(record->url, "http");
  return exchange && (slice_starts(block_begins, "HTTP/") || likely);
}
