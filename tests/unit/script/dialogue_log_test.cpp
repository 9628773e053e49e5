#include "script/dialogue_log.hpp"

#include <doctest/doctest.h>

#include <string>

#include "script/dialogue_text.hpp"

using namespace dial;
using namespace dial::script;
using namespace std::chrono_literals;

namespace {

const Secret kSecret(std::string("s3cret"));

// A log with its clock.
struct Logged {
  explicit Logged(DialogueLog::Limits limits = {}) : log(TimePoint(5s), limits) {
    log.hide(kSecret);
  }
  void sent(std::string_view text) { log.handle_sent(octets_of(text), now); }
  void received(std::string_view text) { log.handle_received(octets_of(text), now); }
  void wait(Duration duration) { now += duration; }
  std::string text() const { return format_dialogue(log.dialogue()); }

  TimePoint now{5s};
  DialogueLog log;
};

}  // namespace

TEST_SUITE("script::DialogueLog") {
  TEST_CASE("lines have their direction and the time of their first octet") {
    Logged logged;
    logged.sent("ATZ\r");
    logged.wait(31ms);
    logged.received("AT");
    logged.wait(5ms);
    logged.received("Z\r");
    logged.wait(90ms);
    logged.received("\r\nOK\r\n");
    CHECK(logged.text() ==
          "0.000 > ATZ\\r\n"
          "0.031 < ATZ\\r\n"
          "0.126 < \\r\\nOK\\r\\n\n");
  }

  TEST_CASE("a prompt without a line end is a line before its answer, and the echo one behind it") {
    Logged logged;
    logged.received("login: ");
    logged.wait(1s);
    logged.sent("alice\r");
    logged.wait(1ms);
    logged.received("alice\r\n");
    CHECK(logged.text() ==
          "0.000 < login:\\s\n"
          "1.000 > alice\\r\n"
          "1.001 < alice\\r\\n\n");
  }

  TEST_CASE("an answer that is sent octet by octet is one line, and so is its echo") {
    Logged logged;
    for (const char c : std::string_view("ppp\r")) {
      logged.sent(std::string_view(&c, 1));
      logged.wait(10ms);
      logged.received(std::string_view(&c, 1));
    }
    CHECK(logged.text() == "0.000 > ppp\\r\n0.010 < ppp\\r\n");
  }

  TEST_CASE("what is sent after a whole line has come, or a second of silence, is a new line") {
    Logged logged;
    logged.sent("+++");
    logged.wait(500ms);
    logged.received("\r\nOK\r\n");
    logged.sent("a");
    logged.wait(1s);
    logged.sent("b");
    CHECK(logged.text() ==
          "0.000 > +++\n"
          "0.500 < \\r\\nOK\\r\\n\n"
          "0.500 > a\n"
          "1.500 > b\n");
  }

  TEST_CASE("a prompt that follows an answer without echo stands before the next answer") {
    Logged logged;
    logged.sent("alice\r");
    logged.received("\r\nhost> ");
    logged.sent("ppp\r");
    CHECK(logged.text() == "0.000 > alice\\r\n0.000 < \\r\\nhost>\\s\n0.000 > ppp\\r\n");
  }

  TEST_CASE("a secret is masked in what is sent and in its echo, at every split") {
    const std::string sent = "x s3cret y\r";
    for (std::size_t first = 0; first <= sent.size(); ++first) {
      for (std::size_t second = 0; second <= sent.size(); ++second) {
        Logged logged;
        logged.sent(sent.substr(0, first));
        logged.sent(sent.substr(first));
        logged.received(sent.substr(0, second));
        CHECK(logged.text().find("s3c") == std::string::npos);
        logged.received(sent.substr(second));
        CHECK(logged.text() == "0.000 > x ****** y\\r\n0.000 < x ****** y\\r\n");
      }
    }
  }

  TEST_CASE("an echo that breaks off does not tell how the secret begins") {
    Logged logged;
    logged.sent("s3cret\r");
    logged.received("s3cr");
    CHECK(logged.text() == "0.000 > ******\\r\n0.000 < ******\n");
  }

  TEST_CASE("before the secret was sent the end of a prompt is shown as it is") {
    Logged logged;
    logged.received("Pas");
    CHECK(logged.text() == "0.000 < Pas\n");
    logged.received("s");
    CHECK(logged.text() == "0.000 < Pass\n");
  }

  TEST_CASE("bit 7 of an echo hides nothing") {
    Logged logged;
    logged.log.strip_bit_7(true);
    logged.received("\xf3\x33\xe3\xf2\xe5\x74\r");
    CHECK(logged.text() == "0.000 < ******\\r\n");
  }

  TEST_CASE("the newest lines are kept, and the others counted") {
    Logged logged({.lines = 3, .octets = 1'000});
    for (const char c : std::string_view("abcde"))
      logged.received(std::string(1, c) + "\n");
    CHECK(logged.text() ==
          "# 2 earlier lines were not kept\n0.000 < c\\n\n0.000 < d\\n\n0.000 < e\\n\n");
  }

  TEST_CASE("a flood without line ends is cut and bounded") {
    Logged logged({.lines = 100, .octets = 64, .line = 16});
    for (int i = 0; i < 1'000; ++i)
      logged.received("0123456789");
    const Dialogue dialogue = logged.log.dialogue();
    CHECK(dialogue.lines.size() <= 4);
    CHECK(dialogue.dropped + dialogue.lines.size() == 625);
    for (const DialogueLine& line : dialogue.lines)
      CHECK(line.text.size() == 16);
  }

  TEST_CASE("breaks and notes are lines of their own") {
    Logged logged;
    logged.received("half");
    logged.log.handle_break(logged.now);
    logged.log.add_note(kLoginNote, logged.now);
    logged.received("more");
    CHECK(logged.text() == "0.000 < half\n0.000 > \\K\n0.000 = login script\n0.000 < more\n");
  }

  TEST_CASE("a frame is no dialogue, whole or in pieces, and speaking again goes on") {
    const std::string frame = "ok\r\n~\xff}#\xc0!}!abc~";
    for (std::size_t split = 0; split <= frame.size(); ++split) {
      Logged logged;
      logged.received(frame.substr(0, split));
      logged.received(frame.substr(split));
      CHECK(logged.text() == "0.000 < ok\\r\\n\n0.000 = the far end begins PPP\n");
      logged.sent("ATZ\r");
      logged.received("ATZ\r");
      CHECK(logged.log.dialogue().lines.size() == 4);
    }
  }

  TEST_CASE("what only looks like the start of a frame is shown") {
    Logged logged;
    logged.received("~\xff\x03x");
    CHECK(logged.text() == "0.000 < ~\\xff\\x03x\n");
    Logged held;
    held.received("a~");
    CHECK(held.text() == "0.000 < a~\n");
  }

  TEST_CASE("nothing is kept once PPP is spoken") {
    Logged logged;
    logged.received("hi\r\n");
    logged.log.end(logged.now);
    logged.sent("~frame~");
    logged.received("~frame~");
    logged.log.handle_break(logged.now);
    logged.log.add_note("x", logged.now);
    CHECK(logged.text() == "0.000 < hi\\r\\n\n0.000 = PPP begins\n");
  }
}
