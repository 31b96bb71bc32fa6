#include "page.h"

static void paragraphs_come_out_one_a_line_in_order(void **state)
{
  (void)state;
  const struct article_clean *article = article_of("<body><div>" PROSE_1 "\n\n" PROSE_2 PROSE_3 "</div>");
  size_t lines = 1;
  for (size_t i = 0; i < article->text.length; i++) lines += article->text.data[i] == '\n';
  assert_int_equal(lines, 3);
  assert_true(has(article->text, "selon la mairie.\nLes commerçants"));
  assert_true(has(article->text, "le cœur léger.\nLe maire"));
}

static void what_surrounds_the_article_is_left_out(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<body><header><nav><ul><li><a href=/>Accueil</a><li><a href=/m>Monde</a></ul></nav></header>"
      "<main><article><h1>Un marché au bord du fleuve</h1><p class=byline>Par Anne Martin</p>" PROSE_1
      "<aside><h2>À lire aussi</h2><a href=/x>Un autre titre bien long, pour voir ce qu’il "
      "devient</a></aside>" PROSE_2 "<div class='share-buttons'><a href=#>Partager</a></div>" PROSE_3
      "<div class=author-bio><p>Anne Martin écrit depuis dix ans sur les villes, les marchés et les ports du "
      "pays.</p></div>"
      "</article><section id=comments><p>Très bon article, merci beaucoup, on en redemande, vraiment, chaque "
      "jour.</p></section></main><footer><p>Tous droits réservés, un site de la société Exemple, à "
      "Paris.</p></footer>");
  assert_true(has(article->text, "La ville") && has(article->text, "Les commerçants") &&
              has(article->text, "Le maire"));
  assert_false(has(article->text, "Accueil"));
  assert_false(has(article->text, "Anne Martin"));
  assert_false(has(article->text, "autre titre"));
  assert_false(has(article->text, "Partager"));
  assert_false(has(article->text, "Très bon article"));
  assert_false(has(article->text, "droits"));
  assert_false(has(article->text, "Un marché au bord"));
}

static void scripts_styles_and_hidden_text_are_no_text(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<body><div>" PROSE_1 "<script>var secret = 'un, deux, trois.';</script><style>p { color: red }</style>"
      "<p hidden>Caché, invisible, absent de la page, et pourtant assez long pour passer.</p>"
      "<p style='display: none'>Caché aussi, invisible, absent, et pourtant assez long pour "
      "passer.</p>" PROSE_2 "</div>");
  assert_false(has(article->text, "secret"));
  assert_false(has(article->text, "color"));
  assert_false(has(article->text, "Caché"));
}

static void sections_parted_by_advertisements_are_joined(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<body><article><div class=s1>" PROSE_1 "</div><div class=advert>Publicité</div><div class=s2>" PROSE_2
      "</div><div class=advert>Publicité</div><div class=s3>" PROSE_3 "</div></article>");
  assert_true(has(article->text, "La ville") && has(article->text, "Les commerçants") &&
              has(article->text, "Le maire"));
  assert_false(has(article->text, "Publicité"));
}

static void a_standfirst_above_the_body_comes_first(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<body><article><header><h1>Un marché</h1><p class=chapo>Après trois ans d’attente, les halles ouvrent "
      "enfin.</p></header><figure><figcaption>Les halles vues du pont.</figcaption></figure><div "
      "class=article-body>" PROSE_1 PROSE_2 PROSE_3 "</div></article>");
  assert_int_equal(strncmp(article->text.data, "Après trois ans d’attente", 26), 0);
  assert_true(article->standfirst.length > 0);
  assert_false(has(article->text, "vues du pont"));
}

static void headings_lists_and_quotes_inside_stay(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<body><article>" PROSE_1 "<h2>Ce qui change</h2><ul><li>des étals plus larges</li><li>un quai "
      "neuf</li></ul><blockquote>On respire enfin.</blockquote>" PROSE_2 "</article>");
  assert_true(
      has(article->text, "\nCe qui change\ndes étals plus larges\nun quai neuf\nOn respire enfin.\n"));
}

static void a_read_more_line_and_what_follows_the_ending_are_cut(void **state)
{
  (void)state;
  const struct article_clean *article =
      article_of("<body><article>" PROSE_1
                 "<p>Lire aussi : <a href=/a>les ports du Nord changent de visage</a></p>" PROSE_2 PROSE_3
                 "<h3>Sur le même sujet</h3><p>Les ports du Nord, longtemps délaissés, changent de visage, "
                 "dit un rapport.</p>"
                 "</article>");
  assert_false(has(article->text, "Lire aussi"));
  assert_false(has(article->text, "Sur le même sujet"));
  assert_false(has(article->text, "longtemps délaissés"));
}

static void white_space_is_folded_and_letters_are_composed(void **state)
{
  (void)state;
  const struct article_clean *article =
      article_of("<body><div>" PROSE_1
                 "<p>  Le  \n cafe\xCC\x81&nbsp;du\tport, ou&#8239;l’on&shy;attend, sert jusqu’a\xCC\x80 "
                 "minuit,<br>dit-on,   a\xCC\x80 qui veut. </p>" PROSE_2 "</div>");
  assert_true(
      has(article->text, "\nLe café du port, ou l’onattend, sert jusqu’à minuit, dit-on, à qui veut.\n"));
}

static void two_line_breaks_part_paragraphs(void **state)
{
  (void)state;
  const struct article_clean *article =
      article_of("<body><div>La ville a ouvert lundi un marché, au bord du fleuve, après des "
                 "travaux.<br><br>Les commerçants, "
                 "d’abord très inquiets, sont maintenant contents.<br />\n<br />Le maire promet, encore une "
                 "fois, une seconde halle avant l’été.</div>");
  assert_true(has(article->text, "travaux.\nLes commerçants") &&
              has(article->text, "maintenant contents.\nLe maire"));
}

static void right_to_left_and_dense_scripts_pass_unharmed(void **state)
{
  (void)state;
  static const char *const arabic =
      "افتتحت المدينة يوم الاثنين سوقا جديدة على ضفاف النهر، بعد ثلاث سنوات من الأشغال، بحسب البلدية.";
  static const char *const japanese =
      "市は月曜日、川沿いに新しい市場を開いた。三年にわたる工事の末、商店主たちは喜びを語った。町の人々は朝か"
      "ら列を作り、新鮮な野菜や魚を買い求めた。市長は夏までに二つ目の市場を開くと約束した。";
  char *page = arena_format(test_arena, "<body><div><p>%s</p><p>%s %s</p></div>", arabic, arabic, arabic);
  char *copy = strdup(page);
  assert_true(has(article_of(copy)->text, arabic));
  free(copy);
  page = arena_format(test_arena, "<body><div><p>%s</p></div>", japanese);
  copy = strdup(page);
  assert_true(has(article_of(copy)->text, japanese));
  assert_slice(test_result.article.metadata.language.value, "ja");
  free(copy);
}

static void a_page_wrapped_in_a_form_is_still_an_article(void **state)
{
  (void)state;
  assert_true(has(article_of("<body><form><div>" PROSE_1 PROSE_2 PROSE_3 "</div></form>")->text, "Le maire"));
}

static void a_layout_named_after_its_sidebar_keeps_its_body(void **state)
{
  (void)state;
  const struct article_clean *article =
      article_of("<body><div class='sidebar-grid'><div class='article-body'>" PROSE_1 PROSE_2 PROSE_3
                 "</div><div class=sidebar><p>Une colonne, des brèves, des titres, et rien de plus à lire "
                 "ici.</p></div></div>");
  assert_true(has(article->text, "Le maire"));
  assert_false(has(article->text, "des brèves"));
}

static void a_body_only_in_the_data_of_the_page_is_taken_from_there(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<head><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Un "
      "marché\",\"articleBody\":"
      "\"La ville a ouvert lundi un nouveau marché, au bord du fleuve, après trois ans de travaux.\\nLes "
      "commerçants, "
      "d’abord inquiets, disent aujourd’hui leur satisfaction, et le maire aussi, bien entendu. Il promet "
      "une seconde "
      "halle, plus petite, avant l’été, si les crédits sont votés en mars par le conseil.\"}</script></head>"
      "<body><div id=root>Chargement</div>");
  assert_true(has(article->text, "travaux.\nLes commerçants"));
}

/* The string is JSON within a string of JSON, as two layers of templates write it. */
static void a_body_that_a_script_would_build_is_taken_from_its_string(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<body><div id=root></div><script>self.data.push([1,\"{\\\"id\\\":7,\\\"html\\\":\\\""
      "\\\\u003cp\\\\u003eLa ville a ouvert lundi un nouveau march\\\\u00e9 couvert, au bord du fleuve, "
      "apr\\\\u00e8s "
      "trois ans de travaux et bien des retards, selon la mairie, qui s\\u2019en excuse.\\\\u003c/p\\\\u003e"
      "\\\\u003cp class=\\\\\\\"x\\\\\\\"\\\\u003eLes commer\\\\u00e7ants, d\\\\u2019abord inquiets du "
      "loyer, disent "
      "aujourd\\\\u2019hui leur satisfaction, et le maire a promis que la seconde halle, plus petite, "
      "ouvrirait avant "
      "l\\\\u2019\\\\u00e9t\\\\u00e9, si les cr\\\\u00e9dits sont vot\\\\u00e9s en mars par le conseil, "
      "comme il "
      "l\\\\u2019esp\\\\u00e8re.\\\\u003c/p\\\\u003e\\\"}\"])</script>");
  assert_true(has(article->text, "un nouveau marché couvert"));
  assert_true(has(article->text, "excuse.\nLes commerçants, d’abord"));
}

/* A model that has learnt from pages of usual length must not take length for a sign. */
static void a_long_article_is_kept_to_its_end(void **state)
{
  (void)state;
  struct buffer html = BUFFER_EMPTY;
  buffer_text(&html, "<body><h1>Les marchés de la ville</h1><article>");
  for (int i = 1; i <= 1500; i++)
    buffer_format(
        &html,
        "<p>Le marché numéro %d a rouvert, après %d jours de travaux et bien des retards, dit la mairie, qui "
        "promet %d étals de plus.</p>",
        i, i % 90 + 3, i % 40 + 2);
  buffer_text(&html, "</article><footer><p>Contact, mentions légales.</p></footer>");
  const struct article_clean *article = article_of(buffer_string(&html));
  assert_true(has(article->text, "marché numéro 1 a"));
  assert_true(has(article->text, "marché numéro 700 a"));
  assert_true(has(article->text, "marché numéro 1500 a"));
  assert_true(article->block_count >= 1450);
  assert_false(test_result.truncated);
  buffer_free(&html);
}

static void comments_stay_out_also_behind_a_short_article(void **state)
{
  (void)state;
  const struct article_clean *article = article_of(
      "<body><div class=article>" PROSE_1 PROSE_2
      "<h3>Vos commentaires</h3><ol class=comments><li><p>Bravo à la mairie, on attendait cela depuis dix "
      "ans, et c’est beau.</p></li><li><p>Trop cher pour nous, les loyers, et trop loin du port, comme "
      "toujours, hélas.</p></li></ol></div>");
  assert_true(has(article->text, "Les commerçants"));
  assert_false(has(article->text, "Bravo"));
  assert_false(has(article->text, "Trop cher"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paragraphs_come_out_one_a_line_in_order),
      cmocka_unit_test(what_surrounds_the_article_is_left_out),
      cmocka_unit_test(scripts_styles_and_hidden_text_are_no_text),
      cmocka_unit_test(sections_parted_by_advertisements_are_joined),
      cmocka_unit_test(a_standfirst_above_the_body_comes_first),
      cmocka_unit_test(headings_lists_and_quotes_inside_stay),
      cmocka_unit_test(a_read_more_line_and_what_follows_the_ending_are_cut),
      cmocka_unit_test(white_space_is_folded_and_letters_are_composed),
      cmocka_unit_test(two_line_breaks_part_paragraphs),
      cmocka_unit_test(right_to_left_and_dense_scripts_pass_unharmed),
      cmocka_unit_test(a_page_wrapped_in_a_form_is_still_an_article),
      cmocka_unit_test(a_layout_named_after_its_sidebar_keeps_its_body),
      cmocka_unit_test(a_body_only_in_the_data_of_the_page_is_taken_from_there),
      cmocka_unit_test(a_long_article_is_kept_to_its_end),
      cmocka_unit_test(comments_stay_out_also_behind_a_short_article),
      cmocka_unit_test(a_body_that_a_script_would_build_is_taken_from_its_string),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
