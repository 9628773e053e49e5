#include <doctest/doctest.h>

#include <string>

#include "running.hpp"
#include "script/transcript.hpp"

using namespace std::chrono_literals;
using dial::Secret;
using dial::script::Transcript;
using dial::script::test::Running;

namespace {

std::string transcript_of(Transcript& transcript, std::string_view text) {
  for (const char c : text)
    transcript.append(static_cast<std::uint8_t>(c));
  return transcript.text();
}

}  // namespace

TEST_SUITE("script::Transcript") {
  TEST_CASE("the peer's echo of a secret is masked, as far as it has come") {
    const std::string secret = "hunter2";
    for (std::size_t length = 1; length <= secret.size(); ++length) {
      CAPTURE(length);
      Transcript transcript;
      transcript_of(transcript, "password: ");
      transcript.hide_sent(secret);
      CHECK(transcript_of(transcript, secret.substr(0, length)) == "password: ******");
    }
  }

  TEST_CASE("what looks like the beginning of a secret is shown if it came before that was sent") {
    Transcript transcript;
    transcript.hide(":x");
    CHECK(transcript_of(transcript, "login:") == "login:");
    transcript.hide_sent(":x");
    CHECK(transcript.text() == "login:");
    CHECK(transcript_of(transcript, ":") == "login:******");
  }

  TEST_CASE("a whole secret is masked although it came before it was sent") {
    Transcript transcript;
    transcript_of(transcript, "old hunter2 login:");
    transcript.hide("hunter2");
    CHECK(transcript.text() == "old ****** login:");
    CHECK(transcript.masked("hunter2") == "******");
    CHECK(transcript.masked_cut("hunt") == "hunt");
    transcript.hide_sent("hunter2");
    CHECK(transcript.masked_cut("hunt") == "******");
    CHECK(transcript.masked("hunt") == "hunt");
  }

  TEST_CASE("a secret with bit 7 set is masked in its stripped echo") {
    Transcript transcript;
    transcript.hide_sent("gr\xfcn");
    CHECK(transcript_of(transcript, "gr|n.") == "******.");
  }

  TEST_CASE("overlapping echoes are masked whole") {
    Transcript transcript;
    transcript.hide_sent("aba");
    CHECK(transcript_of(transcript, "xababax") == "x******x");
  }

  TEST_CASE("no part of a secret shows where a long transcript is cut") {
    for (std::size_t before = 0; before <= 3 * Transcript::kShown; ++before) {
      for (std::size_t cut = 0; cut <= 7; ++cut) {
        CAPTURE(before);
        CAPTURE(cut);
        Transcript transcript;
        transcript.hide_sent("hunter2");
        const std::string after(Transcript::kShown - cut, '.');
        const std::string text =
            transcript_of(transcript, std::string(before, '.') + "hunter2" + after);
        if (text.find_first_of("hunter2") != std::string::npos) FAIL(text);
      }
    }
  }

  TEST_CASE("only the last octets are shown, unprintable ones by their value") {
    Transcript transcript;
    CHECK(transcript_of(transcript, "\r\n\x01") == "\\r\\n\\x01");
    const std::string text = transcript_of(transcript, std::string(5000, 'x'));
    CHECK(text == "…" + std::string(Transcript::kShown, 'x'));
  }
}

TEST_SUITE("script::Runner") {
  TEST_CASE("a password is in no transcript, expectation or report") {
    Running script(
        "ABORT $PASSWORD REPORT Pass ECHO ON word: $PASSWORD SAY 'sent $PASSWORD' is$PASSWORD x",
        {.password = Secret("hunter2")});
    script.receive("Password:");
    CHECK(script.sent() == "hunter2\r");
    script.receive(" hunt");
    script.wait(45s);
    const auto end = script.finished();
    CHECK(end.text == "is******");
    CHECK(end.received == "Password: ******");
    while (const auto text = script.runner.poll_report()) {
      CAPTURE(*text);
      CHECK(text->find("hun") == std::string::npos);
    }
  }

  TEST_CASE("an ABORT string made of the password is masked") {
    Running script("ABORT 'no $PASSWORD' OK", {.password = Secret("hunter2")});
    script.receive("no hunter2");
    CHECK(script.finished().text == "no ******");
  }

  TEST_CASE("what is sent with \\q is masked like a password, pauses left out") {
    Running script("word: '\\qab\\pcd' OK x");
    script.receive("word:");
    script.wait(10ms);
    script.receive("abcd no");
    script.wait(45s);
    CHECK(script.finished().received == "word:****** no");
  }

  TEST_CASE("an echoed line cut for its length shows no beginning of a secret") {
    Running script("ECHO ON word: $PASSWORD OK", {.password = Secret("hunter2")});
    script.receive("word:");
    script.receive("\n" + std::string(252, '.') + "hunter2\nOK");
    CHECK(script.runner.poll_report() == "word:");
    CHECK(script.runner.poll_report() == std::string(252, '.') + "******");
  }

  TEST_CASE("without a password its place is empty") {
    Running script("'' 'a$PASSWORD.'");
    CHECK(script.sent() == "a.\r");
    CHECK(script.finished().received.empty());
  }
}
