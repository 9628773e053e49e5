#include "script/quiet_texts.hpp"

#include <utility>

namespace dial::script {
namespace {

constexpr std::size_t kShortestPart = 3;  // octets; of a text that a variable is in, too

void hide(const Template& text, DialogueLog& log) {
  if (!text.is_quiet) return;
  for (const Piece& piece : text.pieces) {
    const auto* part = std::get_if<std::string>(&piece);
    if (part == nullptr) continue;
    std::string said = *part;
    if (said.ends_with('\r')) said.pop_back();
    if (text.pieces.size() == 1 || said.size() >= kShortestPart) log.hide(Secret(std::move(said)));
  }
}

}  // namespace

void hide_quiet_texts(const Chat& script, DialogueLog& log) {
  for (const Step& step : script.steps()) {
    if (const auto* send = std::get_if<Send>(&step.action)) hide(send->text, log);
    const auto* expect = std::get_if<Expect>(&step.action);
    if (expect == nullptr) continue;
    for (const Alternative& alternative : expect->alternatives) {
      if (alternative.reply) hide(*alternative.reply, log);
    }
  }
}

}  // namespace dial::script
