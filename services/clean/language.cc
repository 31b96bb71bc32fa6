/* language.cc - a thin shim over CLD2, whose interface is C++.
 *
 * CLD2 answers nothing at all when it meets a C1 control character, and pages have them; so they are replaced first. A
 * few kilobytes decide the language of an article: no more are looked at. */
#include "clean/language.h"

#include "clean/language_words.h"

#include <cstdio>
#include <cstring>
#include <string>

#include <cld2/internal/lang_script.h>
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

namespace
{
const size_t kLookAt = 3500;
const size_t kShort = 200;

std::string prepared(slice text)
{
  size_t length = text.length < kLookAt ? text.length : kLookAt;
  while (length > 0 && length < text.length && (static_cast<unsigned char>(text.data[length]) & 0xC0) == 0x80) length--;
  std::string copy(text.data ? text.data : "", length);
  for (size_t i = 0; i + 1 < copy.size(); i++) {
    bool c1 = copy[i] == '\xC2' && static_cast<unsigned char>(copy[i + 1]) < 0xA0;
    if (c1) copy[i] = copy[i + 1] = ' ';
  }
  for (char &c : copy)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
  return copy;
}

/* The primary subtag in lower case; empty when the hint is no tag. */
std::string primary(slice hint)
{
  std::string tag;
  for (size_t i = 0; i < hint.length && hint.data[i] != '-' && hint.data[i] != '_'; i++) {
    char c = hint.data[i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (c < 'a' || c > 'z' || tag.size() == 3) return "";
    tag.push_back(c);
  }
  return tag.size() >= 2 ? tag : "";
}

/* CLD2 keeps some codes that BCP 47 has replaced. */
std::string modern(const char *code)
{
  static const char *const replaced[][2] = {{"iw", "he"}, {"in", "id"}, {"ji", "yi"}, {"jw", "jv"}, {"mo", "ro"}, {"sh", "sr"}};
  for (const auto &pair : replaced)
    if (std::strcmp(code, pair[0]) == 0) return pair[1];
  return code;
}
} // namespace

namespace
{
/* What CLD2 says with these flags; "und": nothing. */
std::string asked(const std::string &copy, const std::string &declared, int flags, bool *reliable)
{
  CLD2::CLDHints hints = {declared.empty() ? nullptr : declared.c_str(), nullptr, CLD2::UNKNOWN_ENCODING,
                          CLD2::UNKNOWN_LANGUAGE};
  /* CLD2 leaves these alone where it calls a text not fit for interchange, noncharacters for one. */
  CLD2::Language top[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE};
  int percent[3] = {0, 0, 0}, bytes = 0, valid = 0;
  double score[3] = {0, 0, 0};
  *reliable = false;
  CLD2::ExtDetectLanguageSummaryCheckUTF8(copy.data(), static_cast<int>(copy.size()), true, &hints, flags, top, percent,
                                          score, nullptr, &bytes, reliable, &valid);
  return top[0] == CLD2::UNKNOWN_LANGUAGE ? "und" : modern(CLD2::LanguageCode(top[0]));
}

/* is_unheard_of - declared is a language that CLD2 has never seen: Bambara, Mooré, Fulah. Then its guess among the others is worth
 * nothing. What has two letters and is not listed is more often a country than a language. */
bool is_unheard_of(const std::string &declared)
{
  static const char names[] = " ae an av bm ce ch cr cv ff ho hz ii io kg ki kj kv li mh na ng nv oj sc ";
  static const char none[] = " und mis mul zxx ";
  std::string word = " " + declared + " ";
  if (declared.empty() || CLD2::GetLanguageFromName(declared.c_str()) != CLD2::UNKNOWN_LANGUAGE) return false;
  return declared.size() == 2 ? std::strstr(names, word.c_str()) != nullptr : !std::strstr(none, word.c_str());
}

std::string answer_for(const std::string &copy, const std::string &declared)
{
  const slice text = {copy.data(), copy.size()};
  bool reliable, guessed;
  std::string found = asked(copy, declared, 0, &reliable);
  if (found != "und" && found == declared) return found;
  if (found != "und" && reliable) return language_among_sisters(text, found.c_str());
  if (is_unheard_of(declared) && !copy.empty()) return declared;
  if (const char *words = language_by_words(text)) return words;
  if (!declared.empty() && copy.size() < kShort && !copy.empty()) return declared;
  return found != "und" ? found : asked(copy, declared, CLD2::kCLDFlagBestEffort, &guessed);
}
} // namespace

extern "C" void language_detect(slice text, slice hint, char tag[LANGUAGE_TEXT])
{
  std::string answer = answer_for(prepared(text), primary(hint));
  std::strncpy(tag, answer.c_str(), LANGUAGE_TEXT - 1);
  tag[LANGUAGE_TEXT - 1] = 0;
}
