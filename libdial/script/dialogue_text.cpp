#include "script/dialogue_text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace dial::script {
namespace {

using Kind = DialogueLine::Kind;

constexpr std::string_view kMarks = "><=";  // in the order of Kind
constexpr std::int64_t kLongestSeconds = 1'000'000;

std::string seconds_of(std::chrono::milliseconds at) {
  std::string fraction = std::to_string(at.count() % 1'000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(at.count() / 1'000) + "." + fraction;
}

std::optional<char> meaning_of(char escape) {
  switch (escape) {
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 's':
      return ' ';
    case '\\':
      return '\\';
    default:
      return std::nullopt;
  }
}

// The two hexadecimal digits behind \x.
std::optional<std::uint8_t> octet_of(std::string_view digits) {
  unsigned value = 0;
  if (digits.size() < 2) return std::nullopt;
  const char* begin = digits.data();
  const char* end = begin + 2;
  const auto [stop, status] = std::from_chars(begin, end, value, 16);
  if (status != std::errc{} || stop != end) return std::nullopt;
  return static_cast<std::uint8_t>(value);
}

// Seconds with up to three decimals.
std::optional<Duration> parse_seconds(std::string_view text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, dot);
  std::string fraction(text.substr(std::min(dot + 1, text.size())));
  if (fraction.size() > 3 || (dot < text.size() && fraction.empty())) return std::nullopt;
  fraction.append(3 - fraction.size(), '0');
  const auto number = [](std::string_view digits) -> std::optional<std::int64_t> {
    const bool are_digits =
        !digits.empty() && digits.find_first_not_of("0123456789") == digits.npos;
    std::int64_t value = 0;
    const auto status = std::from_chars(digits.data(), digits.data() + digits.size(), value).ec;
    if (!are_digits || status != std::errc{} || value > kLongestSeconds) return std::nullopt;
    return value;
  };
  const auto seconds = number(whole);
  const auto thousandths = number(fraction);
  if (!seconds || !thousandths) return std::nullopt;
  return Duration(*seconds * 1'000 + *thousandths);
}

std::unexpected<ParseError> refuse(std::size_t line, std::size_t column, std::string message) {
  return std::unexpected(ParseError{line, column, std::move(message)});
}

std::expected<WrittenLine, ParseError> parse_line(std::string_view text, std::size_t number) {
  WrittenLine written{.line = number};
  const std::size_t blank = std::min(text.find(' '), text.size());
  const auto at = parse_seconds(text.substr(0, blank));
  if (!at)
    return refuse(number, 1, "write the seconds since the beginning, as in: 0.250 < login: ");
  written.at = *at;
  const std::string_view rest = text.substr(std::min(blank + 1, text.size()));
  const std::size_t mark = rest.empty() ? kMarks.npos : kMarks.find(rest[0]);
  if (mark == kMarks.npos || (rest.size() > 1 && rest[1] != ' '))
    return refuse(number, blank + 2, "write > (sent), < (received) or = (a note), and a blank");
  written.kind = static_cast<Kind>(mark);
  const std::string_view said = rest.substr(std::min<std::size_t>(2, rest.size()));
  if (written.kind == Kind::kNote) {
    // What ends a line is no part of it, however often it is there: a note has no escapes.
    written.note = said.substr(0, said.find_last_not_of('\r') + 1);
    return written;
  }
  if (said == kBreak && written.kind == Kind::kSent) return written;
  auto octets = unspell(said);
  if (!octets)
    return refuse(number, blank + 4,
                  "an escape is \\r, \\n, \\t, \\s, \\xNN or \\\\, or \\K alone for a break");
  if (octets->empty()) return refuse(number, blank + 4, "nothing is said; leave the line out");
  written.octets = std::move(*octets);
  return written;
}

}  // namespace

std::string spell(Octets octets) {
  std::string text;
  for (const std::uint8_t octet : octets) {
    if (octet == '\t') {
      text += "\\t";
    } else if (octet == '\\') {
      text += "\\\\";
    } else {
      text += printable(Octets(&octet, 1));
    }
  }
  if (text.ends_with(' ')) text.replace(text.size() - 1, 1, "\\s");
  return text;
}

std::optional<Buffer> unspell(std::string_view text) {
  Buffer octets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      octets.push_back(static_cast<std::uint8_t>(text[i]));
      continue;
    }
    const char escape = ++i < text.size() ? text[i] : '\0';
    const auto hexadecimal = escape == 'x' ? octet_of(text.substr(i + 1)) : std::nullopt;
    if (const auto meant = meaning_of(escape)) {
      octets.push_back(static_cast<std::uint8_t>(*meant));
    } else if (hexadecimal) {
      octets.push_back(*hexadecimal);
      i += 2;
    } else {
      return std::nullopt;
    }
  }
  return octets;
}

std::string format_dialogue(const Dialogue& dialogue) {
  std::string text;
  if (dialogue.dropped > 0)
    text += "# " + std::to_string(dialogue.dropped) + " earlier lines were not kept\n";
  for (const DialogueLine& line : dialogue.lines) {
    text += seconds_of(line.at) + " " + kMarks[static_cast<std::size_t>(line.kind)] + " " +
            line.text + "\n";
  }
  return text;
}

std::expected<std::vector<WrittenLine>, ParseError> parse_dialogue(std::string_view text) {
  if (text.size() > kLongestDialogue)
    return refuse(1, 1, "this is longer than 1 MiB; keep what the login script hears");
  std::vector<WrittenLine> lines;
  Duration last{0};
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    auto written = parse_line(line, number);
    if (!written) return std::unexpected(std::move(written.error()));
    if (written->at < last) return refuse(number, 1, "this is before the line above; times go on");
    last = written->at;
    if (written->kind == Kind::kNote && written->note == kLoginNote) lines.clear();
    lines.push_back(std::move(*written));
  }
  return lines;
}

}  // namespace dial::script
