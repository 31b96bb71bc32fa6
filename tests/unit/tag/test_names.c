#include "tagging.h"

#include "base/memory.h"
#include "tag/embed.h"
#include "tag/names_consensus.h"
#include "tag/names_model.h"

/* The names of a text, "PER Awa Sarr; LOC Dakar". */
static void check(void **state, const char *language, const char *text, const char *expected)
{
  assert_string_equal(said_of(*state, language, "2024-04-12", text, TAG_NAMES), expected);
}

static void people_are_found_with_all_their_names_and_without_titles(void **state)
{
  check(state, "fr", "Le général Abdourahamane Tiani a reçu Mme Fatoumata Traoré.",
        "PER Abdourahamane Tiani; PER Fatoumata Traoré");
  check(state, "en", "Prime Minister Rishi Sunak met Dr. Amina Mohammed.",
        "PER Rishi Sunak; PER Amina Mohammed");
}

static void what_the_lists_do_not_know_is_found_by_what_stands_around_it(void **state)
{
  check(state, "fr", "Le ministre Zorkou Belwémi est arrivé à Trabzinville.",
        "PER Zorkou Belwémi; LOC Trabzinville");
}

static void organisations_reach_from_their_head_to_their_end(void **state)
{
  check(state, "fr", "Le ministère de l’Intérieur et l’Organisation mondiale de la santé se taisent.",
        "ORG ministère de l’Intérieur; ORG Organisation mondiale de la santé");
}

static void a_capital_at_the_start_of_a_sentence_makes_no_name(void **state)
{
  check(state, "fr", "Relations tendues. Plusieurs voitures brûlent. Personne ne parle.", "");
  check(state, "en", "Several cars burn. Nobody speaks.", "");
}

static void a_word_is_taken_for_the_same_in_the_whole_document(void **state)
{
  check(state, "fr",
        "Le club de Livingston a battu son rival. Les joueurs de Livingston ont marqué deux buts.\n"
        "Awa Koulmé est née à Thiès. Koulmé chante depuis dix ans. « Je pars », dit Koulmé.",
        "ORG Livingston; ORG Livingston; PER Awa Koulmé; LOC Thiès; PER Koulmé; PER Koulmé");
}

static void text_of_other_languages_is_left_to_the_lists(void **state)
{
  check(state, "de", "Zorkou Belwémi wohnt hier.", "");
}

static void a_megabyte_of_capitals_is_bounded(void **state)
{
  struct tagging *tagging = *state;
  struct buffer text = BUFFER_EMPTY;
  while (text.length < 1 << 20) buffer_text(&text, "Aa Bb-Cc de Dd. ");
  struct tag_text in = {buffer_view(&text), SLICE("fr"), SLICE(""), SLICE("")};
  struct annotations found;
  tag_find(tagging->rules, tagging->worker, tagging->arena, &in, TAG_NAMES, &found);
  check_order(in.text, found.mentions, found.mention_count);
  buffer_free(&text);
}

/* A copy of the model that can be spoilt. */
static char *copy_of_model(size_t *size)
{
  struct slice bytes = EMBEDDED(model);
  char *copy = aligned_alloc(NAMES_ALIGN, (bytes.length + NAMES_ALIGN) / NAMES_ALIGN * NAMES_ALIGN);
  assert_non_null(copy);
  memcpy(copy, bytes.data, bytes.length);
  *size = bytes.length;
  return copy;
}

static void check_refused(const char *bytes, size_t size)
{
  struct names_model model;
  dp_error error = {0};
  assert_false(names_model_read(&model, (struct slice){bytes, size}, &error));
  assert_true(strlen(error.text) > 0);
}

static void a_model_that_is_another_or_cut_short_is_refused(void **state)
{
  (void)state;
  size_t size;
  char *bytes = copy_of_model(&size);
  struct names_header *header = (void *)bytes;
  struct names_model model;
  assert_true(names_model_read(&model, (struct slice){bytes, size}, NULL));
  check_refused(bytes, 0);
  check_refused(bytes, sizeof *header - 1);
  check_refused(bytes, sizeof *header);
  check_refused(bytes, size / 2);
  check_refused(bytes, size - 2 * NAMES_ALIGN);
  header->magic[7]++;
  check_refused(bytes, size);
  header->magic[7]--;
  header->labels++;
  check_refused(bytes, size);
  header->labels--;
  header->feature_buckets = 0;
  check_refused(bytes, size);
  header->feature_buckets = UINT32_MAX;
  check_refused(bytes, size);
  free(bytes);
}

static void a_model_whose_features_have_no_weights_is_refused(void **state)
{
  (void)state;
  size_t size;
  char *bytes = copy_of_model(&size);
  struct names_model model;
  assert_true(names_model_read(&model, (struct slice){bytes, size}, NULL));
  size_t place = (size_t)((const char *)model.features - bytes) + 100 * sizeof *model.features;
  memset(bytes + place, 0xFF, sizeof(uint32_t));
  check_refused(bytes, size);
  free(bytes);
}

static void labels_follow_each_other_as_names_are_made(void **state)
{
  (void)state;
  int begin = names_label(NAMES_ORG, NAMES_BEGIN), inside = names_label(NAMES_ORG, NAMES_INSIDE);
  int last = names_label(NAMES_ORG, NAMES_LAST), unit = names_label(NAMES_ORG, NAMES_UNIT);
  assert_true(names_may_follow(NAMES_OUTSIDE, begin) && names_may_follow(begin, inside));
  assert_true(names_may_follow(inside, last) && names_may_follow(last, unit) &&
              names_may_follow(unit, begin));
  assert_false(names_may_follow(NAMES_OUTSIDE, inside) || names_may_follow(begin, NAMES_OUTSIDE));
  assert_false(names_may_follow(begin, begin) || names_may_follow(last, inside));
  assert_false(names_may_follow(begin, names_label(NAMES_PER, NAMES_LAST)));
}

static void the_others_of_a_word_speak_and_it_itself_does_not(void **state)
{
  (void)state;
  uint8_t club = (uint8_t)names_label(NAMES_ORG, NAMES_UNIT),
          place = (uint8_t)names_label(NAMES_LOC, NAMES_UNIT);
  const struct names_vote votes[] = {{7, place, 0}, {0, 0, 0}, {7, club, 2}, {7, club, 2}, {9, place, 2}};
  struct names_consensus *consensus = names_consensus_new();
  uint64_t features[NAMES_CONSENSUS_FEATURES];
  bool differs;
  names_consensus_read(consensus, votes, 5);
  assert_true(names_consensus_at(consensus, votes, 0, features, &differs) > 0);
  assert_true(differs);
  assert_true(names_consensus_at(consensus, votes, 2, features, &differs) > 0);
  assert_false(differs);
  assert_int_equal(names_consensus_at(consensus, votes, 1, features, &differs), 0);
  assert_int_equal(names_consensus_at(consensus, votes, 4, features, &differs), 0);
  names_consensus_read(consensus, votes, 1);
  assert_int_equal(names_consensus_at(consensus, votes, 0, features, &differs), 0);
  names_consensus_free(&consensus);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(people_are_found_with_all_their_names_and_without_titles),
      cmocka_unit_test(what_the_lists_do_not_know_is_found_by_what_stands_around_it),
      cmocka_unit_test(organisations_reach_from_their_head_to_their_end),
      cmocka_unit_test(a_capital_at_the_start_of_a_sentence_makes_no_name),
      cmocka_unit_test(a_word_is_taken_for_the_same_in_the_whole_document),
      cmocka_unit_test(text_of_other_languages_is_left_to_the_lists),
      cmocka_unit_test(a_megabyte_of_capitals_is_bounded),
      cmocka_unit_test(a_model_that_is_another_or_cut_short_is_refused),
      cmocka_unit_test(a_model_whose_features_have_no_weights_is_refused),
      cmocka_unit_test(labels_follow_each_other_as_names_are_made),
      cmocka_unit_test(the_others_of_a_word_speak_and_it_itself_does_not),
  };
  return cmocka_run_group_tests(tests, tagging_begin, tagging_end);
}
