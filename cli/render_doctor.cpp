#include <array>

#include "cli/doctor.hpp"
#include "cli/json_document.hpp"
#include "cli/text.hpp"
#include "rpc/codec.hpp"

namespace dial::cli {
namespace {

struct Word {
  const char* shown;
  const char* json;
};
constexpr std::array kWords{Word{"ok", "good"}, Word{"note", "note"}, Word{"WRONG", "bad"}};

const Word& word_of(Finding::Kind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

// Several mistakes of a profile stand on lines of their own.
std::string indented(const std::string& text) {
  std::string out;
  for (const char character : terminal_safe_lines(text)) {
    out += character;
    if (character == '\n') out += "       ";
  }
  return out;
}

}  // namespace

std::string render_findings(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += padded(word_of(finding.kind).shown, 7) + terminal_safe(finding.subject) + ": " +
            indented(finding.text) + "\n";
    if (!finding.remedy.empty()) text += "       try: " + terminal_safe(finding.remedy) + "\n";
  }
  return text;
}

std::string findings_json(const Findings& findings) {
  rpc::Json list = rpc::Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"kind", word_of(finding.kind).json},
                    {"subject", finding.subject},
                    {"text", finding.text},
                    {"remedy", finding.remedy}});
  }
  const rpc::Json document{{"findings", std::move(list)}};
  return json_document(document);
}

}  // namespace dial::cli
