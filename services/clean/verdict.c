/* verdict.c - a page may hold text and no article: a list of links, a wall of consent, a message of an error.
 */
#include "clean/verdict.h"

#include "clean/text.h"

enum { LEAST_WORDS = 25, SHORT_WORDS = 120 };

static bool title_tells_error(struct slice title)
{
  static const char *const signs[] = {"404",
                                      "page not found",
                                      "not found",
                                      "access denied",
                                      "403 forbidden",
                                      "error 4",
                                      "error 5",
                                      "just a moment",
                                      "attention required",
                                      "are you a robot",
                                      "page introuvable",
                                      "seite nicht gefunden",
                                      "página no encontrada",
                                      "pagina non trovata",
                                      "service unavailable",
                                      "bad gateway"};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (text_starts(title, signs[i]) && text_measure(title).words <= 8) return true;
  return false;
}

static bool is_consent(struct slice text)
{
  static const char *const words[] = {"cookies",     "cookie",       "consent",     "partners",
                                      "partenaires", "einwilligung", "datenschutz", "privacy",
                                      "gdpr",        "consentement", "javascript"};
  uint32_t seen = 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) seen += text_contains_word(text, words[i]);
  return seen >= 3;
}

const char *verdict_against(const struct body *body, const struct blocks *blocks,
                            const struct metadata *metadata, const char **detail)
{
  *detail = "The page has no text.";
  if (blocks->count == 0) return "empty";
  *detail = "The title says that the page is a message of an error or a check for robots.";
  if (body->words < SHORT_WORDS && title_tells_error(metadata->facts.title.value)) return "no-article";
  *detail = "No element of the page holds 25 words or more of running text.";
  if (body->words < LEAST_WORDS || body->prose_words < LEAST_WORDS) return "no-article";
  *detail = "The text that was found is mostly links, as on an index page.";
  if (body->link_words * 2 > body->words) return "no-article";
  *detail = "The text that was found asks for consent to cookies; the article stands behind it.";
  if (body->words < SHORT_WORDS * 2 && is_consent(body->text)) return "no-article";
  return NULL;
}
