#include "at/result_code.hpp"

#include <algorithm>
#include <iterator>

#include "at/lexer.hpp"

namespace dial::at {
namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_same(char a, char b) {
  return upper(a) == upper(b);
}

bool equals(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), is_same);
}

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), is_same) != text.end();
}

bool is_letter_or_digit(char c) {
  return (upper(c) >= 'A' && upper(c) <= 'Z') || (c >= '0' && c <= '9');
}

struct Word {
  std::string_view text;
  Outcome outcome;
  bool may_go_on;  // more may follow after a blank, colon or slash
};

constexpr Word kWords[] = {
    // V.250, 5.7.1
    {"OK", Outcome::kOk, false},
    {"CONNECT", Outcome::kConnect, true},
    {"NO CARRIER", Outcome::kNoCarrier, false},
    {"ERROR", Outcome::kError, false},
    {"NO DIALTONE", Outcome::kNoDialtone, false},
    {"BUSY", Outcome::kBusy, false},
    {"NO ANSWER", Outcome::kNoAnswer, false},
    // De facto: US Robotics, Rockwell and Lucent modems
    {"NO DIAL TONE", Outcome::kNoDialtone, false},
    {"VOICE", Outcome::kVoice, false},
    {"DELAYED", Outcome::kDelayed, true},
    {"BLACKLISTED", Outcome::kDelayed, true},
    {"BLACKLIST FULL", Outcome::kDelayed, false},
    {"BLACKLISTFULL", Outcome::kDelayed, false},
    // 3GPP TS 27.007 9.2, TS 27.005 3.2.5, and what Huawei adds
    {"+CME ERROR", Outcome::kError, true},
    {"+CMS ERROR", Outcome::kError, true},
    {"+EXT ERROR", Outcome::kError, true},
    {"COMMAND NOT SUPPORT", Outcome::kError, false},
    {"TOO MANY PARAMETERS", Outcome::kError, false},
};

bool is_word(std::string_view line, const Word& word) {
  if (!equals(line.substr(0, word.text.size()), word.text)) return false;
  if (line.size() == word.text.size()) return true;
  return word.may_go_on && !is_letter_or_digit(line[word.text.size()]);
}

struct Number {
  std::string_view text;
  Outcome outcome;
};

// 11 to 14 are rates to most, but RINGING and VOICE to US Robotics and DELAYED and BLACKLISTED to
// Nokia; 22 and up differ from maker to maker. Which rate it is differs for all of 9 to 21.
constexpr Number kNumbers[] = {
    {"0", Outcome::kOk},       {"1", Outcome::kConnect},  {"3", Outcome::kNoCarrier},
    {"4", Outcome::kError},    {"5", Outcome::kConnect},  {"6", Outcome::kNoDialtone},
    {"7", Outcome::kBusy},     {"8", Outcome::kNoAnswer}, {"9", Outcome::kConnect},
    {"10", Outcome::kConnect}, {"15", Outcome::kConnect}, {"16", Outcome::kConnect},
    {"17", Outcome::kConnect}, {"18", Outcome::kConnect}, {"19", Outcome::kConnect},
    {"20", Outcome::kConnect}, {"21", Outcome::kConnect},
};

// 3GPP TS 27.007 and 27.005: what a modem may report at any time once asked to.
constexpr std::string_view kReports[] = {
    "+CRING", "+CREG", "+CGREG", "+CEREG", "+CGEV", "+CLIP", "+CCWA", "+CUSD", "+CIEV",
    "+CSSU",  "+CMTI", "+CMT",   "+CDSI",  "+CDS",  "+CBMI", "+CBM",  "+CTZV", "+CTZU",
};

}  // namespace

std::optional<Outcome> word_code(std::string_view line) {
  line = trimmed(line);
  for (const Word& word : kWords)
    if (is_word(line, word)) return word.outcome;
  return std::nullopt;
}

std::optional<Outcome> numeric_code(std::string_view line) {
  line = trimmed(line);
  for (const Number& number : kNumbers)
    if (line == number.text) return number.outcome;
  return std::nullopt;
}

bool is_numeric_ring(std::string_view line) {
  return trimmed(line) == "2";
}

bool is_call_progress(Outcome outcome) {
  switch (outcome) {
    case Outcome::kBusy:
    case Outcome::kNoCarrier:
    case Outcome::kNoDialtone:
    case Outcome::kNoAnswer:
    case Outcome::kVoice:
    case Outcome::kDelayed:
      return true;
    case Outcome::kOk:
    case Outcome::kConnect:
    case Outcome::kError:
    case Outcome::kTimeout:
    case Outcome::kHangup:
      return false;
  }
  return false;
}

bool is_unsolicited(std::string_view line, std::string_view command) {
  line = trimmed(line);
  if (equals(line, "RING")) return true;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view name = line.substr(0, colon);
  if (contains(command, name)) return false;
  // Huawei and its kin report with ^ all the time (^RSSI, ^MODE, ^BOOT, ^DSFLOWRPT).
  if (name.front() == '^') return true;
  return std::any_of(std::begin(kReports), std::end(kReports),
                     [name](std::string_view report) { return equals(name, report); });
}

}  // namespace dial::at
