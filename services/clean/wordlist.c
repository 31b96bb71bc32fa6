/* wordlist.c - see wordlist.h. */
#include "clean/wordlist.h"

static uint32_t bit_of(char byte)
{
  return UINT32_C(1) << (byte & 31);
}

static bool is_open(char third)
{
  return third == '\0' || third == '*';
}

void wordlist_make(struct wordlist *list, const struct wordlist_entry *entries, size_t count)
{
  *list = (struct wordlist){.entries = entries};
  for (size_t i = 0; i < count; i++) {
    int letter = entries[i].word[0] - 'a';
    list->first[letter + 1] = (uint16_t)(i + 1);
    list->seconds[letter] |= bit_of(entries[i].word[1]);
    list->thirds[letter] |= is_open(entries[i].word[2]) ? UINT32_MAX : bit_of(entries[i].word[2]);
  }
  for (int letter = 0; letter < 26; letter++) /* a letter without entries begins where the one before ends */
    if (list->first[letter + 1] < list->first[letter]) list->first[letter + 1] = list->first[letter];
}

static bool fits(const char *word, size_t length, const char *entry)
{
  if (entry[1] != word[1]) return false;
  size_t n = strlen(entry);
  if (entry[n - 1] == '*') return length >= n - 1 && memcmp(word, entry, n - 1) == 0;
  return length == n && memcmp(word, entry, n) == 0;
}

unsigned wordlist_find(const struct wordlist *list, const char *word, size_t length)
{
  if (length < 2 || word[0] < 'a' || word[0] > 'z') return 0;
  int letter = word[0] - 'a';
  if (!(list->seconds[letter] & bit_of(word[1]))) return 0;
  if (length > 2 && !(list->thirds[letter] & bit_of(word[2]))) return 0;
  for (size_t i = list->first[letter]; i < list->first[letter + 1]; i++)
    if (fits(word, length, list->entries[i].word)) return list->entries[i].meaning;
  return 0;
}

unsigned *wordlist_seen(struct wordlist *list, struct slice names, bool *known)
{
  size_t slot = names.length;
  if (names.length)
    slot += 7u * (unsigned char)names.data[names.length / 2] + (unsigned char)names.data[names.length - 1];
  struct wordlist_seen *seen = &list->seen[slot % WORDLIST_SEEN];
  *known = slice_equal(seen->names, names);
  seen->names = names;
  return &seen->meaning;
}

/* fold - a letter in lower case or a digit; 0 for what parts words. */
static char fold(char sign, char first)
{
  static const char folded['z' - '0' + 1] = "0123456789\0\0\0\0\0\0\0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0\0"
                                            "abcdefghijklmnopqrstuvwxyz";
  return sign >= first && sign <= 'z' ? folded[sign - '0'] : '\0';
}

size_t wordlist_next(struct slice name, size_t *at, bool digits, char word[WORDLIST_LONGEST])
{
  const char first = digits ? '0' : 'A';
  size_t length = 0, i = *at;
  while (i < name.length && !fold(name.data[i], first)) i++;
  for (bool small = false; i < name.length; i++) {
    char sign = name.data[i], folded = fold(sign, first);
    if (!folded || (sign != folded && small)) break;
    small = sign == folded;
    if (length < WORDLIST_LONGEST) word[length++] = folded;
  }
  *at = i;
  return length;
}
