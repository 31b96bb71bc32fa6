#include "tagging.h"

/* What was found, a quote a line: "D speaker (name) | cue | addressee | inner text"; i for an indirect one.
 */
static const char *quotes_of(struct tagging *tagging, const char *language, const char *text)
{
  struct tag_text in = {slice_of(text), slice_of(language), SLICE("2024-04-12"), SLICE("")};
  struct annotations found;
  arena_reset(tagging->arena);
  buffer_clear(&tagging->said);
  tag_find(tagging->rules, tagging->worker, tagging->arena, &in, TAG_ALL, &found);
  for (size_t i = 0; i < found.quote_count; i++) {
    const struct quote *quote = &found.quotes[i];
    struct slice inner = cut(in.text, quote->inner_start, quote->inner_end);
    assert_true(quote->start <= quote->inner_start && quote->inner_end <= quote->end);
    if (quote->speaker.length)
      assert_true(slice_equal(cut(in.text, quote->speaker_start, quote->speaker_end), quote->speaker));
    buffer_format(&tagging->said, "%s%s %.*s", i ? "\n" : "", quote->direct ? "D" : "i",
                  (int)quote->speaker.length, quote->speaker.data);
    if (quote->entity != ENTITY_NONE && !slice_equal(found.entities[quote->entity].name, quote->speaker))
      buffer_format(&tagging->said, " (%.*s)", (int)found.entities[quote->entity].name.length,
                    found.entities[quote->entity].name.data);
    buffer_format(&tagging->said, " | %.*s | %.*s | %.*s", (int)quote->cue.length, quote->cue.data,
                  (int)quote->addressee.length, quote->addressee.data, (int)inner.length, inner.data);
  }
  return buffer_string(&tagging->said);
}

static void check(void **state, const char *language, const char *text, const char *expected)
{
  assert_string_equal(quotes_of(*state, language, text), expected);
}

static void the_speaker_stands_in_front(void **state)
{
  check(state, "fr", "Un des soldats maliens a déclaré à Télé Sahel : « Nous sommes prêts à partir. »",
        "D Un des soldats maliens | a déclaré à | Télé Sahel | Nous sommes prêts à partir.");
  check(state, "fr",
        "Le ministre de la Santé, Jean Dupont, a précisé :\n« La campagne commence lundi prochain. »",
        "D Jean Dupont | a précisé |  | La campagne commence lundi prochain.");
  check(state, "fr", "Selon Marie Curie, « rien n’est à craindre ».",
        "D Marie Curie | Selon |  | rien n’est à craindre");
  check(state, "en", "President Barack Obama told reporters: “We will not leave anybody behind.”",
        "D Barack Obama | told | reporters | We will not leave anybody behind.");
}

static void the_speaker_stands_behind(void **state)
{
  check(state, "fr", "« Nous avons fait notre devoir », a expliqué le général Salifou Mody.",
        "D Salifou Mody | a expliqué |  | Nous avons fait notre devoir");
  check(state, "fr", "« Nous avons fait notre devoir », a indiqué à l’AFP le porte-parole de l’armée.",
        "D le porte-parole de l’armée | a indiqué à | AFP | Nous avons fait notre devoir");
  check(state, "fr", "Le président Emmanuel Macron est arrivé. « Il faut agir maintenant », a-t-il ajouté.",
        "D il (Emmanuel Macron) | a-t-il ajouté |  | Il faut agir maintenant");
  check(state, "en", "“It feels very tense here,” Barack Obama said.",
        "D Barack Obama | said |  | It feels very tense here,");
  check(state, "en", "\"It feels very tense here,\" said Barack Obama.",
        "D Barack Obama | said |  | It feels very tense here,");
}

static void the_speaker_stands_inside(void **state)
{
  check(state, "fr", "« Nous partirons, assure Jean Dupont, et nous ne reviendrons pas. »",
        "D Jean Dupont | assure |  | Nous partirons, assure Jean Dupont, et nous ne reviendrons pas.");
}

static void what_goes_on_has_the_same_speaker(void **state)
{
  check(state, "fr",
        "« Nous avons fait notre devoir », a expliqué Jean Dupont. « Maintenant, c’est aux autres de faire "
        "le leur. »",
        "D Jean Dupont | a expliqué |  | Nous avons fait notre devoir\n"
        "D Jean Dupont |  |  | Maintenant, c’est aux autres de faire le leur.");
}

static void a_clause_behind_a_verb_is_an_indirect_quote(void **state)
{
  check(state, "fr", "La Russie avait annoncé en janvier qu’elle convenait d’intensifier sa coopération.",
        "i Russie | avait annoncé |  | elle convenait d’intensifier sa coopération");
  check(state, "fr", "Les deux dirigeants ont exprimé la nécessité d’amplifier cette coopération.",
        "i Les deux dirigeants | ont exprimé |  | la nécessité d’amplifier cette coopération");
  check(state, "fr", "Le Mali quittera l’organisation en juin, a affirmé Jean Dupont.",
        "i Jean Dupont | a affirmé |  | Le Mali quittera l’organisation en juin");
  check(state, "fr", "Selon Jean Dupont, le Mali quittera l’organisation.",
        "i Jean Dupont | Selon |  | le Mali quittera l’organisation");
  check(state, "en", "Barack Obama said the talks had failed.",
        "i Barack Obama | said |  | the talks had failed");
}

static void words_of_manner_and_a_title_stand_between_verb_and_name(void **state)
{
  check(state, "fr",
        "« C’est faux », réplique aussitôt l’avocate de la défense, Me Awa Diop, « et vous le savez ».",
        "D Awa Diop | réplique |  | C’est faux\nD Awa Diop |  |  | et vous le savez");
  check(state, "fr", "« La route est ouverte », a précisé pour sa part Jean Dupont.",
        "D Jean Dupont | a précisé |  | La route est ouverte");
  check(state, "fr", "« La route est ouverte », explique calmement Jean Dupont.",
        "D Jean Dupont | explique |  | La route est ouverte");
}

static void views_and_names_for_things_are_told_without_a_clause(void **state)
{
  check(state, "fr", "Pour Jean Dupont, « la paix se gagne » à l’école.",
        "D Jean Dupont | Pour |  | la paix se gagne");
  check(state, "fr", "Jean Dupont a qualifié la loi de « honte nationale ».",
        "D Jean Dupont | a qualifié |  | honte nationale");
  check(state, "en", "Barack Obama described the law as “a national disgrace”.",
        "D Barack Obama | described |  | a national disgrace");
}

static void who_said_it_may_come_last_in_english(void **state)
{
  check(state, "en",
        "Gunmen killed three people in the village, Barack Obama told reporters, adding that they had fled "
        "the town.",
        "i Barack Obama | told | reporters | Gunmen killed three people in the village\n"
        "i Barack Obama | adding |  | they had fled the town");
  check(state, "en", "Gunmen killed three people in the village, Barack Obama told reporters.",
        "i Barack Obama | told | reporters | Gunmen killed three people in the village");
  check(state, "en", "LONDON (AP) - The road will be closed until Friday, officials said on Monday.",
        "i officials | said |  | The road will be closed until Friday");
  check(state, "en", "On Tuesday, Barack Obama said: “It is over now.”",
        "D Barack Obama | said |  | It is over now.");
}

static void what_was_said_ends_at_the_next_verb_and_not_at_a_point_in_a_number(void **state)
{
  check(state, "en", "Barack Obama said the rate would fall to 2.5% by summer.",
        "i Barack Obama | said |  | the rate would fall to 2.5% by summer");
  check(state, "en", "Barack Obama welcomed the new law but said it “does not go far enough”.",
        "i Barack Obama | welcomed |  | the new law\nD Barack Obama | said |  | does not go far enough");
}

static void titles_irony_and_nouns_are_no_quotes(void **state)
{
  check(state, "fr", "Le film « La Grande Illusion » est sorti.", "");
  check(state, "fr", "Ces « amis » du peuple sont partis.", "");
  check(state, "fr", "L’annonce que chacun attendait est arrivée.", "");
  check(state, "fr", "Il n’a pas dit que cela changerait.", "");
  check(state, "fr", "L’auteur du roman de l’année, publie chez Jean Dupont.", "");
  check(state, "en", "On Tuesday morning, Barack Obama said.", "");
}

static void marks_that_nothing_closes_are_passed_over(void **state)
{
  check(state, "fr", "« Nous partirons demain matin, a dit Jean", "");
  check(state, "fr", "» « » « ” “ \" '", "");
}

static void floods_of_marks_and_verbs_are_bounded(void **state)
{
  static const char *const pieces[] = {"« ", "« a dit » ", "il a dit que ", "\" ", "dit, "};
  struct tagging *tagging = *state;
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buffer text = BUFFER_EMPTY;
    while (text.length < 1 << 20) buffer_text(&text, pieces[i]);
    struct tag_text in = {buffer_view(&text), SLICE("fr"), SLICE(""), SLICE("")};
    struct annotations found;
    arena_reset(tagging->arena);
    tag_find(tagging->rules, tagging->worker, tagging->arena, &in, TAG_ALL, &found);
    assert_true(found.quote_count <= 5000);
    buffer_free(&text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_speaker_stands_in_front),
      cmocka_unit_test(the_speaker_stands_behind),
      cmocka_unit_test(the_speaker_stands_inside),
      cmocka_unit_test(what_goes_on_has_the_same_speaker),
      cmocka_unit_test(a_clause_behind_a_verb_is_an_indirect_quote),
      cmocka_unit_test(words_of_manner_and_a_title_stand_between_verb_and_name),
      cmocka_unit_test(views_and_names_for_things_are_told_without_a_clause),
      cmocka_unit_test(who_said_it_may_come_last_in_english),
      cmocka_unit_test(what_was_said_ends_at_the_next_verb_and_not_at_a_point_in_a_number),
      cmocka_unit_test(titles_irony_and_nouns_are_no_quotes),
      cmocka_unit_test(marks_that_nothing_closes_are_passed_over),
      cmocka_unit_test(floods_of_marks_and_verbs_are_bounded),
  };
  return cmocka_run_group_tests(tests, tagging_begin, tagging_end);
}
