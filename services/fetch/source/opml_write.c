/* opml_write.c - OPML 2.0 out: one walk over the entries, opening and closing groups as their paths differ.
 */
#include "fetch/source/opml.h"
#include "fetch/source/xml.h"

static const struct opml_category no_category;

static void indent(struct buffer *out, size_t depth)
{
  for (size_t i = 0; i < depth; i++) buffer_text(out, "  ");
}

static void attribute(struct buffer *out, const char *name, struct slice value)
{
  if (!value.length) return;
  buffer_format(out, " %s=\"", name);
  xml_escape(out, value, true);
  buffer_byte(out, '"');
}

static void head_line(struct buffer *out, const char *name, struct slice value)
{
  if (!value.length) return;
  buffer_format(out, "    <%s>", name);
  xml_escape(out, value, false);
  buffer_format(out, "</%s>\n", name);
}

/* category_part - the marks of the attribute can't be written in a part. */
static void category_part(struct buffer *out, struct slice part)
{
  for (size_t i = 0; i < part.length; i++)
    buffer_byte(out, memchr(",/", part.data[i], 2) ? ' ' : part.data[i]);
}

/* further_categories - those that are not told by the groups around the entry: "/News/Sahel,/weather". */
static void further_categories(struct buffer *out, const struct opml_category *category)
{
  struct buffer all = BUFFER_EMPTY;
  for (; category; category = category->next) {
    if (all.length) buffer_byte(&all, ',');
    for (size_t i = 0; i < category->length; i++) {
      buffer_byte(&all, '/');
      category_part(&all, category->path[i]);
    }
  }
  attribute(out, "category", buffer_view(&all));
  buffer_free(&all);
}

static void entry_line(struct buffer *out, const struct opml_entry *entry, size_t depth)
{
  indent(out, depth);
  buffer_text(out, "<outline");
  attribute(out, "text", entry->title.length ? entry->title : entry->url);
  if (entry->kind == OPML_FEED) {
    attribute(out, "type", SLICE("rss"));
    attribute(out, "xmlUrl", entry->url);
    attribute(out, "htmlUrl", entry->page);
  } else if (entry->kind == OPML_LIST) {
    attribute(out, "type", SLICE("include"));
    attribute(out, "url", entry->url);
  } else {
    attribute(out, "htmlUrl", entry->url);
  }
  if (entry->categories) further_categories(out, entry->categories->next);
  buffer_text(out, "/>\n");
}

/* change_groups - closes and opens groups between two entries; common ones stay open. */
static void change_groups(struct buffer *out, const struct opml_category *from,
                          const struct opml_category *to)
{
  size_t common = 0;
  while (common < from->length && common < to->length && slice_equal(from->path[common], to->path[common]))
    common++;
  for (size_t i = from->length; i > common; i--) {
    indent(out, i + 1);
    buffer_text(out, "</outline>\n");
  }
  for (size_t i = common; i < to->length; i++) {
    indent(out, i + 2);
    buffer_text(out, "<outline");
    attribute(out, "text", to->path[i]);
    buffer_text(out, ">\n");
  }
}

void opml_write(const struct opml *list, struct buffer *out)
{
  const struct opml_category *open = &no_category;
  buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n");
  head_line(out, "title", list->title);
  head_line(out, "dateCreated", list->created.text);
  head_line(out, "dateModified", list->modified.text);
  head_line(out, "ownerName", list->owner_name);
  head_line(out, "ownerEmail", list->owner_email);
  head_line(out, "ownerId", list->owner_url);
  buffer_text(out, "  </head>\n  <body>\n");
  for (const struct opml_entry *entry = list->entries; entry; entry = entry->next) {
    const struct opml_category *category = entry->categories ? entry->categories : &no_category;
    change_groups(out, open, category);
    entry_line(out, entry, category->length + 2);
    open = category;
  }
  change_groups(out, open, &no_category);
  buffer_text(out, "  </body>\n</opml>\n");
}
