#include "cli/render_script.hpp"

#include "cli/json_document.hpp"
#include "cli/text.hpp"
#include "rpc/messages.hpp"
#include "script/dialogue_text.hpp"

namespace dial::cli {
namespace {

using rpc::Json;

using Outcome = script::Engine::Outcome;

struct End {
  std::string_view name;  // for programs
  std::string_view text;
};

End end_of(const script::DryRun::Outcome& outcome) {
  if (outcome.difference) return {"different", "the script sends something else here"};
  if (outcome.unanswered) return {"unanswered", "the script asks what nothing answers"};
  if (!outcome.end) return {"waiting", "the script waits for ever"};
  switch (outcome.end->outcome) {
    case Outcome::kDone:
      return {"done", "the script has come to its end, and PPP begins"};
    case Outcome::kHalted:
      return {"halted", "the script leaves the rest to a person"};
    case Outcome::kAborted:
      return {"aborted", "the script ends with a refusal"};
    case Outcome::kFailed:
      return {"failed", "the script fails"};
    case Outcome::kTimeout:
      return {"timeout", "what the script waits for does not come"};
    case Outcome::kHangup:
      return {"hangup", "the line is hung up"};
    case Outcome::kPppSeen:
      return {"ppp", "the far end begins PPP"};
  }
  return {};
}

std::string kind_of(const script::Remark& remark) {
  return remark.is_error ? "error" : "warning";
}

}  // namespace

std::string render_checked(const CheckedScript& checked) {
  const std::string file = terminal_safe(checked.file);
  if (checked.remarks.empty()) return file + ": ok\n";
  std::string text;
  for (const script::Remark& remark : checked.remarks) {
    text += file + ":" + std::to_string(remark.what.line) + ":" +
            std::to_string(remark.what.column) + ": " + kind_of(remark) + ": " +
            terminal_safe(remark.what.message) + "\n";
  }
  return text;
}

std::string checked_json(const std::vector<CheckedScript>& scripts) {
  Json all = Json::array();
  for (const CheckedScript& checked : scripts) {
    Json remarks = Json::array();
    for (const script::Remark& remark : checked.remarks) {
      remarks.push_back({{"line", remark.what.line},
                         {"column", remark.what.column},
                         {"kind", kind_of(remark)},
                         {"message", remark.what.message}});
    }
    all.push_back({{"file", checked.file},
                   {"language", script::to_string(checked.language)},
                   {"remarks", std::move(remarks)}});
  }
  return json_document({{"scripts", std::move(all)}});
}

std::string render_dialogue(const Dialogue& dialogue) {
  return terminal_safe_lines(script::format_dialogue(dialogue));
}

std::string render_dry_run(const script::DryRun::Outcome& outcome) {
  std::string text = render_dialogue(outcome.dialogue) + "# after " + seconds_text(outcome.took) +
                     ": " + std::string(end_of(outcome).text) + "\n";
  if (outcome.unused_line > 0) {
    text += "# the script did not wait for line " + std::to_string(outcome.unused_line) +
            " of the dialogue and what follows it\n";
  }
  return text;
}

std::string dry_run_json(const script::DryRun::Outcome& outcome) {
  Json json = rpc::to_json(rpc::LogReply{outcome.dialogue});
  json["outcome"] = end_of(outcome).name;
  json["took_ms"] = outcome.took.count();
  json["unused_line"] = outcome.unused_line;
  return json_document(json);
}

std::string dialogue_json(const Dialogue& dialogue) {
  return json_document(rpc::to_json(rpc::LogReply{dialogue}));
}

}  // namespace dial::cli
