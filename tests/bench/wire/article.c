/* article.c - the article that the stages of the bench make: as long and with as many facts as most are. */
#include "wire.h"

#include <string.h>

enum { BLOCKS = 25, XHTML = WIRE_TEXT + BLOCKS * sizeof "<p></p>" };

static struct article_block blocks[BLOCKS];
static char xhtml[XHTML];

/* blocks and their marks are the same in each article */
static void make_once(void)
{
  if (blocks[0].type) return;
  memset(xhtml, 'x', sizeof xhtml);
  for (size_t i = 0; i < BLOCKS; i++)
    blocks[i] = (struct article_block){i % 8 == 7 ? "heading" : "paragraph", i % 8 == 7 ? 2 : 0,
                                       i * WIRE_TEXT / BLOCKS, (i + 1) * WIRE_TEXT / BLOCKS - 1};
}

struct article_clean wire_article(struct slice uri, struct slice text)
{
  static const struct slice authors[] = {{"Ada Lovelace", 12}};
  static const struct slice tags[] = {{"Harbours", 8}, {"Cranes", 6}, {"Weather", 7}};
  make_once();
  return (struct article_clean){
      .metadata = {.uri = {uri, FROM_LINK, 97},
                   .title = {SLICE("A headline of the usual length, neither short nor long"), FROM_JSONLD,
                             93},
                   .site = {SLICE("Example News"), FROM_OPEN_GRAPH, 95},
                   .section = {SLICE("Region"), FROM_JSONLD, 80},
                   .description = {SLICE("What it is about, in a sentence or two as under a headline."),
                                   FROM_META, 90},
                   .image = {SLICE("https://static.example.org/2024/04/12/harbour-1200x675.jpg"),
                             FROM_OPEN_GRAPH, 90},
                   .image_width = 1200,
                   .image_height = 675,
                   .language = {SLICE("en"), FROM_DETECTOR, 95},
                   .published = {SLICE("2024-04-12T10:00:00+02:00"), FROM_JSONLD, 95},
                   .modified = {SLICE("2024-04-12T11:30:00+02:00"), FROM_JSONLD, 95},
                   .kind = {SLICE("article"), FROM_JSONLD, 90},
                   .authors = {authors, 1, FROM_JSONLD, 90},
                   .tags = {tags, sizeof tags / sizeof *tags, FROM_META, 80}},
      .text = text,
      .xhtml = {xhtml, sizeof xhtml},
      .blocks = blocks,
      .block_count = BLOCKS,
      .charset = SLICE("utf-8"),
      .exact = SLICE("e1:00112233445566778899aabbccddeeff"),
      .signature = SLICE("m1:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
                         "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")};
}
