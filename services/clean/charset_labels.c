/* charset_labels.c - the labels of the WHATWG Encoding Standard and the converter that has the meaning the
 * web gives them.
 *
 * The names on the pages are older than their meaning: latin1 and ascii are windows-1252, gb2312 is GBK and
 * read as its superset GB18030, euc-kr is UHC, shift_jis is CP932, big5 has the Hong Kong additions. */
#include "clean/charset.h"

/* clang-format off */
static const struct charset_encoding encodings[] = {
    {"UTF-8", NULL,
     " unicode11utf8 unicode20utf8 utf8 xunicode20utf8 "},
    {"windows-1252", "CP1252",
     " ansix341968 ascii cp1252 cp819 csisolatin1 ibm819 iso88591 iso885911987 isoir100 l1"
     " latin1 usascii windows1252 xcp1252 "},
    {"windows-1250", "CP1250",
     " cp1250 windows1250 xcp1250 "},
    {"windows-1251", "CP1251",
     " cp1251 windows1251 xcp1251 "},
    {"windows-1253", "CP1253",
     " cp1253 windows1253 xcp1253 "},
    {"windows-1254", "CP1254",
     " cp1254 csisolatin5 iso88599 iso885991989 isoir148 l5 latin5 windows1254 xcp1254 "},
    {"windows-1255", "CP1255",
     " cp1255 windows1255 xcp1255 "},
    {"windows-1256", "CP1256",
     " cp1256 windows1256 xcp1256 "},
    {"windows-1257", "CP1257",
     " cp1257 windows1257 xcp1257 "},
    {"windows-1258", "CP1258",
     " cp1258 windows1258 xcp1258 "},
    {"windows-874", "CP874",
     " cp874 dos874 iso885911 tis620 windows874 "},
    {"ISO-8859-2", "ISO-8859-2",
     " csisolatin2 iso88592 iso885921987 isoir101 l2 latin2 "},
    {"ISO-8859-3", "ISO-8859-3",
     " csisolatin3 iso88593 iso885931988 isoir109 l3 latin3 "},
    {"ISO-8859-4", "ISO-8859-4",
     " csisolatin4 iso88594 iso885941988 isoir110 l4 latin4 "},
    {"ISO-8859-5", "ISO-8859-5",
     " csisolatincyrillic cyrillic iso88595 iso885951988 isoir144 "},
    {"ISO-8859-6", "ISO-8859-6",
     " arabic asmo708 csiso88596e csiso88596i csisolatinarabic ecma114 iso88596"
     " iso885961987 iso88596e iso88596i isoir127 "},
    {"ISO-8859-7", "ISO-8859-7",
     " csisolatingreek ecma118 elot928 greek greek8 iso88597 iso885971987 isoir126"
     " suneugreek "},
    {"ISO-8859-8", "ISO-8859-8",
     " csiso88598e csisolatinhebrew hebrew iso88598 iso885981988 iso88598e isoir138 visual "},
    {"ISO-8859-8-I", "ISO-8859-8",
     " csiso88598i iso88598i logical "},
    {"ISO-8859-10", "ISO-8859-10",
     " csisolatin6 iso885910 isoir157 l6 latin6 "},
    {"ISO-8859-13", "ISO-8859-13",
     " iso885913 "},
    {"ISO-8859-14", "ISO-8859-14",
     " iso885914 "},
    {"ISO-8859-15", "ISO-8859-15",
     " csisolatin9 iso885915 l9 "},
    {"ISO-8859-16", "ISO-8859-16",
     " iso885916 "},
    {"KOI8-R", "KOI8-R",
     " cskoi8r koi koi8 koi8r "},
    {"KOI8-U", "KOI8-U",
     " koi8ru koi8u "},
    {"IBM866", "IBM866",
     " 866 cp866 csibm866 ibm866 "},
    {"macintosh", "MACINTOSH",
     " csmacintosh mac macintosh xmacroman "},
    {"x-mac-cyrillic", "MAC-UK",
     " maccyrillic xmaccyrillic xmacukrainian "},
    {"gb18030", "GB18030",
     " gb18030 "},
    {"GBK", "GB18030",
     " chinese cp936 csgb2312 csiso58gb231280 gb2312 gb231280 gbk isoir58 xgbk "},
    {"Big5", "BIG5-HKSCS",
     " big5 big5hkscs cnbig5 csbig5 xxbig5 "},
    {"EUC-JP", "EUC-JP",
     " cseucpkdfmtjapanese eucjp xeucjp "},
    {"Shift_JIS", "CP932",
     " cp932 csshiftjis ms932 mskanji shiftjis sjis windows31j xsjis "},
    {"ISO-2022-JP", "ISO-2022-JP",
     " csiso2022jp iso2022jp "},
    {"EUC-KR", "UHC",
     " cp949 cseuckr csksc56011987 euckr isoir149 korean ksc5601 ksc56011987 ksc56011989"
     " uhc windows949 "},
    {"UTF-16BE", NULL,
     " unicodefffe utf16be "},
    {"UTF-16LE", NULL,
     " csunicode iso10646ucs2 ucs2 unicode unicodefeff utf16 utf16le "},
    {"replacement", NULL,
     " csiso2022kr hzgb2312 iso2022cn iso2022cnext iso2022kr replacement "},
    {"x-user-defined", NULL,
     " xuserdefined "},
    /* no label means these on the web: only bytes can tell */
    {"IBM855", "IBM855", ""},
    {"EUC-TW", "EUC-TW", ""},
    {"Johab", "JOHAB", ""},
    {"UTF-32BE", NULL, ""},
    {"UTF-32LE", NULL, ""},
};
/* clang-format on */

enum { LONGEST_LABEL = 40 };

const struct charset_encoding *charset_encodings(size_t *count)
{
  *count = sizeof encodings / sizeof *encodings;
  return encodings;
}

/* key_of - " label " without punctuation and in lower case; false when it can be none. */
static bool key_of(struct slice label, char key[LONGEST_LABEL + 3])
{
  size_t length = 0;
  key[length++] = ' ';
  for (size_t i = 0; i < label.length; i++) {
    char c = label.data[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
    bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!kept && !strchr("-_:. ()", c)) return false;
    if (kept && length > LONGEST_LABEL) return false;
    if (kept) key[length++] = c;
  }
  key[length++] = ' ';
  key[length] = 0;
  return length > 2;
}

const struct charset_encoding *charset_encoding_of(struct slice label)
{
  char key[LONGEST_LABEL + 3];
  if (!key_of(slice_trim(label), key)) return NULL;
  for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
    if (strstr(encodings[i].labels, key)) return &encodings[i];
  return NULL;
}

const char *charset_of_label(struct slice label)
{
  const struct charset_encoding *encoding = charset_encoding_of(label);
  return encoding ? encoding->name : NULL;
}
