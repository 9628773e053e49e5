#include "script/recording.hpp"

#include <doctest/doctest.h>

#include <string>

#include "script/chat_draft.hpp"
#include "script/dialogue_text.hpp"
#include "script/lint.hpp"

#include "running.hpp"

using namespace dial;
using namespace dial::script;
using namespace std::chrono_literals;

namespace {

// A login by hand; every step takes 100 ms.
struct ByHand {
  void far_end(std::string_view text) {
    now += 100ms;
    recording.handle_received(octets_of(text), now);
  }
  // Key by key; the far end echoes each, or not.
  void types(std::string_view text, bool is_echoed = true) {
    for (const char key : text) {
      now += 100ms;
      recording.handle_typed(octets_of(std::string_view(&key, 1)), now);
      if (is_echoed)
        recording.handle_received(octets_of(key == '\r' ? "\r\n" : std::string(1, key)), now);
    }
  }
  // Without the comments.
  std::string chat() const {
    std::string script;
    const std::string draft = recording.finish().chat;
    std::string_view rest = draft;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n') + 1);
      if (!line.starts_with('#')) script += line;
      rest.remove_prefix(line.size());
    }
    return script;
  }
  std::string dialogue() const { return recording.finish().dialogue; }

  TimePoint now{};
  Recording recording{TimePoint{}};
};

ByHand terminal_server() {
  ByHand login;
  login.far_end("Welcome\r\nlogin: ");
  login.types("alice\r");
  login.far_end("Password: ");
  login.types("hunter2\r", false);
  login.far_end("\r\nts7> ");
  login.types("ppp\r");
  login.far_end("~");
  return login;
}

}  // namespace

TEST_SUITE("script::Recording") {
  TEST_CASE("a login by hand becomes a dialogue that can be read, without the password") {
    const std::string text = terminal_server().dialogue();
    CHECK(text ==
          "0.100 < Welcome\\r\\n\n"
          "0.100 < login:\\s\n"
          "0.200 > alice\\r\n"
          "0.200 < alice\\r\\n\n"
          "0.800 < Password:\\s\n"
          "0.900 > ******\\r\n"
          "1.700 < \\r\\nts7>\\s\n"
          "1.800 > ppp\\r\n"
          "1.800 < ppp\\r\\n\n"
          "2.200 < ~\n");
    CHECK(parse_dialogue(text));
  }

  TEST_CASE("the draft waits for the end of what was heard and sends what was typed") {
    CHECK(terminal_server().chat() == "'login:' 'alice'\n'Password:' $PASSWORD\n'ts7>' 'ppp'\n");
  }

  TEST_CASE("the draft is a script that the lint has nothing to say of") {
    const std::string draft = terminal_server().recording.finish().chat;
    CHECK(lint(Language::kChat, "draft", draft).empty());
  }

  TEST_CASE("the draft logs in where the person did") {
    test::Running script(terminal_server().recording.finish().chat,
                         {.password = Secret(std::string("hunter2"))});
    script.receive("Welcome\r\nlogin: ");
    CHECK(script.sent() == "alice\r");
    script.receive("alice\r\nPassword: ");
    CHECK(script.sent() == "hunter2\r");
    script.receive("\r\nts7> ");
    CHECK(script.sent() == "ppp\r");
    CHECK(script.finished().outcome == Runner::Outcome::kDone);
  }

  TEST_CASE("what came back as stars is a secret") {
    ByHand login;
    login.far_end("PIN? ");
    login.recording.handle_typed(octets_of("4711\r"), login.now);
    login.far_end("****\r\nok> ");
    CHECK(login.chat() == "'PIN?' $PASSWORD\n");
    CHECK(login.dialogue().find("4711") == std::string::npos);
  }

  TEST_CASE("corrections are not sent again, and their echo is none of a secret") {
    ByHand login;
    login.far_end("login: ");
    login.recording.handle_typed(octets_of("alx\x7fice\r"), login.now);
    login.far_end("alx\b \bice\r\n");
    CHECK(login.chat() == "'login:' 'alice'\n");
    ByHand secret;
    secret.far_end("word: ");
    secret.types("hux\x7fnter2\r", false);
    CHECK(secret.chat() == "'word:' $PASSWORD\n");
    CHECK(secret.dialogue().find("hu") == std::string::npos);
  }

  TEST_CASE("a secret that is typed where it is seen is hidden there, too") {
    ByHand login;
    login.far_end("login: ");
    login.types("hunter2\r");
    login.far_end("Password: ");
    login.types("hunter2\r", false);
    login.far_end("no such user hunter2\r\nlogin: ");
    login.types("alice\r");
    CHECK(login.dialogue().find("hunter2") == std::string::npos);
    CHECK(login.chat().find("hunter2") == std::string::npos);
  }

  TEST_CASE("a short secret is masked where it was typed, and hides nothing else") {
    ByHand login;
    login.far_end("42 lines\r\nPIN: ");
    login.types("42\r", false);
    login.far_end("\r\n");
    CHECK(login.dialogue().find("< 42 lines") != std::string::npos);
    CHECK(login.dialogue().find("> ******\\r\n") != std::string::npos);
    CHECK(login.chat() == "'PIN:' $PASSWORD\n");
  }

  TEST_CASE("Enter may be a line feed, and a password may end without any") {
    ByHand login;
    login.far_end("login: ");
    login.recording.handle_typed(octets_of("alice\n"), login.now);
    login.far_end("alice\r\nPassword: ");
    login.types("hunter2", false);
    CHECK(login.chat() == "'login:' 'alice'\n'Password:' $PASSWORD\\c\n");
    CHECK(login.dialogue().find("> alice\\n\n") != std::string::npos);
  }

  TEST_CASE("a line that is begun again, and one with a blank at its end, are seen in their echo") {
    ByHand login;
    login.far_end("login: ");
    login.recording.handle_typed(octets_of("bob\x15"
                                           "alice \r"),
                                 login.now);
    login.far_end("bob\b\b\b   \b\b\balice \r\n");
    CHECK(login.chat() == "'login:' 'alice '\n");
  }

  TEST_CASE("a tab is a key of its line, in a secret as well") {
    ByHand login;
    login.far_end("word: ");
    login.types("hun\tter\r", false);
    CHECK(login.chat() == "'word:' $PASSWORD\n");
  }

  TEST_CASE("an echo alone is no prompt, and a new prompt ends what was typed without Enter") {
    ByHand login;
    login.far_end("login: ");
    login.types("alice\r");
    login.types("bob\r");
    login.far_end("choice: ");
    login.types("2", false);
    login.far_end("\r\nshell> ");
    login.types("ppp\r");
    CHECK(login.chat() == "'login:' 'alice'\n'' 'bob'\n'choice:' '2\\c'\n'shell>' 'ppp'\n");
  }

  TEST_CASE("of a long prompt the end is enough, and none that holds a secret is waited for") {
    ByHand login;
    login.far_end("Password: ");
    login.types("hunter2\r", false);
    login.far_end("\r\nticket hunter2" + std::string(35, '-') + "> ");
    login.types("ppp\r");
    login.far_end(std::string(50, '=') + "> ");
    login.types("go\r");
    CHECK(login.chat() ==
          "'Password:' $PASSWORD\n'' 'ppp'\n'" + std::string(39, '=') + ">' 'go'\n");
  }

  TEST_CASE("a second secret is not recorded, and the draft says so") {
    ByHand login;
    login.far_end("Password: ");
    login.types("hunter2\r", false);
    login.far_end("\r\nToken: ");
    login.types("123456\r", false);
    login.far_end("\r\nPassword: ");
    login.types("hunter2\r", false);
    CHECK(login.chat() == "'Password:' $PASSWORD\n'Token:' '\\q?'\n'Password:' $PASSWORD\n");
    CHECK(login.recording.finish().chat.find("# Typed without echo") != std::string::npos);
    CHECK(login.dialogue().find("123456") == std::string::npos);
  }

  TEST_CASE("keys of a menu, control keys and an empty line are sent as they were") {
    ByHand login;
    login.types("\r", false);
    login.far_end("1 shell\r\n2 ppp\r\nchoice: ");
    login.types("2", false);
    login.far_end("\r\nstarting\r\n");
    login.types("\x03", false);
    CHECK(login.chat() == "'' ''\n'choice:' '2\\c'\n'starting' '\\003\\c'\n");
  }

  TEST_CASE("what a session says before anything is typed is kept") {
    ByHand login;
    login.far_end("hello\r\n");
    CHECK(login.dialogue() == "0.100 < hello\\r\\n\n");
    CHECK(login.chat().empty());
  }

  TEST_CASE("a session that is too long is cut, and says so") {
    ByHand login;
    login.far_end(std::string(Recording::kLongest - 1, 'x'));
    CHECK_FALSE(login.recording.finish().is_cut);
    login.far_end("yz");
    const Recorded recorded = login.recording.finish();
    CHECK(recorded.is_cut);
    CHECK(recorded.dialogue.ends_with("xy\n"));
  }
}

TEST_SUITE("script::chat_draft") {
  TEST_CASE("every text is waited for and sent as it is") {
    for (const std::string text : {"login:", "a'b", "$ ", "^C^", "a-b-c", "\\", "\x1b[0m>", "ABORT",
                                   "TIMEOUT", "#", "\xfc", "$USER"}) {
      CAPTURE(text);
      test::Running waits(expect_word(text) + " x");
      waits.receive(text.substr(0, text.size() - 1));
      CHECK(waits.sent().empty());
      waits.receive(text.substr(text.size() - 1));
      CHECK(waits.sent() == "x\r");
    }
    for (const std::string text :
         {"alice", "a'b", "@file", "$USER", "^C", "EOT", "BREAK", "\\c", "\x03", "", "a\\"}) {
      CAPTURE(text);
      CHECK(test::Running("'' " + send_word(text, true)).sent() == text + "\r");
      CHECK(test::Running("'' " + send_word(text, false)).sent() == text);
    }
  }
}
