/* shape.c - see shape.h. */
#include "clean/shape.h"

#include "clean/text.h"
#include "clean/wording.h"

enum {
  TITLE_MORE = 4 /* words behind a phrase: the name of the site, a dash */,
  SHOWN_BYTES = 3000,
  LEAST_TEASER = 5,
  STAMP_BYTES = 120
};

/* begins_with_time - "8:30", "08h30", "8.30 Uhr", "[14:05]". */
static bool begins_with_time(struct slice text)
{
  size_t at = 0, digits = 0;
  while (at < text.length && at < 2 && strchr("[(", text.data[at]) && text.data[at]) at++;
  while (at < text.length && digits < 3 && text.data[at] >= '0' && text.data[at] <= '9') at++, digits++;
  if (digits < 1 || digits > 2 || at + 2 >= text.length || !strchr(":hH.", text.data[at])) return false;
  if (text.data[at] == '.' && !memmem(text.data, text.length, "Uhr", 3)) return false;
  for (size_t i = at + 1; i < at + 3; i++)
    if (text.data[i] < '0' || text.data[i] > '9') return false;
  return at + 3 == text.length || text.data[at + 3] < '0' || text.data[at + 3] > '9';
}

static void measure(struct shape *shape, const struct block *block, uint32_t *run)
{
  double links = block_link_share(block);
  shape->words += block->words;
  shape->link_words += (uint32_t)(links * block->words);
  bool heading = block->kind == BLOCK_HEADING, item = block->kind == BLOCK_ITEM;
  bool teaser = links > 0.8 && (heading || item) && block->words >= LEAST_TEASER;
  if (teaser) shape->teasers++;
  if (teaser || links > 0.8) *run = 0;
  if (block_is_prose(block)) *run += block->words;
  if (*run > shape->run) shape->run = *run;
  if (block->text.length < STAMP_BYTES && begins_with_time(block->text)) shape->stamped++;
  if (block->kind == BLOCK_CAPTION) shape->captions++;
}

struct shape shape_measure(const struct blocks *blocks)
{
  struct shape shape = {0};
  uint32_t run = 0;
  for (uint32_t i = 0; i < blocks->count; i++) measure(&shape, &blocks->items[i], &run);
  return shape;
}

struct shape shape_of(struct arena *arena, const struct blocks *blocks)
{
  struct shape shape = shape_measure(blocks);
  struct buffer shown = BUFFER_EMPTY;
  for (uint32_t i = 0; i < blocks->count && shown.length < SHOWN_BYTES; i++) {
    const struct block *block = &blocks->items[i];
    if (block_link_share(block) > 0.5) continue;
    buffer_append(&shown, block->text.data, block->text.length);
    buffer_text(&shown, ". ");
  }
  shape.shown = wording_plain(arena, buffer_view(&shown), SHOWN_BYTES);
  buffer_free(&shown);
  return shape;
}

/* Words. In French, English, German, Spanish, Italian and Portuguese; in lower case. */

static const char *const robot_titles[] = {"just a moment",
                                           "attention required",
                                           "are you a robot",
                                           "are you human",
                                           "security check",
                                           "checking your browser",
                                           "pardon our interruption",
                                           "robot check",
                                           "human verification",
                                           "ddos-guard",
                                           "access to this page has been denied",
                                           "verify you are human",
                                           "un instant",
                                           "un instant...",
                                           "vérification de sécurité",
                                           "êtes-vous un robot",
                                           "vérifiez que vous êtes humain",
                                           "contrôle de sécurité",
                                           "einen moment",
                                           "nur einen moment",
                                           "sicherheitsüberprüfung",
                                           "sind sie ein roboter",
                                           "sind sie ein mensch",
                                           "un momento",
                                           "comprobación de seguridad",
                                           "verificación de seguridad",
                                           "controllo di sicurezza",
                                           "solo un momento",
                                           "verifica di sicurezza",
                                           "um momento",
                                           "verificação de segurança",
                                           NULL};

static const char *const robot_texts[] = {"checking your browser before accessing",
                                          "checking if the site connection is secure",
                                          "verify you are human",
                                          "verifying you are human",
                                          "verify that you are not a robot",
                                          "please enable js and disable any ad blocker",
                                          "enable javascript and cookies to continue",
                                          "needs to review the security of your connection",
                                          "complete the captcha",
                                          "solve the captcha",
                                          "unusual traffic from your",
                                          "confirm you are a human",
                                          "confirm that you are human",
                                          "made us think you were a bot",
                                          "why do i have to complete a captcha",
                                          "vérifier que vous êtes humain",
                                          "vérifiez que vous êtes humain",
                                          "vérifiez que vous n'êtes pas un robot",
                                          "vous n'êtes pas un robot",
                                          "activez javascript et les cookies pour continuer",
                                          "bestätigen sie, dass sie ein mensch sind",
                                          "dass sie kein roboter sind",
                                          "dass du kein roboter bist",
                                          "verifica que eres humano",
                                          "verifique que es humano",
                                          "que no eres un robot",
                                          "que no es un robot",
                                          "verifica di essere umano",
                                          "confermare di non essere un robot",
                                          "che non sei un robot",
                                          "verifique se você é humano",
                                          "confirme que você não é um robô",
                                          "que não é um robô",
                                          NULL};

static const char *const missing_titles[] = {"404",
                                             "error 404",
                                             "erreur 404",
                                             "fehler 404",
                                             "http 404",
                                             "errore 404",
                                             "erro 404",
                                             "404 error",
                                             "oops 404",
                                             "page not found",
                                             "not found",
                                             "article not found",
                                             "content not found",
                                             "file not found",
                                             "page introuvable",
                                             "page non trouvée",
                                             "cette page n'existe pas",
                                             "la page n'existe pas",
                                             "article introuvable",
                                             "contenu introuvable",
                                             "page inexistante",
                                             "seite nicht gefunden",
                                             "seite wurde nicht gefunden",
                                             "artikel nicht gefunden",
                                             "nicht gefunden",
                                             "die seite wurde nicht gefunden",
                                             "página no encontrada",
                                             "no encontrado",
                                             "no encontramos la página",
                                             "página no disponible",
                                             "pagina non trovata",
                                             "non trovato",
                                             "pagina inesistente",
                                             "página não encontrada",
                                             "não encontrado",
                                             "this page isn't available",
                                             "page unavailable",
                                             "sorry, we can't find that page",
                                             "we can't find that page",
                                             "page no longer available",
                                             NULL};

static const char *const missing_texts[] = {"the page you are looking for",
                                            "the page you were looking for",
                                            "the page you requested",
                                            "the page you have requested",
                                            "the requested page could not be found",
                                            "this page could not be found",
                                            "this page does not exist",
                                            "this page doesn't exist",
                                            "the requested url was not found",
                                            "this article is no longer available",
                                            "this content is no longer available",
                                            "we can't find the page",
                                            "we couldn't find the page",
                                            "la page que vous recherchez",
                                            "la page que vous cherchez",
                                            "la page demandée",
                                            "la page à laquelle vous tentez",
                                            "cette page n'existe pas",
                                            "cette page n'existe plus",
                                            "cet article n'est plus disponible",
                                            "ce contenu n'est plus disponible",
                                            "die gesuchte seite",
                                            "die angeforderte seite",
                                            "die von ihnen gesuchte seite",
                                            "die von ihnen aufgerufene seite",
                                            "diese seite existiert nicht",
                                            "dieser artikel ist nicht mehr verfügbar",
                                            "leider nicht gefunden",
                                            "la página que buscas",
                                            "la página que busca",
                                            "la página solicitada",
                                            "esta página no existe",
                                            "este contenido ya no está disponible",
                                            "la pagina richiesta",
                                            "la pagina che stai cercando",
                                            "la pagina cercata",
                                            "questa pagina non esiste",
                                            "a página que você procura",
                                            "a página que procura",
                                            "a página solicitada",
                                            "esta página não existe",
                                            "este conteúdo não está mais disponível",
                                            NULL};

static const char *const error_titles[] = {"403",
                                           "401",
                                           "500",
                                           "502",
                                           "503",
                                           "504",
                                           "error 403",
                                           "error 500",
                                           "error 502",
                                           "error 503",
                                           "erreur 403",
                                           "erreur 500",
                                           "erreur 503",
                                           "403 forbidden",
                                           "forbidden",
                                           "access denied",
                                           "unauthorized",
                                           "internal server error",
                                           "server error",
                                           "service unavailable",
                                           "service temporarily unavailable",
                                           "bad gateway",
                                           "gateway timeout",
                                           "gateway time-out",
                                           "request blocked",
                                           "the request could not be satisfied",
                                           "database error",
                                           "fatal error",
                                           "application error",
                                           "temporarily unavailable",
                                           "site maintenance",
                                           "under maintenance",
                                           "down for maintenance",
                                           "site offline",
                                           "account suspended",
                                           "unavailable for legal reasons",
                                           "accès refusé",
                                           "accès interdit",
                                           "site en maintenance",
                                           "en maintenance",
                                           "maintenance en cours",
                                           "service indisponible",
                                           "erreur interne",
                                           "zugriff verweigert",
                                           "interner serverfehler",
                                           "wartungsarbeiten",
                                           "wartungsmodus",
                                           "dienst nicht verfügbar",
                                           "serverfehler",
                                           "acceso denegado",
                                           "error del servidor",
                                           "en mantenimiento",
                                           "sitio en mantenimiento",
                                           "servicio no disponible",
                                           "accesso negato",
                                           "errore del server",
                                           "in manutenzione",
                                           "sito in manutenzione",
                                           "servizio non disponibile",
                                           "acesso negado",
                                           "erro do servidor",
                                           "em manutenção",
                                           "site em manutenção",
                                           "serviço indisponível",
                                           NULL};

static const char *const error_texts[] = {"you don't have permission to access",
                                          "you do not have permission to access",
                                          "the server encountered an internal error",
                                          "the server is temporarily unable to service your request",
                                          "error establishing a database connection",
                                          "this request was blocked",
                                          "your access to this site has been limited",
                                          "you have been blocked",
                                          "is currently undergoing maintenance",
                                          "is currently unavailable in most european countries",
                                          "unavailable in your region",
                                          "not available in your country",
                                          "due to legal reasons",
                                          "vous n'avez pas l'autorisation d'accéder",
                                          "vous n'êtes pas autorisé à accéder",
                                          "le site est actuellement en maintenance",
                                          "une erreur interne s'est produite",
                                          "sie haben keine berechtigung",
                                          "wegen wartungsarbeiten",
                                          "ist ein interner fehler aufgetreten",
                                          "no tiene permiso para acceder",
                                          "no tienes permiso para acceder",
                                          "estamos realizando tareas de mantenimiento",
                                          "non hai l'autorizzazione",
                                          "non hai il permesso di accedere",
                                          "il sito è in manutenzione",
                                          "você não tem permissão para acessar",
                                          "não tem permissão para aceder",
                                          "o site está em manutenção",
                                          NULL};

static const char *const consent_texts[] = {"we value your privacy",
                                            "we and our partners",
                                            "before you continue",
                                            "accept all cookies",
                                            "manage your cookies",
                                            "we use cookies and",
                                            "your privacy choices",
                                            "manage consent",
                                            "we care about your privacy",
                                            "nous et nos partenaires",
                                            "avec nos partenaires",
                                            "le respect de votre vie privée",
                                            "continuer sans accepter",
                                            "accepter et continuer",
                                            "en acceptant les cookies",
                                            "gérer mes cookies",
                                            "refuser les cookies",
                                            "accéder au site avec publicité",
                                            "wir und unsere partner",
                                            "mit werbung weiterlesen",
                                            "weiter mit werbung",
                                            "einwilligung",
                                            "mit werbung und cookies",
                                            "alle cookies akzeptieren",
                                            "ihre privatsphäre",
                                            "nosotros y nuestros socios",
                                            "valoramos tu privacidad",
                                            "aceptar las cookies",
                                            "aceptar y continuar",
                                            "noi e i nostri partner",
                                            "accetta i cookie",
                                            "accetta e continua",
                                            "rifiuta e abbonati",
                                            "la tua privacy",
                                            "nós e os nossos parceiros",
                                            "nós e nossos parceiros",
                                            "valorizamos a sua privacidade",
                                            "aceitar cookies",
                                            "aceitar e continuar",
                                            NULL};

static const char *const login_texts[] = {"log in to your account",
                                          "please log in",
                                          "sign in to your account",
                                          "forgot your password",
                                          "forgot password",
                                          "create an account",
                                          "connectez-vous à votre compte",
                                          "veuillez vous connecter",
                                          "mot de passe oublié",
                                          "identifiez-vous",
                                          "bitte melden sie sich an",
                                          "passwort vergessen",
                                          "jetzt anmelden oder registrieren",
                                          "inicia sesión",
                                          "iniciar sesión en tu cuenta",
                                          "olvidaste tu contraseña",
                                          "accedi al tuo account",
                                          "password dimenticata",
                                          "faça login",
                                          "iniciar sessão na sua conta",
                                          "esqueceu a senha",
                                          "esqueceu sua senha",
                                          NULL};

bool shape_says_robot(struct slice plain, bool title)
{
  return title ? wording_begins(plain, robot_titles, TITLE_MORE) : wording_has(plain, robot_texts);
}

bool shape_says_missing(struct slice plain, bool title)
{
  return title ? wording_begins(plain, missing_titles, TITLE_MORE) : wording_has(plain, missing_texts);
}

bool shape_says_error(struct slice plain, bool title)
{
  return title ? wording_begins(plain, error_titles, TITLE_MORE) : wording_has(plain, error_texts);
}

bool shape_says_consent(struct slice plain)
{
  return wording_has(plain, consent_texts);
}

bool shape_says_login(struct slice plain)
{
  return wording_has(plain, login_texts);
}
