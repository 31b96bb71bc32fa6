/* The word lists as bytes in the read-only data of the program, so that it needs no file to run. */
#define EMBED(name, path) \
  .global name; .global name##_end; .balign 16; name: .incbin path; name##_end: .byte 0

  .section .rodata
EMBED(tag_data_places, "data/places.tsv")
EMBED(tag_data_regions, "data/regions.txt")
EMBED(tag_data_organisations, "data/organisations.txt")
EMBED(tag_data_people, "data/people.txt")
EMBED(tag_data_events, "data/events.txt")
EMBED(tag_data_products, "data/products.txt")
EMBED(tag_data_given, "data/given-names.txt")
EMBED(tag_data_words, "data/words.txt")
EMBED(tag_data_demonyms, "data/demonyms.tsv")
EMBED(tag_data_wikidata, "data/wikidata.tsv")

  .balign 64
EMBED(tag_data_model, "data/names.model")

  .section .note.GNU-stack,"",%progbits
