#include <array>
#include <charconv>
#include <utility>

#include "script/chat.hpp"
#include "script/escapes.hpp"
#include "script/words.hpp"

namespace dial::script {
namespace {

using namespace std::chrono_literals;

constexpr int kLongestTimeout = 86'400;  // seconds

using ParsedAction = std::expected<Action, ParseError>;

std::unexpected<ParseError> refuse(const Word& word, std::string message) {
  return std::unexpected(error_at(word, 0, std::move(message)));
}

template <class Kind>
ParsedAction parse_pattern(const Word& operand, const Inputs& inputs) {
  auto text = parse_expect(operand, inputs);
  if (!text) return std::unexpected(std::move(text.error()));
  // It would match before anything is received.
  if (text->pieces.empty()) return refuse(operand, "an empty text matches anything; name one");
  return Kind{std::move(*text)};
}

ParsedAction parse_said(const Word& operand, const Inputs& inputs) {
  auto text = parse_say(operand, inputs);
  if (!text) return std::unexpected(std::move(text.error()));
  return Say{std::move(*text)};
}

ParsedAction parse_timeout(const Word& operand, const Inputs& /*inputs*/) {
  int seconds = 0;
  const char* begin = operand.text.data();
  const char* end = begin + operand.text.size();
  const auto [stop, failure] = std::from_chars(begin, end, seconds);
  if (failure != std::errc{} || stop != end || seconds < 0 || seconds > kLongestTimeout)
    return refuse(operand, "TIMEOUT needs whole seconds, 1 to 86400, or 0 for the default of 45");
  return Timeout{seconds == 0 ? kDefaultTimeout : Duration(seconds * 1s)};
}

template <class Kind>
ParsedAction parse_switch(const Word& operand, const Inputs& /*inputs*/) {
  if (operand.text != "ON" && operand.text != "OFF") return refuse(operand, "write ON or OFF");
  return Kind{operand.text == "ON"};
}

struct Keyword {
  std::string_view name;
  ParsedAction (*parse)(const Word& operand, const Inputs& inputs);
};

constexpr std::array kKeywords{
    Keyword{"ABORT", parse_pattern<Abort>},
    Keyword{"CLR_ABORT", parse_pattern<ClearAbort>},
    Keyword{"REPORT", parse_pattern<Report>},
    Keyword{"CLR_REPORT", parse_pattern<ClearReport>},
    Keyword{"TIMEOUT", parse_timeout},
    Keyword{"ECHO", parse_switch<Echo>},
    Keyword{"SAY", parse_said},
    Keyword{"HANGUP", parse_switch<Hangup>},
};

const Keyword* find_keyword(std::string_view name) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.name == name) return &keyword;
  }
  return nullptr;
}

ParsedAction parse_expect_word(const Word& word, const Inputs& inputs) {
  Expect expect;
  const std::vector<Word> parts = split_at_dashes(word);
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    auto text = parse_expect(parts[i], inputs);
    if (!text) return std::unexpected(std::move(text.error()));
    expect.alternatives.push_back({std::move(*text), std::nullopt});
    if (i + 1 == parts.size()) break;
    auto reply = parse_send(parts[i + 1], inputs);
    if (!reply) return std::unexpected(std::move(reply.error()));
    expect.alternatives.back().reply = std::move(*reply);
  }
  return expect;
}

ParsedAction parse_send_word(const Word& word, const Inputs& inputs) {
  auto text = parse_send(word, inputs);
  if (!text) return std::unexpected(std::move(text.error()));
  return Send{std::move(*text)};
}

}  // namespace

std::expected<Chat, ParseError> Chat::parse(std::string_view text, const ReadFile& read_file,
                                            const Texts& variables) {
  const Inputs inputs{read_file, variables};
  const auto words = split_words(text);
  if (!words) return std::unexpected(words.error());
  Chat chat;
  bool is_send = false;  // expect and send take turns; a keyword and its operand take both
  for (std::size_t i = 0; i < words->size(); ++i) {
    const Word& word = (*words)[i];
    const Keyword* keyword = is_send ? nullptr : find_keyword(word.text);
    if (keyword != nullptr && i + 1 == words->size())
      return refuse(word, std::string(keyword->name) + " needs a word after it");
    auto action = keyword != nullptr ? keyword->parse((*words)[++i], inputs)
                  : is_send          ? parse_send_word(word, inputs)
                                     : parse_expect_word(word, inputs);
    if (!action) return std::unexpected(std::move(action.error()));
    chat.steps_.push_back({std::move(*action), word.line, word.column});
    if (keyword == nullptr) is_send = !is_send;
  }
  return chat;
}

}  // namespace dial::script
