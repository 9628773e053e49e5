#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "profile/edit.hpp"
#include "profile/profile.hpp"

namespace dial::profile {

// What a person who makes a profile is asked.
struct Question {
  std::string_view key;            // of the table of keys; a text
  std::string_view text;           // without a question mark
  std::string_view proposal = {};  // what no answer stands for
  bool is_required = false;        // no answer will not do, and there is no proposal
};

// For a profile of that kind, in the order in which they are asked.
std::span<const Question> questions(LinkClass kind);

// The text of a new profile: each answer with what its key means, the proposals of the questions
// that have none, and the usual keys as comments with their defaults. Answers to other keys stand
// in it too. The result loads; else why not.
std::expected<std::string, ProfileEditFailure> new_profile(LinkClass kind,
                                                           const Properties& answers,
                                                           const BaseReader& read_base = {});

}  // namespace dial::profile
