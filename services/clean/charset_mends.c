/* charset_mends.c - where iconv's tables differ from the indexes of the WHATWG Encoding Standard.
 *
 * The holes of the windows code pages are the C1 controls of the same number. Big5 on the web has the letters
 * of Hong Kong of every age, also those that Unicode's own list of 2004 dropped as doubles, and the
 * punctuation of Taiwan's code page. GB18030 is that of 2022. */
#include "clean/charset_tables.h"

struct mend {
  uint16_t bytes; /* one, or a pair */
  uint16_t letter;
  uint16_t count; /* so many in a row */
};

/* clang-format off */
static const struct mend big5[] = {
    {0x8E69, 0x7BB8, 1}, {0x8E6F, 0x7C06, 1}, {0x8E7E, 0x7CCE, 1}, {0x8EAB, 0x7DD2, 1}, {0x8EB4, 0x7E1D, 1},
    {0x8ECD, 0x8005, 1}, {0x8ED0, 0x8028, 1}, {0x8F57, 0x83C1, 1}, {0x8F69, 0x84A8, 1}, {0x8F6E, 0x840F, 1},
    {0x8FCB, 0x89A6, 1}, {0x8FCC, 0x89A9, 1}, {0x8FFE, 0x8D77, 1}, {0x906D, 0x90FD, 1}, {0x907A, 0x92B9, 1},
    {0x90DC, 0x975C, 1}, {0x90F1, 0x97FF, 1}, {0x91BF, 0x9F16, 1}, {0x9244, 0x8503, 1}, {0x92AF, 0x5159, 1},
    {0x92B0, 0x515B, 1}, {0x92B1, 0x515D, 2}, {0x92C8, 0x936E, 1}, {0x92D1, 0x7479, 1}, {0x9447, 0x6D67, 1},
    {0x94CA, 0x799B, 1}, {0x95D9, 0x9097, 1}, {0x9644, 0x975D, 1}, {0x96ED, 0x701E, 1}, {0x96FC, 0x5B28, 1},
    {0x9B76, 0x7201, 1}, {0x9B78, 0x77D7, 1}, {0x9B7B, 0x7E87, 1}, {0x9BC6, 0x99D6, 1}, {0x9BDE, 0x91D4, 1},
    {0x9BEC, 0x60DE, 1}, {0x9BF6, 0x6FB6, 1}, {0x9C42, 0x8F36, 1}, {0x9C53, 0x4FBB, 1}, {0x9C62, 0x71DF, 1},
    {0x9C68, 0x9104, 1}, {0x9C6B, 0x9DF0, 1}, {0x9C77, 0x83CF, 1}, {0x9CBC, 0x5C10, 1}, {0x9CBD, 0x79E3, 1},
    {0x9CD0, 0x5A67, 1}, {0x9D57, 0x8F0B, 1}, {0x9D5A, 0x7B51, 1}, {0x9DC4, 0x62D0, 1}, {0x9EA9, 0x6062, 1},
    {0x9EEF, 0x75F9, 1}, {0x9EFD, 0x6C4A, 1}, {0x9F60, 0x9B2E, 1}, {0x9F66, 0x9F17, 1}, {0x9FCB, 0x50ED, 1},
    {0x9FD8, 0x5F0C, 1}, {0xA063, 0x880F, 1}, {0xA077, 0x62CE, 1}, {0xA0D5, 0x7468, 1}, {0xA0DF, 0x7162, 1},
    {0xA0E4, 0x7250, 1}, {0xA145, 0x2027, 1}, {0xA14E, 0xFE51, 1}, {0xA15A, 0x2574, 1}, {0xA1C2, 0x00AF, 1},
    {0xA1C3, 0xFFE3, 1}, {0xA1C5, 0x02CD, 1}, {0xA1E3, 0xFF5E, 1}, {0xA1F2, 0x2295, 1}, {0xA1F3, 0x2299, 1},
    {0xA1FE, 0xFF0F, 1}, {0xA240, 0xFF3C, 1}, {0xA241, 0x2215, 1}, {0xA242, 0xFE68, 1}, {0xA244, 0xFFE5, 1},
    {0xA246, 0xFFE0, 2}, {0xA2CC, 0x5341, 1}, {0xA2CE, 0x5345, 1}, {0xA3C0, 0x2400, 32},
    {0xA3E0, 0x2421, 1}, {0xA3E1, 0x20AC, 1}, {0xC6CF, 0x5EF4, 1}, {0xC6D3, 0x65E0, 1}, {0xC6D5, 0x7676, 1},
    {0xC6D7, 0x96B6, 1}, {0xC6DE, 0x3003, 1}, {0xC6DF, 0x4EDD, 1}, {0xFA5F, 0x5029, 1}, {0xFA66, 0x507D, 1},
    {0xFABD, 0x5305, 1}, {0xFAC5, 0x5344, 1}, {0xFAD5, 0x537F, 1}, {0xFB48, 0x5605, 1}, {0xFBB8, 0x5A77, 1},
    {0xFBF3, 0x5E75, 1}, {0xFBF9, 0x5ED0, 1}, {0xFC4F, 0x5F58, 1}, {0xFC6C, 0x60A4, 1}, {0xFCB9, 0x6490, 1},
    {0xFCE2, 0x6674, 1}, {0xFCF1, 0x675E, 1}, {0xFDB7, 0x6C9C, 1}, {0xFDB8, 0x6E1D, 1}, {0xFDBB, 0x6E2F, 1},
    {0xFDF1, 0x716E, 1}, {0xFE52, 0x732A, 1}, {0xFE6F, 0x745C, 1}, {0xFEAA, 0x74E9, 1}, {0xFEDD, 0x7809, 1},
};
/* clang-format on */
static const struct mend gb18030[] = {{0x80, 0x20AC, 1}, {0xA3A0, 0x3000, 1}};
static const struct mend shift_jis[] = {{0x80, 0x80, 1}, {0xA0, 0, 1}, {0xFD, 0, 3}};
static const struct mend windows_1255[] = {{0xCA, 0x05BA, 1}};
static const struct mend koi8_u[] = {{0xAE, 0x045E, 1}, {0xBE, 0x040E, 1}};
static const struct mend macintosh[] = {{0xC6, 0x2206, 1}, {0xF0, 0xF8FF, 1}};
static const struct mend mac_cyrillic[] = {{0xFF, 0x20AC, 1}};

#define MENDS(name, mends)                                                                                   \
  {                                                                                                          \
    name, mends, sizeof(mends) / sizeof *(mends)                                                             \
  }
static const struct {
  const char *name;
  const struct mend *mends;
  size_t count;
} all[] = {
    MENDS("windows-1255", windows_1255), MENDS("Big5", big5),
    MENDS("gb18030", gb18030),           MENDS("GBK", gb18030),
    MENDS("Shift_JIS", shift_jis),       MENDS("KOI8-U", koi8_u),
    MENDS("macintosh", macintosh),       MENDS("x-mac-cyrillic", mac_cyrillic),
};

static void apply(struct charset_table *table, const struct mend *mend)
{
  for (uint32_t i = 0; i < mend->count; i++) {
    uint32_t bytes = mend->bytes + i, letter = mend->letter ? mend->letter + i : 0;
    if (mend->bytes < 0x100)
      table->single[bytes & 0x7F] = letter;
    else
      table->pairs[bytes >> 8 & 0x7F][bytes & 0xFF] = letter;
  }
}

void charset_mend(const char *name, struct charset_table *table)
{
  for (unsigned byte = 0x80; byte < 0xA0 && strncmp(name, "windows-", 8) == 0; byte++)
    if (!table->single[byte & 0x7F]) table->single[byte & 0x7F] = byte;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    for (size_t m = 0; strcmp(all[i].name, name) == 0 && m < all[i].count; m++)
      apply(table, &all[i].mends[m]);
}

/* What GB18030 of 2022 writes with two bytes can be written with four as before. */
uint32_t charset_mend_four(uint32_t number)
{
  static const struct {
    uint32_t number, letter, count;
  } runs[] = {{19057, 0x9FB4, 8}, {39076, 0xFE10, 10}};
  enum { ASTRAL = 189000 };
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
    if (number >= runs[i].number && number < runs[i].number + runs[i].count)
      return runs[i].letter + number - runs[i].number;
  return number >= ASTRAL && number <= ASTRAL + 0xFFFFF ? number - ASTRAL + 0x10000 : 0;
}
