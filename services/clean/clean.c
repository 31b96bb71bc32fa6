/* clean.c - the order of things: content encoding off, media type judged, text into UTF-8, parsed, cut into
 * blocks, metadata, body, language. Each step that can end the page says so with a reason and a sentence. */
#include "clean/clean.h"

#include "base/inflate.h"
#include "base/memory.h"
#include "clean/address.h"
#include "clean/body.h"
#include "clean/charset.h"
#include "clean/document.h"
#include "clean/fingerprint.h"
#include "clean/kind.h"
#include "clean/language.h"
#include "clean/media.h"
#include "clean/metadata.h"
#include "clean/scripted.h"
#include "clean/verdict.h"
#include "clean/xhtml.h"

#include <stdlib.h>

enum { MAX_TEXT = 2 * 1024 * 1024, KEEP_SCRATCH = 4 * 1024 * 1024, ENOUGH_WORDS = 60 };

struct clean_worker {
  struct html_parser *parser, *fragments; /* one for pages, one for HTML in their scripts */
  struct inflate *inflate;
  struct charset *charset;
  struct buffer inflated, decoded;
};

struct clean_worker *clean_worker_new(void)
{
  struct clean_worker *worker = memory_zero(1, sizeof *worker);
  worker->parser = html_parser_new();
  worker->fragments = html_parser_new();
  worker->inflate = inflate_new();
  worker->charset = charset_new();
  return worker;
}

void clean_worker_free(struct clean_worker **worker)
{
  if (!*worker) return;
  html_parser_free(&(*worker)->parser);
  html_parser_free(&(*worker)->fragments);
  inflate_free(&(*worker)->inflate);
  charset_free(&(*worker)->charset);
  buffer_free(&(*worker)->inflated);
  buffer_free(&(*worker)->decoded);
  free(*worker);
  *worker = NULL;
}

static enum clean_verdict reject(struct clean_result *result, const char *reason, const char *detail)
{
  result->reason = reason;
  result->detail = detail;
  return CLEAN_REJECTED;
}

/* One page on its way. */
struct job {
  struct clean_worker *worker;
  struct arena *arena;
  const struct clean_page *page;
  struct clean_result *result;
};

/* What was found on a page. */
struct found {
  struct blocks blocks;
  struct metadata metadata;
  struct body body;
  struct document document;
};

static void find_body(const struct job *job, struct found *found)
{
  const struct article_metadata *facts = &found->metadata.facts;
  struct body_clues clues = {facts->title.value, facts->description.value, facts->authors.values,
                             facts->authors.count, found->metadata.article_body};
  body_find(job->arena, &found->blocks, &clues, &found->body);
}

static void find(const struct job *job, const struct html_node *root, bool with_hidden, struct found *found)
{
  const struct clean_page *page = job->page;
  blocks_read(job->arena, root, with_hidden, MAX_TEXT, &found->blocks, &job->result->truncated);
  metadata_read(job->arena, root, &found->blocks, arena_slice(job->arena, page->url), page->fetched_at,
                &found->metadata);
  find_body(job, found);
}

static void make_document(const struct job *job, struct found *found)
{
  struct url base;
  bool known = address_base(job->arena, found->metadata.base, job->page->url, &base);
  document_make(job->arena, &found->blocks, known ? &base : NULL, &found->document);
  struct body *body = &found->body;
  body_prefer_declared(job->arena, found->metadata.article_body, found->document.text, body);
  job->result->declared = body->text.length > 0;
  if (body->text.length) document_of_lines(job->arena, body->text, &found->document);
  body->text = found->document.text;
}

/* find_scripted - the same, where a script would have built the article from a string of HTML. */
static void find_scripted(const struct job *job, const struct html_node *root, struct found *found)
{
  struct slice html = scripted_html(job->arena, root);
  if (!html.length) return;
  struct found *built = arena_alloc(job->arena, sizeof *built);
  built->metadata = found->metadata;
  bool truncated = false;
  const struct html_node *tree = html_parse(job->worker->fragments, html, &truncated);
  blocks_read(job->arena, tree, false, MAX_TEXT, &built->blocks, &truncated);
  find_body(job, built);
  if (built->body.sure_words <= 2 * found->body.sure_words) return;
  *found = *built;
  job->result->truncated |= truncated;
}

/* find_article - a page that shows almost nothing may hide its article until a script runs: then what is
 * hidden is read too. */
static void find_article(const struct job *job, const struct html_node *root, struct found *found)
{
  find(job, root, false, found);
  if (found->body.sure_words < ENOUGH_WORDS) {
    struct found *all = arena_alloc(job->arena, sizeof *all);
    find(job, root, true, all);
    if (all->body.sure_words > 2 * found->body.sure_words) *found = *all;
  }
  if (found->body.sure_words < ENOUGH_WORDS) find_scripted(job, root, found);
  make_document(job, found);
}

static void fill(struct arena *arena, const struct found *found, const char *charset,
                 struct article_clean *article)
{
  char language[LANGUAGE_TEXT];
  struct fingerprint print;
  fingerprint_make(arena, found->document.text, &print);
  language_detect(found->document.text, found->metadata.language, language);
  *article = (struct article_clean){.metadata = found->metadata.facts,
                                    .standfirst = found->body.standfirst,
                                    .text = found->document.text,
                                    .xhtml = xhtml_write(arena, &found->document),
                                    .blocks = found->document.blocks,
                                    .block_count = found->document.block_count,
                                    .charset = slice_of(charset),
                                    .exact = print.exact,
                                    .signature = print.similar};
  article->metadata.language =
      (struct fact){slice_of(arena_string(arena, slice_of(language))), FROM_DETECTOR, 95};
}

static enum clean_verdict clean_text(const struct job *job, struct slice text, const char *charset)
{
  const struct html_node *root = html_parse(job->worker->parser, text, &job->result->truncated);
  struct found *found = arena_alloc(job->arena, sizeof *found);
  find_article(job, root, found);
  found->metadata.facts.kind = kind_find(&found->body, &found->blocks, &found->metadata);
  fill(job->arena, found, charset, &job->result->article);
  job->result->blocks = &found->blocks;
  job->result->document = &found->document;
  job->result->metadata = &found->metadata;
  job->result->features = found->body.features;
  job->result->scores = found->body.scores;
  const char *detail = NULL,
             *reason = verdict_against(job->arena, &found->body, &found->blocks, &found->metadata, &detail);
  return reason ? reject(job->result, reason, detail) : CLEAN_ARTICLE;
}

static void forget_scratch(struct clean_worker *worker)
{
  if (worker->inflated.capacity > KEEP_SCRATCH) buffer_free(&worker->inflated);
  if (worker->decoded.capacity > KEEP_SCRATCH) buffer_free(&worker->decoded);
}

static struct slice cut(struct slice bytes, size_t max, bool *truncated)
{
  if (bytes.length <= max) return bytes;
  *truncated = true;
  return (struct slice){bytes.data, max};
}

enum clean_verdict clean_page(struct clean_worker *worker, struct arena *arena, const struct clean_page *page,
                              struct clean_result *result)
{
  memset(result, 0, sizeof *result);
  struct job job = {worker, arena, page, result};
  const char *detail, *charset;
  buffer_clear(&worker->inflated);
  if (page->bytes.length == 0) return reject(result, "empty", "The response has no bytes.");
  enum inflate_outcome outcome =
      inflate_body(worker->inflate, page->content_encoding, page->bytes, page->max_bytes, &worker->inflated,
                   &result->truncated, &detail);
  if (outcome == INFLATE_UNDECODABLE) return reject(result, "undecodable", detail);
  struct slice bytes = outcome == INFLATE_DONE ? buffer_view(&worker->inflated) : page->bytes;
  bytes = cut(bytes, page->max_bytes, &result->truncated);
  const char *reason = media_against(bytes, page->content_type, &detail);
  if (reason) return reject(result, reason, detail);
  struct slice text = charset_to_utf8(worker->charset, bytes, page->content_type, &worker->decoded, &charset);
  enum clean_verdict verdict = clean_text(&job, text, charset);
  forget_scratch(worker);
  return verdict;
}
