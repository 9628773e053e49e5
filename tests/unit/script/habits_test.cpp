// How chat(8) treats a line, and the words it has beside texts.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "running.hpp"

using namespace std::chrono_literals;
using dial::script::Chat;
using dial::script::Habits;
using dial::script::Runner;
using dial::script::test::Running;
using Outcome = Runner::Outcome;

namespace {

using FileText = std::expected<std::string, std::string>;

FileText read_file(std::string_view path) {
  if (path == "/etc/dial/login") return "al\\151ce\\c\n";
  if (path == "/etc/dial/lines") return "one\ntwo\n\n";
  if (path == "/etc/dial/bad") return "\\400";
  return std::unexpected("no such file");
}

std::string sent_by(std::string_view script) {
  const auto chat = Chat::parse(script, read_file);
  REQUIRE_MESSAGE(chat.has_value(), script);
  Runner runner(*chat, {}, {});
  std::string sent;
  while (const auto output = runner.poll_output())
    sent += dial::text_of(std::get<dial::Buffer>(*output));
  return sent;
}

}  // namespace

TEST_SUITE("script::Runner") {
  TEST_CASE("with chat's habits each octet waits 10 ms, also those of a number") {
    Running script("'' 'a\\pb\\T\\c'", {.phone = "5"}, Habits::of_chat());
    std::vector<std::pair<long, std::string>> sent;
    for (long at = 0; script.is_running(); ++at) {
      if (auto text = script.sent(); !text.empty()) sent.emplace_back(at, text);
      script.wait(1ms);
    }
    sent.emplace_back(-1, script.sent());
    CHECK(sent == decltype(sent){{10, "a"}, {30, "b"}, {-1, "5"}});
    CHECK(script.now == dial::TimePoint{} + 40ms);
  }

  TEST_CASE("a break is not held back by chat's habits, and keeps its place") {
    Running script("'' 'a\\Kb\\c'", {}, Habits::of_chat());
    script.wait(10ms);
    CHECK(script.sent() == "a<break>");
    script.wait(10ms);
    CHECK(script.sent() == "b");
  }

  TEST_CASE("with chat's habits bit 7 is dropped from the input and not from the script") {
    Running parity("OK x\\c", {}, Habits::of_chat());
    parity.receive("\xcf\xcb");
    parity.wait(10ms);
    CHECK(parity.sent() == "x");
    Running eight("'Gr\xfc\xdf' x", {}, Habits::of_chat());
    eight.receive("Gr\xfc\xdf");
    CHECK(eight.is_running());
  }

  TEST_CASE("otherwise an octet with bit 7 set is matched by itself alone") {
    Running script("ABORT '\xfc' Gr\xfc\xdf x");
    script.receive("Gr|_");
    CHECK(script.is_running());
    script.receive("Gr\xfc");
    CHECK(script.finished().outcome == Outcome::kAborted);
  }

  TEST_CASE("an abort says which of the strings in force it was") {
    Running script("ABORT A ABORT B CLR_ABORT A ABORT C OK x");
    script.receive("AC");
    CHECK(script.finished().abort == 1);
  }

  TEST_CASE("SAY takes EOT, BREAK and @file for texts") {
    Running script("SAY EOT SAY BREAK SAY @file '' x");
    CHECK(script.runner.poll_report() == "EOT");
    CHECK(script.runner.poll_report() == "BREAK");
    CHECK(script.runner.poll_report() == "@file");
  }
}

TEST_SUITE("script::Chat") {
  TEST_CASE("@file sends the file's text without its last line feed, escapes resolved") {
    CHECK(sent_by("'' @/etc/dial/login") == "alice");
    CHECK(sent_by("'' '@ /etc/dial/lines'") == "one\ntwo\n\r");
    CHECK(sent_by("-@/etc/dial/login").empty());
  }

  TEST_CASE("a file that is not there, or is no text to send, is refused at its word") {
    const auto missing = Chat::parse("'' x\n'' @/etc/none", read_file);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().line == 2);
    CHECK(missing.error().column == 5);
    CHECK(missing.error().message == "no such file");
    const auto bad = Chat::parse("a-@/etc/dial/bad-b x", read_file);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().column == 3);
    CHECK(bad.error().message.starts_with("in the file: "));
  }
}
