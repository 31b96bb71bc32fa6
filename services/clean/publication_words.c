/* publication_words.c - stems, so that one entry covers the forms of a word; the longest one counts where two
 * begin at the same place. */
#include "clean/publication_words.h"

#include "base/utf8.h"
#include "clean/text.h"

static const struct {
  const char *stem; /* lower case; a word begins with it */
  enum date_label label;
} stems[] = {
    {"publi", LABEL_PUBLISHED},
    {"pubbl", LABEL_PUBLISHED},
    {"publ.", LABEL_PUBLISHED},
    {"posted", LABEL_PUBLISHED},
    {"written", LABEL_PUBLISHED},
    {"created", LABEL_PUBLISHED},
    {"submitted", LABEL_PUBLISHED},
    {"added", LABEL_PUBLISHED},
    {"issued", LABEL_PUBLISHED},
    {"filed", LABEL_PUBLISHED},
    {"dated", LABEL_PUBLISHED},
    {"paru", LABEL_PUBLISHED},
    {"mis en ligne", LABEL_PUBLISHED},
    {"mise en ligne", LABEL_PUBLISHED},
    {"écrit", LABEL_PUBLISHED},
    {"rédigé", LABEL_PUBLISHED},
    {"posté", LABEL_PUBLISHED},
    {"créé", LABEL_PUBLISHED},
    {"diffusé", LABEL_PUBLISHED},
    {"ajouté", LABEL_PUBLISHED},
    {"veröffentlich", LABEL_PUBLISHED},
    {"erschienen", LABEL_PUBLISHED},
    {"erstellt", LABEL_PUBLISHED},
    {"geschrieben", LABEL_PUBLISHED},
    {"verfasst", LABEL_PUBLISHED},
    {"verfaßt", LABEL_PUBLISHED},
    {"gepostet", LABEL_PUBLISHED},
    {"eingestellt", LABEL_PUBLISHED},
    {"eingetragen", LABEL_PUBLISHED},
    {"beitrag vom", LABEL_PUBLISHED},
    {"artikel vom", LABEL_PUBLISHED},
    {"pressemitteilung vom", LABEL_PUBLISHED},
    {"meldung vom", LABEL_PUBLISHED},
    {"escrito", LABEL_PUBLISHED},
    {"creado", LABEL_PUBLISHED},
    {"criado", LABEL_PUBLISHED},
    {"postado", LABEL_PUBLISHED},
    {"scritto", LABEL_PUBLISHED},
    {"inserito", LABEL_PUBLISHED},
    {"geplaatst", LABEL_PUBLISHED},
    {"gepubliceerd", LABEL_PUBLISHED},
    {"opublikowan", LABEL_PUBLISHED},
    {"dodano", LABEL_PUBLISHED},
    {"utworzono", LABEL_PUBLISHED},
    {"data dodania", LABEL_PUBLISHED},
    {"vydáno", LABEL_PUBLISHED},
    {"zveřejněno", LABEL_PUBLISHED},
    {"objavljeno", LABEL_PUBLISHED},
    {"yayın", LABEL_PUBLISHED},
    {"oluştur", LABEL_PUBLISHED},
    {"giriş", LABEL_PUBLISHED},
    {"опубликован", LABEL_PUBLISHED},
    {"опубліковано", LABEL_PUBLISHED},
    {"публикац", LABEL_PUBLISHED},
    {"julkaistu", LABEL_PUBLISHED},
    {"megjelent", LABEL_PUBLISHED},
    {"közzétéve", LABEL_PUBLISHED},
    {"δημοσι", LABEL_PUBLISHED},
    {"نشر", LABEL_PUBLISHED},
    {"公開", LABEL_PUBLISHED},
    {"投稿", LABEL_PUBLISHED},
    {"发布", LABEL_PUBLISHED},
    {"發布", LABEL_PUBLISHED},
    {"發佈", LABEL_PUBLISHED},
    {"등록", LABEL_PUBLISHED},
    {"입력", LABEL_PUBLISHED},
    {"updat", LABEL_UPDATED},
    {"modifi", LABEL_UPDATED},
    {"edited", LABEL_UPDATED},
    {"revised", LABEL_UPDATED},
    {"reviewed", LABEL_UPDATED},
    {"last change", LABEL_UPDATED},
    {"mis à jour", LABEL_UPDATED},
    {"mise à jour", LABEL_UPDATED},
    {"màj", LABEL_UPDATED},
    {"maj", LABEL_UPDATED},
    {"actualis", LABEL_UPDATED},
    {"édité", LABEL_UPDATED},
    {"corrigé", LABEL_UPDATED},
    {"aktualis", LABEL_UPDATED},
    {"aktualiz", LABEL_UPDATED},
    {"zaktualiz", LABEL_UPDATED},
    {"geändert", LABEL_UPDATED},
    {"änderung", LABEL_UPDATED},
    {"bearbeitet", LABEL_UPDATED},
    {"überarbeitet", LABEL_UPDATED},
    {"stand", LABEL_UPDATED},
    {"zuletzt", LABEL_UPDATED},
    {"actualiz", LABEL_UPDATED},
    {"atualiz", LABEL_UPDATED},
    {"aggiorn", LABEL_UPDATED},
    {"bijgewerkt", LABEL_UPDATED},
    {"gewijzigd", LABEL_UPDATED},
    {"güncel", LABEL_UPDATED},
    {"обновл", LABEL_UPDATED},
    {"изменен", LABEL_UPDATED},
    {"оновлено", LABEL_UPDATED},
    {"oppdater", LABEL_UPDATED},
    {"uppdater", LABEL_UPDATED},
    {"opdater", LABEL_UPDATED},
    {"päivitetty", LABEL_UPDATED},
    {"päivittä", LABEL_UPDATED},
    {"frissít", LABEL_UPDATED},
    {"更新", LABEL_UPDATED},
    {"수정", LABEL_UPDATED},
    {"©", LABEL_OTHER},
    {"copyright", LABEL_OTHER},
    {"release", LABEL_OTHER},
    {"kinostart", LABEL_OTHER},
    {"start", LABEL_OTHER},
    {"event", LABEL_OTHER},
    {"termin", LABEL_OTHER},
    {"veranstaltung", LABEL_OTHER},
    {"bis", LABEL_OTHER},
    {"until", LABEL_OTHER},
    {"jusqu", LABEL_OTHER},
    {"hasta", LABEL_OTHER},
    {"deadline", LABEL_OTHER},
    {"expire", LABEL_OTHER},
    {"born", LABEL_OTHER},
    {"geboren", LABEL_OTHER},
    {"né le", LABEL_OTHER},
    {"née le", LABEL_OTHER},
    {"died", LABEL_OTHER},
    {"joined", LABEL_OTHER},
    {"registered", LABEL_OTHER},
    {"registriert", LABEL_OTHER},
    {"inscrit", LABEL_OTHER},
    {"mitglied seit", LABEL_OTHER},
    {"member since", LABEL_OTHER},
    {"comment", LABEL_OTHER},
    {"kommentar", LABEL_OTHER},
    {"reply", LABEL_OTHER},
    {"retrieved", LABEL_OTHER},
    {"abgerufen", LABEL_OTHER},
    {"consulté", LABEL_OTHER},
    {"accessed", LABEL_OTHER},
    {"archived", LABEL_OTHER},
    {"bewertung", LABEL_OTHER},
    {"version", LABEL_OTHER},
    {"uploaded", LABEL_OTHER},
    {"photo", LABEL_OTHER},
    {"foto", LABEL_OTHER},
};

enum { STEMS = sizeof stems / sizeof *stems };

static bool begins_word(struct slice text, size_t at)
{
  if (at == 0 || (unsigned char)text.data[at] >= 0xE3) return true; /* scripts without spaces */
  unsigned char before = (unsigned char)text.data[at - 1], small = before | 32;
  return !((small >= 'a' && small <= 'z') || before >= 0xC3);
}

static enum date_label label_at(struct slice rest)
{
  size_t longest = 0;
  enum date_label label = LABEL_NONE;
  for (size_t i = 0; i < STEMS; i++) {
    unsigned char first = (unsigned char)*rest.data;
    if (first < 0x80 && (first | 32) != (unsigned char)stems[i].stem[0]) continue;
    size_t length = strlen(stems[i].stem);
    if (length <= longest || !text_starts(rest, stems[i].stem)) continue;
    longest = length;
    label = stems[i].label;
  }
  return label;
}

enum date_label publication_label(struct slice text)
{
  enum date_label label = LABEL_NONE;
  for (size_t at = 0; at < text.length; at++) {
    if (((unsigned char)text.data[at] & 0xC0) == 0x80 || text.data[at] == ' ' || !begins_word(text, at))
      continue;
    enum date_label here = label_at(slice_from(text, at));
    bool again = here == LABEL_PUBLISHED && label == LABEL_UPDATED; /* "last updated and published" */
    if (here != LABEL_NONE && !again) label = here;
  }
  return label;
}

bool publication_said_behind(struct slice text)
{
  for (size_t at = 0; at < text.length; at++)
    if (text.data[at] == ' ' && label_at(slice_from(text, at + 1)) == LABEL_PUBLISHED) return true;
  return false;
}
