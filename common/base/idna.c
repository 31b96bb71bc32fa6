/* idna.c - see idna.h. Names of plain ASCII, nearly all there are, never reach ICU. */
#include "base/idna.h"

#include "base/utf8.h"

#include <pthread.h>
#include <unicode/uidna.h>

/* What the URL Standard switches off: VerifyDnsLength and CheckHyphens. */
static const uint32_t let_pass = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                 UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                 UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static UIDNA *uts46; /* immutable once open: every thread may use it */

static void open_uts46(void)
{
  UErrorCode code = U_ZERO_ERROR;
  uts46 = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                              UIDNA_NONTRANSITIONAL_TO_UNICODE,
                          &code);
}

static bool is_ascii(struct slice domain)
{
  for (size_t i = 0; i < domain.length; i++)
    if ((unsigned char)domain.data[i] >= 0x80) return false;
  return true;
}

static struct slice lower(struct arena *arena, struct slice domain)
{
  char *copy = arena_alloc(arena, domain.length + 1);
  for (size_t i = 0; i < domain.length; i++) {
    char c = domain.data[i];
    copy[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  copy[domain.length] = '\0';
  return (struct slice){copy, domain.length};
}

/* What Unicode 15.1 and 16 map or ignore and ICU, up to 72, refuses or maps otherwise (UTS #46, revisions 31
 * and 33). `to` 0: ignored; else where `first` goes, and the rest of the range in step. */
static const struct {
  uint32_t first, last, to;
} newer[] = {
    {0x04C0, 0x04C0, 0x04CF},   {0x10A0, 0x10C5, 0x2D00},   {0x10C7, 0x10C7, 0x2D27},
    {0x10CD, 0x10CD, 0x2D2D},   {0x115F, 0x1160, 0},        {0x17B4, 0x17B5, 0},
    {0x180E, 0x180E, 0},        {0x1E9E, 0x1E9E, 0x00DF},   {0x2061, 0x2063, 0},
    {0x206A, 0x206F, 0},        {0x2132, 0x2132, 0x214E},   {0x2183, 0x2183, 0x2184},
    {0x3164, 0x3164, 0},        {0xFFA0, 0xFFA0, 0},        {0x1D173, 0x1D17A, 0},
    {0x2F868, 0x2F868, 0x36FC}, {0x2F874, 0x2F874, 0x5F53}, {0x2F91F, 0x2F91F, 0x243AB},
    {0x2F95F, 0x2F95F, 0x7AEE}, {0x2F9BF, 0x2F9BF, 0x45D7},
};

static void put_newer(struct buffer *out, uint32_t code_point)
{
  for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
    if (code_point < newer[i].first || code_point > newer[i].last) continue;
    if (newer[i].to) utf8_put(out, newer[i].to + (code_point - newer[i].first));
    return;
  }
  utf8_put(out, code_point);
}

static bool map(struct arena *arena, struct slice domain, struct slice *ascii)
{
  pthread_once(&once, open_uts46);
  if (!uts46) return false;
  int32_t room = (int32_t)domain.length * 4 + 64, length = 0;
  for (int attempt = 0; attempt < 2; attempt++, room = length + 1) {
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode code = U_ZERO_ERROR;
    char *text = arena_alloc(arena, (size_t)room);
    length = uidna_nameToASCII_UTF8(uts46, domain.data, (int32_t)domain.length, text, room, &info, &code);
    if (code == U_BUFFER_OVERFLOW_ERROR) continue;
    *ascii = (struct slice){text, (size_t)length};
    return U_SUCCESS(code) && !(info.errors & ~let_pass);
  }
  return false;
}

static bool map_newer(struct arena *arena, struct slice domain, struct slice *ascii)
{
  struct buffer mapped = BUFFER_EMPTY;
  for (size_t at = 0; at < domain.length;) put_newer(&mapped, utf8_decode(domain, &at));
  bool ok = map(arena, buffer_view(&mapped), ascii);
  buffer_free(&mapped);
  return ok;
}

bool idna_to_ascii(struct arena *arena, struct slice domain, struct slice *ascii)
{
  if (!domain.length || domain.length > IDNA_MAX) return false;
  if (is_ascii(domain)) { /* even what would not decode: browsers and DNS take it as it is */
    *ascii = lower(arena, domain);
    return true;
  }
  return map_newer(arena, domain, ascii) && ascii->length > 0;
}
