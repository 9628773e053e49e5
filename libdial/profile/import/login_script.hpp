#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profile/import/chat_command.hpp"

namespace dial::profile {

// Makes the profile's login script of the second part of a chat(8) script, word by word. What is
// sent after a prompt for a password, or by \q, or from @FILE becomes $PASSWORD, the user's name
// $USER. Everything wrong refuses the entry.
class LoginScript {
 public:
  LoginScript(const ChatScript& script, const ReadFile& read_file, Draft& draft)
      : script_(script), read_file_(read_file), draft_(draft) {}

  void add_keyword(const SourceWord& keyword, const SourceWord& operand);
  void add_expect(const SourceWord& word);
  void add_send(const SourceWord& word);
  // Writes the script, or none if all it does is send a carriage return or nothing.
  void finish();

 private:
  struct Line {
    const SourceWord* expect;  // or a keyword
    const SourceWord* send;    // or its operand; null: the script ends with an expect
    bool is_keyword;
  };

  void refuse(const SourceWord& word, std::string_view why);
  void drop_idle_lines();
  std::string text_of(const SourceWord& word, bool is_send);
  bool is_trivial() const;
  std::size_t count_sends() const;
  const SourceWord* guess_password() const;
  std::string expect_text(const SourceWord& word);
  std::string send_text(const Line& line, const SourceWord* password);
  std::string password_text(const SourceWord& origin, std::string_view word);
  std::string file_text(const SourceWord& word);

  const ChatScript& script_;
  const ReadFile& read_file_;
  Draft& draft_;
  std::vector<Line> lines_;
};

}  // namespace dial::profile
