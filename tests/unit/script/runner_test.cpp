#include <doctest/doctest.h>

#include <string>

#include "running.hpp"

using namespace std::chrono_literals;
using dial::script::Runner;
using dial::script::test::Running;
using Outcome = Runner::Outcome;

TEST_SUITE("script::Runner") {
  TEST_CASE("a login goes the same way however the octets are split") {
    const std::string received = "noise login: alice\r\npassword: hunter2\r\nWelcome~";
    for (std::size_t chunk = 1; chunk <= received.size(); ++chunk) {
      CAPTURE(chunk);
      Running script("ogin: alice ssword: hunter2 come");
      for (std::size_t at = 0; at < received.size(); at += chunk)
        script.receive(std::string_view(received).substr(at, chunk));
      CHECK(script.sent() == "alice\rhunter2\r");
      CHECK(script.finished().outcome == Outcome::kDone);
      CHECK(script.unread() == "~");
    }
  }

  TEST_CASE("octets that come before they are expected are matched when their turn comes") {
    Running script("a 1 'b' 2 c 3");
    script.receive("a-b-c");
    CHECK(script.sent() == "1\r2\r3\r");
  }

  TEST_CASE("octets matched by one wait are not matched again by the next") {
    Running script("OK 1 OK 2");
    script.receive("OK");
    CHECK(script.sent() == "1\r");
    CHECK(script.is_running());
    script.receive("OK");
    CHECK(script.sent() == "2\r");
  }

  TEST_CASE("a comment is one only in column 1") {
    Running script("# nothing\n'' a\n'#' b");
    script.receive("#");
    CHECK(script.sent() == "a\rb\r");
    Running indented("  #x b");
    indented.receive("#x");
    CHECK(indented.sent() == "b\r");
  }

  TEST_CASE("a word begins right after a closing quote, as chat has it") {
    Running script("'ab'cd");
    script.receive("ab");
    CHECK(script.sent() == "cd\r");
  }

  TEST_CASE("nothing comes: the script ends after 45 s and not before") {
    Running script("'' AT\n OK ATZ");
    CHECK(script.runner.poll_timeout() == script.now + 45s);
    script.receive("busy");
    script.wait(44'999ms);
    CHECK(script.is_running());
    script.wait(1ms);
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kTimeout);
    CHECK(end.text == "OK");
    CHECK(end.line == 2);
    CHECK(end.received == "busy");
    CHECK(script.sent() == "AT\r");
  }

  TEST_CASE("TIMEOUT holds until it is changed, and 0 means the default") {
    Running script("TIMEOUT 5 a '' b '' TIMEOUT 0 c");
    CHECK(script.runner.poll_timeout() == script.now + 5s);
    script.receive("a");
    CHECK(script.runner.poll_timeout() == script.now + 5s);
    script.receive("b");
    CHECK(script.runner.poll_timeout() == script.now + 45s);
  }

  TEST_CASE("octets that do not match do not prolong a wait") {
    Running script("TIMEOUT 5 OK");
    script.wait(4s);
    script.receive("noise");
    script.wait(1s);
    CHECK(script.finished().outcome == Outcome::kTimeout);
  }

  TEST_CASE("an ABORT string ends the script with its text") {
    Running script("ABORT BUSY\nABORT 'NO CARRIER'\n'' ATDT1\nCONNECT ''");
    script.receive("\r\nNO CARRIER\r\n");
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kAborted);
    CHECK(end.text == "NO CARRIER");
    CHECK(end.line == 4);
    CHECK(end.received == "\\r\\nNO CARRIER");
  }

  TEST_CASE("ABORT takes its operand whole, dashes and all") {
    Running script("ABORT NO-GO OK");
    script.receive("NO-GO");
    CHECK(script.finished().text == "NO-GO");
  }

  TEST_CASE("the expected string wins over an ABORT string that ends with it") {
    Running script("ABORT BUSY BUSY x");
    script.receive("BUSY");
    CHECK(script.sent() == "x\r");
  }

  TEST_CASE("CLR_ABORT takes an ABORT string back and no other") {
    Running script("ABORT BUSY ABORT ERROR CLR_ABORT BUSY OK x");
    script.receive("BUSY");
    CHECK(script.is_running());
    script.receive("ERROR");
    CHECK(script.finished().text == "ERROR");
  }

  TEST_CASE("an ABORT string that comes during a pause counts when the next wait begins") {
    Running script("ABORT BUSY '' 'AT\\d' OK");
    script.receive("BUSY");
    CHECK(script.is_running());
    script.wait(1s);
    CHECK(script.finished().outcome == Outcome::kAborted);
  }

  TEST_CASE("a sub-expect sends its text at the time-out and waits again") {
    Running script("TIMEOUT 5 ogin:--ogin: alice");
    script.wait(5s);
    CHECK(script.sent() == "\r");
    script.wait(4'999ms);
    script.receive("login:");
    CHECK(script.sent() == "alice\r");
  }

  TEST_CASE("a sub-expect that fails too ends the script") {
    Running script("TIMEOUT 5 ogin:-BREAK-word: alice");
    script.wait(5s);
    CHECK(script.sent() == "<break>");
    script.wait(5s);
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kTimeout);
    CHECK(end.text == "word:");
  }

  TEST_CASE("a sub-expect that matches at once sends nothing") {
    Running script("ogin:-BREAK-ogin: alice");
    script.receive("login:");
    CHECK(script.sent() == "alice\r");
  }

  TEST_CASE("a sub-send without another expect lets the script go on") {
    for (const std::string_view word : {"a-b", "a-b-"}) {
      CAPTURE(word);
      Running script(std::string(word) + " x");
      script.wait(45s);
      CHECK(script.sent() == "b\rx\r");
      CHECK(script.finished().outcome == Outcome::kDone);
    }
    Running dash("a- x");
    dash.wait(45s);
    CHECK(dash.finished().outcome == Outcome::kTimeout);
  }

  TEST_CASE("each expect word begins with its own first alternative") {
    Running script("TIMEOUT 5 a--b x c--d y");
    script.wait(5s);
    script.receive("b");
    CHECK(script.sent() == "\rx\r");
    script.receive("d");
    CHECK(script.sent().empty());
    script.receive("c");
    CHECK(script.sent() == "y\r");
  }

  TEST_CASE("what came before a time-out is not joined to what comes after it") {
    Running script("TIMEOUT 5 og--og x");
    script.receive("o");
    script.wait(5s);
    script.receive("g");
    CHECK(script.sent() == "\r");
    script.receive("og");
    CHECK(script.sent() == "x\r");
  }

  TEST_CASE("pauses are made where they are written and nowhere else") {
    Running script("'' 'A\\dT' '' 'B\\p\\pC'");
    CHECK(script.sent() == "A");
    script.wait(999ms);
    CHECK(script.sent().empty());
    script.wait(1ms);
    CHECK(script.sent() == "T\rB");
    script.wait(10ms);
    CHECK(script.sent().empty());
    script.wait(10ms);
    CHECK(script.sent() == "C\r");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("a wait begins when the pauses before it are over") {
    Running script("TIMEOUT 1 '' 'A\\d\\d' OK");
    script.wait(1s);
    script.wait(1s);
    CHECK(script.runner.poll_timeout() == script.now + 1s);
  }

  TEST_CASE("numbers and the user are inserted where the script asks for them") {
    Running script("'' '\\T,\\U,$USER,\\$USER,$'",
                   {.phone = "55\\d", .phone2 = "66", .user = "al"});
    CHECK(script.sent() == "55\\d,66,al,$USER,$\r");
    Running echo("$USER x", {.user = "al"});
    echo.receive("al");
    CHECK(echo.sent() == "x\r");
  }

  TEST_CASE("a hang-up ends the script at once") {
    Running script("OK x");
    script.receive("O");
    script.runner.handle_hangup();
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kHangup);
    CHECK(end.received == "O");
    CHECK(end.line == 1);
    script.receive("K");
    CHECK(script.sent().empty());
  }

  TEST_CASE("after HANGUP OFF a hang-up is ignored until HANGUP ON") {
    Running script("HANGUP OFF a '' HANGUP ON b");
    script.runner.handle_hangup();
    CHECK(script.is_running());
    script.receive("a");
    script.runner.handle_hangup();
    CHECK(script.finished().outcome == Outcome::kHangup);
  }

  TEST_CASE("a hang-up after the end changes nothing") {
    Running script("'' x");
    CHECK(script.finished().outcome == Outcome::kDone);
    script.runner.handle_hangup();
    CHECK_FALSE(script.runner.poll_finished());
    CHECK(script.sent() == "x\r");
  }

  TEST_CASE("REPORT gives the rest of its line, once, without consuming it") {
    Running script("REPORT CON CON x OK '' OK z");
    script.receive("CON 28800/V34\r\nOK CON 2\r\n");
    CHECK(script.runner.poll_report() == "CON 28800/V34");
    CHECK_FALSE(script.runner.poll_report());
  }

  TEST_CASE("REPORT at the end of a script takes the line and leaves it unread") {
    Running script("REPORT CON CON x");
    script.receive("CON 28800\r\n~");
    CHECK(script.runner.poll_report() == "CON 28800");
    CHECK(script.unread() == " 28800\r\n~");
  }

  TEST_CASE("CLR_REPORT takes a REPORT string back") {
    Running script("REPORT CON CLR_REPORT CON CON x");
    script.receive("CON 1\r\n");
    CHECK_FALSE(script.runner.poll_report());
  }

  TEST_CASE("SAY speaks when its turn comes") {
    Running script("SAY 'hello\\n' OK x SAY \"bye $USER\\c\"", {.user = "al"});
    CHECK(script.runner.poll_report() == "hello");
    CHECK_FALSE(script.runner.poll_report());
    script.receive("OK");
    CHECK(script.runner.poll_report() == "bye al");
  }

  TEST_CASE("ECHO ON gives the peer's lines and ECHO OFF ends that") {
    Running script("a '' ECHO ON OK '' ECHO OFF z");
    script.receive("quiet\r\na");
    CHECK_FALSE(script.runner.poll_report());
    script.receive("b\r\nc\r\nOK\r\n");
    CHECK(script.runner.poll_report() == "b");
    CHECK(script.runner.poll_report() == "c");
    CHECK_FALSE(script.runner.poll_report());
    script.receive("d\r\nz");
    CHECK(script.runner.poll_report() == "OK");
    CHECK_FALSE(script.runner.poll_report());
  }

  TEST_CASE("PPP seen while something is expected ends the script, at every split") {
    const std::string frame = "\x7e\xff\x7d\x23\xc0\x21\x7d\x21";
    const std::string received = "menu\r\n" + frame;
    for (std::size_t split = 0; split <= received.size(); ++split) {
      CAPTURE(split);
      Running script("ogin: alice");
      script.receive(received.substr(0, split));
      script.receive(received.substr(split));
      CHECK(script.finished().outcome == Outcome::kPppSeen);
      CHECK(script.unread() == frame);
      CHECK(script.unread().empty());
      CHECK(script.sent().empty());
    }
  }

  TEST_CASE("PPP that begins before a time-out and goes on after it is handed on whole") {
    Running script("TIMEOUT 5 ogin:--ogin: alice");
    script.receive("\x7e\xff\x03");
    script.wait(5s);
    script.receive("\xc0\x21\x01");
    CHECK(script.finished().outcome == Outcome::kPppSeen);
    CHECK(script.unread() == "\x7e\xff\x03\xc0\x21\x01");
  }

  TEST_CASE("a flag that was expected and matched does not begin a frame") {
    Running script("~ x y z");
    script.receive("\x7e");
    script.receive("\xff\x03\xc0\x21y");
    CHECK(script.sent() == "x\rz\r");
  }

  TEST_CASE("octets after the end of the script are kept for whoever comes next") {
    Running script("OK ''");
    CHECK(script.unread().empty());  // not finished
    script.receive("OK\r\n\x7e\xff");
    script.receive("\x03");
    CHECK(script.unread() == "\r\n\x7e\xff\x03");
    CHECK(script.unread().empty());
  }

  TEST_CASE("a flood of what is not expected is bounded and the prompt still found") {
    Running script("ogin: alice");
    const std::string noise(100'000, 'x');
    for (int i = 0; i < 3; ++i)
      script.receive(noise);
    script.receive("login:");
    CHECK(script.sent() == "alice\r");
    CHECK(script.unread().empty());
  }

  TEST_CASE("a flood during a pause keeps the newest octets") {
    Running script("'' 'a\\d' OK x");
    for (int i = 0; i < 3; ++i)
      script.receive(std::string(100'000, 'x'));
    script.receive("OK!");
    script.wait(1s);
    CHECK(script.sent() == "a\rx\r");
    CHECK(script.unread() == "!");
  }

  TEST_CASE("a flood between two alternatives leaves the second one whole") {
    Running script("TIMEOUT 5 ogin:-\\d-ogin: x");
    script.receive("noise");
    script.wait(5s);
    script.receive(std::string(100'000, 'x'));
    script.wait(1s);
    script.receive("login:");
    CHECK(script.sent() == "\rx\r");
  }

  TEST_CASE("an empty script is done at once and leaves everything unread") {
    Running script("");
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kDone);
    CHECK(end.line == 0);
    script.receive("x");
    CHECK(script.unread() == "x");
  }

  TEST_CASE("time-outs that come early or again do nothing") {
    Running script("OK x");
    script.runner.handle_timeout(script.now);
    CHECK(script.is_running());
    script.wait(45s);
    CHECK(script.finished().outcome == Outcome::kTimeout);
    script.wait(45s);
    CHECK_FALSE(script.runner.poll_finished());
  }
}
