#pragma once

#include <string>
#include <vector>

#include "dial/dialogue.hpp"
#include "script/dry_run.hpp"
#include "script/lint.hpp"

// What is said of scripts, as text or JSON. Pure; any thread; safe for a terminal.
namespace dial::cli {

struct CheckedScript {
  std::string file;
  script::Language language = script::Language::kChat;
  std::vector<script::Remark> remarks;  // by place
};

// "FILE:LINE:COLUMN: error: …" or "… warning: …" for each remark, "FILE: ok" where there is none.
std::string render_checked(const CheckedScript& checked);
std::string checked_json(const std::vector<CheckedScript>& scripts);  // {"scripts": […]}

// As script::parse_dialogue() reads it.
std::string render_dialogue(const Dialogue& dialogue);
std::string dialogue_json(const Dialogue& dialogue);  // as a reply of Log

// The dialogue, and a comment with what it came to.
std::string render_dry_run(const script::DryRun::Outcome& outcome);
// A reply of Log and "outcome", "took_ms", "unused_line".
std::string dry_run_json(const script::DryRun::Outcome& outcome);

}  // namespace dial::cli
