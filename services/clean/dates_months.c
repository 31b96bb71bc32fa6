/* dates_months.c - names of the months and their abbreviations, one string of words a month. A word
 * of a text is a month when it is one of them whole, in any letter case. */
#include "clean/dates_months.h"

#include "base/unicode.h"
#include "base/utf8.h"

static const char *const months[12] = {
    " jan janv januar januari january enero ene gennaio gen janeiro styczeń stycznia sty leden ledna ocak "
    "oca январь января янв січня ianuarie ιανουαρίου ιαν tammikuu tammikuuta يناير जनवरी มกราคม januára "
    "siječnja sausio jaanuar janvāris jenna ",
    " feb févr février fév februar februari february febrero febbraio fevereiro fev luty lutego lut únor "
    "února şubat şub февраль февраля фев лютого februarie φεβρουαρίου φεβ helmikuu helmikuuta فبراير फ़रवरी "
    "กุมภาพันธ์ februára veljače vasario fevrier ",
    " mar mars märz mär maerz maart mrt march marzo março marzec marca březen března mart март марта мар "
    "березня martie μαρτίου μαρ maaliskuu maaliskuuta مارس मार्च มีนาคม ožujka kovo marts ",
    " apr avr avril april abril abr aprile kwiecień kwietnia kwi duben dubna nisan nis апрель апреля апр "
    "квітня aprilie απριλίου απρ huhtikuu huhtikuuta أبريل अप्रैल เมษายน apríla travnja balandžio aprill "
    "aprīlis ",
    " may mai mayo maggio mag maio maj maja květen května mayıs май мая травня μαΐου toukokuu toukokuuta "
    "مايو मई พฤษภาคม mája svibnja gegužės mei ",
    " jun juin juni june junio giugno giu junho czerwiec czerwca cze červen června haziran haz июнь июня июн "
    "червня iunie ιουνίου ιουν kesäkuu kesäkuuta يونيو जून มิถุนายน júna lipnja birželio ",
    " jul juil juillet juli july julio luglio lug julho lipiec lipca lip červenec července temmuz tem июль "
    "июля июл липня iulie ιουλίου ιουλ heinäkuu heinäkuuta يوليو जुलाई กรกฎาคม júla srpnja liepos ",
    " aug août aout august augusti agosto ago augustus sierpień sierpnia sie srpen srpna ağustos ağu август "
    "августа авг серпня αυγούστου αυγ elokuu elokuuta أغسطس अगस्त สิงหาคม augusta kolovoza rugpjūčio ",
    " sep sept septembre september septiembre settembre set setembro wrzesień września wrz září eylül eyl "
    "сентябрь сентября сен сент вересня septembrie σεπτεμβρίου σεπ syyskuu syyskuuta سبتمبر सितंबर กันยายน "
    "septembra rujna rugsėjo setiembre ",
    " oct octobre oktober october octubre ottobre ott outubro out październik października paź říjen října "
    "ekim eki октябрь октября окт жовтня octombrie οκτωβρίου οκτ lokakuu lokakuuta أكتوبر अक्टूबर ตุลาคม "
    "októbra spalio okt oktoober ",
    " nov novembre november noviembre novembro listopad listopada lis kasım kas ноябрь ноября ноя нояб "
    "листопада noiembrie νοεμβρίου νοε marraskuu marraskuuta نوفمبر नवंबर พฤศจิกายน novembra studenoga "
    "lapkričio ",
    " dec déc décembre dez dezember december diciembre dic dicembre dezembro grudzień grudnia gru prosinec "
    "prosince aralık ara декабрь декабря дек грудня decembrie δεκεμβρίου δεκ joulukuu joulukuuta ديسمبر "
    "दिसंबर ธันวาคม decembra prosinca gruodžio decembre des desember detsember ",
};

enum { LONGEST_NAME = 48 };

static size_t read_word(struct slice text, size_t *at, char key[LONGEST_NAME])
{
  struct buffer word = BUFFER_EMPTY;
  buffer_byte(&word, ' ');
  while (*at < text.length) {
    size_t next = *at;
    uint32_t c = utf8_decode(text, &next);
    bool letter = c < 0x80 ? (c | 32) >= 'a' && (c | 32) <= 'z' : c > 0xBF && c != 0xD7 && c < 0x2000;
    if (!letter || word.length > LONGEST_NAME - 8) break;
    utf8_put(&word, unicode_lower(c));
    *at = next;
  }
  buffer_byte(&word, ' ');
  size_t length = word.length;
  memcpy(key, word.data, length);
  key[length] = 0;
  buffer_free(&word);
  return length - 2;
}

int dates_month(struct slice text, size_t *at)
{
  char key[LONGEST_NAME];
  size_t end = *at;
  size_t length = read_word(text, &end, key);
  if (length < 3) return 0;
  for (int month = 0; month < 12; month++)
    if (strstr(months[month], key)) {
      *at = end;
      return month + 1;
    }
  return 0;
}
