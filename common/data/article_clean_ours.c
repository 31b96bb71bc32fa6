/* article_clean_ours.c - what clean writes under the key depeche: the kind, the digest and the fingerprint of
 * the text, its blocks, and who said what. */
#include "base/digest.h"
#include "data/article_internal.h"

enum { MAX_BLOCKS = 20 * 1000 };

/* append_block - a paragraph, as most blocks are, goes without saying so: each value costs time on each hop.
 */
static void append_block(struct arena *arena, struct json *blocks, const struct article_block *block)
{
  struct json *entry = json_append(arena, blocks, json_array(arena));
  json_append(arena, entry, json_new_integer(arena, (int64_t)block->start));
  json_append(arena, entry, json_new_integer(arena, (int64_t)block->end));
  if (strcmp(block->type, "paragraph") != 0) json_append_text(arena, entry, slice_of(block->type));
  if (block->level) json_append(arena, entry, json_new_integer(arena, block->level));
}

static void add_blocks(struct arena *arena, struct json *article, const struct article_clean *clean)
{
  if (!clean->block_count) return;
  if (clean->block_count > MAX_BLOCKS) {
    article_note_omitted(arena, article, "blocks");
    return;
  }
  struct json *blocks = json_add_array(arena, article_ours(arena, article), "blocks");
  for (size_t i = 0; i < clean->block_count; i++) append_block(arena, blocks, &clean->blocks[i]);
}

static void add_fingerprint(struct arena *arena, struct json *ours, const struct article_clean *clean)
{
  if (!clean->exact.length && !clean->signature.length) return;
  struct json *fingerprint = json_add_object(arena, ours, "fingerprint");
  json_add_given(arena, fingerprint, "exact", clean->exact);
  json_add_given(arena, fingerprint, "similar", clean->signature);
}

static void add_witness(struct arena *arena, struct json *provenance, const char *key, const char *from,
                        int confidence)
{
  struct json *witness = json_add_object(arena, provenance, key);
  json_add_text(arena, witness, "from", slice_of(from));
  json_add_integer(arena, witness, "confidence", confidence);
}

static void add_provenance(struct arena *arena, struct json *ours, const struct article_metadata *metadata)
{
  const struct {
    const char *key;
    const struct fact *fact;
  } facts[] = {{"uri", &metadata->uri},
               {"title", &metadata->title},
               {"site", &metadata->site},
               {"section", &metadata->section},
               {"description", &metadata->description},
               {"licence", &metadata->licence},
               {"image", &metadata->image},
               {"language", &metadata->language},
               {"published", &metadata->published},
               {"modified", &metadata->modified},
               {"kind", &metadata->kind},
               {"paywall", &metadata->paywall}};
  struct json *provenance = json_object(arena);
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
    if (facts[i].fact->value.length && facts[i].fact->from)
      add_witness(arena, provenance, facts[i].key, facts[i].fact->from, facts[i].fact->confidence);
  if (metadata->authors.count && metadata->authors.from)
    add_witness(arena, provenance, "authors", metadata->authors.from, metadata->authors.confidence);
  if (metadata->tags.count && metadata->tags.from)
    add_witness(arena, provenance, "tags", metadata->tags.from, metadata->tags.confidence);
  if (json_first(provenance)) json_add(arena, ours, "provenance", provenance);
}

void article_add_ours(struct arena *arena, struct json *article, const struct article_clean *clean)
{
  char digest[DIGEST_SHA256_HEX];
  struct json *ours = article_ours(arena, article);
  json_add_given(arena, ours, "kind", clean->metadata.kind.value);
  if (clean->metadata.paywall.value.length)
    json_add_bool(arena, ours, "paywall", slice_is(clean->metadata.paywall.value, "yes"));
  json_add_given(arena, ours, "charset", clean->charset);
  json_add_text(arena, ours, "digest", slice_of(digest_sha256_hex(clean->text, digest)));
  add_fingerprint(arena, ours, clean);
  add_provenance(arena, ours, &clean->metadata);
  add_blocks(arena, article, clean);
}
