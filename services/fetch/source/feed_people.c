/* feed_people.c - authors and others: in elements of their own, or as one text with a name and an address. */
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"

static bool in_local(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr("_-.+", c));
}

static bool in_domain(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* find_address - the first e-mail address in text with a "?subject=…" behind it. */
static struct slice find_address(struct slice text)
{
  for (size_t from = 0; from < text.length;) {
    const char *sign = memchr(text.data + from, '@', text.length - from);
    if (!sign) break;
    size_t at = (size_t)(sign - text.data), start = at, end = at + 1;
    while (start > from && in_local(text.data[start - 1])) start--;
    while (end < text.length && in_domain(text.data[end])) end++;
    while (end > at + 1 && (text.data[end - 1] == '.' || text.data[end - 1] == '-')) end--;
    from = at + 1;
    if (start == at || !memchr(text.data + at, '.', end - at)) continue;
    if (slice_starts(slice_from(text, end), "?subject="))
      while (end < text.length && text.data[end] != ' ' && text.data[end] != ')' && text.data[end] != '>')
        end++;
    return (struct slice){text.data + start, end - start};
  }
  return (struct slice){NULL, 0};
}

/* without - the text without the address and the brackets that stood round it. */
static struct slice without(struct arena *arena, struct slice text, struct slice address)
{
  static const char *const empty[] = {"()", "<>", "&lt;&gt;", "[]"};
  struct buffer out = BUFFER_EMPTY;
  size_t start = (size_t)(address.data - text.data);
  buffer_append(&out, text.data, start);
  buffer_slice(&out, slice_from(text, start + address.length));
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    char *found = memmem(out.data, out.length, empty[i], strlen(empty[i]));
    if (!found) continue;
    size_t place = (size_t)(found - out.data), length = strlen(empty[i]);
    memmove(found, found + length, out.length - place - length);
    out.length -= length;
  }
  struct slice name = slice_trim(buffer_view(&out));
  if (slice_starts(name, "mailto:")) name = slice_trim(slice_from(name, 7));
  if (name.length && name.data[0] == '(') name = slice_from(name, 1);
  if (name.length && name.data[name.length - 1] == ')') name.length--;
  name = arena_slice(arena, slice_trim(name));
  buffer_free(&out);
  return name;
}

void feed_person_of_text(struct arena *arena, struct slice text, struct feed_person *person)
{
  person->text = text;
  person->name = text;
  struct slice address = find_address(text);
  if (!address.data) return;
  person->email = address;
  person->name = without(arena, text, address);
}

struct slice feed_person_text(struct arena *arena, const struct feed_person *people)
{
  while (people && people->next) people = people->next;
  if (!people) return (struct slice){NULL, 0};
  if (people->text.length) return people->text;
  if (people->name.length == 0) return people->email;
  if (people->email.length == 0) return people->name;
  return slice_of(arena_format(arena, "%.*s (%.*s)", (int)people->name.length, people->name.data,
                               (int)people->email.length, people->email.data));
}

/* read_part - one child element of a person. */
static void read_part(const struct feed_scope *part, struct feed_person *person)
{
  static const char *const urls[] = {"url", "uri", "homepage", "href"};
  struct slice prefix, key = feed_key(part->reader->arena, part->node, &prefix);
  if (prefix.length && !slice_is(prefix, "foaf")) key = slice_from(key, prefix.length + 1);
  if (slice_is(key, "name"))
    person->name = feed_trimmed(part);
  else if (slice_is(key, "email"))
    person->email = feed_trimmed(part);
  for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
    if (slice_is(key, urls[i])) person->url = feed_reference(part);
}

static struct slice own_text(const struct feed_scope *scope)
{
  if (!xml_has_elements(scope->node)) return feed_trimmed(scope);
  for (const struct xml_node *child = scope->node->first; child; child = child->next)
    if (child->is_text && slice_trim(child->text).length) return slice_trim(child->text);
  return (struct slice){"", 0};
}

static void read_person(const struct feed_scope *scope, struct feed_person **list)
{
  struct feed_person *person = FEED_APPEND(scope->reader->arena, list);
  if (!person) return;
  struct slice text = own_text(scope);
  if (text.length) feed_person_of_text(scope->reader->arena, text, person);
  bool elements = false;
  for (const struct xml_node *child = scope->node->first; child; child = child->next) {
    if (child->is_text) continue;
    struct feed_scope part = feed_enter(scope, child);
    read_part(&part, person);
    elements = true;
  }
  bool nothing = !person->name.length && !person->email.length && !person->url.length;
  if (elements && nothing) /* markup, and no parts of a person */
    feed_person_of_text(scope->reader->arena, slice_trim(xml_text(scope->reader->arena, scope->node)),
                        person);
  else if (elements && (person->name.length || person->email.length))
    person->text = (struct slice){NULL, 0};
}

void feed_read_author(struct feed_scope *scope, struct feed_item *item)
{
  read_person(scope, &item->authors);
}

void feed_read_contributor(struct feed_scope *scope, struct feed_item *item)
{
  read_person(scope, &item->contributors);
}

void feed_read_named_contributor(struct feed_scope *scope, struct feed_item *item)
{
  struct feed_person *person = FEED_APPEND(scope->reader->arena, &item->contributors);
  if (person) person->name = person->text = feed_trimmed(scope);
}

void feed_read_publisher(struct feed_scope *scope, struct feed_item *item)
{
  read_person(scope, &item->publishers);
}
