// What is kept of the dialogue on a line.
#include <algorithm>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

Result<Dialogue> dialogue_of(Program& program, ConnectionId id) {
  return program.with([&](Dialer& dialer) { return dialer.dialogue(id); });
}

// Of one kind, with a text in it.
bool has(const Dialogue& dialogue, DialogueLine::Kind kind, std::string_view part) {
  return std::ranges::any_of(dialogue.lines, [&](const DialogueLine& line) {
    return line.kind == kind && line.text.find(part) != std::string::npos;
  });
}

LabOptions with_login() {
  LabOptions options;
  options.line.peer.login = true;
  options.ends = {"[script]\nlogin = 'ogin: $USER word: $PASSWORD'\n"};
  return options;
}

}  // namespace

TEST_SUITE("conformance: dialogue") {
  using Kind = DialogueLine::Kind;

  TEST_BOTH_WAYS("what modem, script and far end said is there, and stays with the final record") {
    Lab lab(Way::kDirect, with_login());
    Program program(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    const auto up = dialogue_of(program, id);
    REQUIRE(up);
    CHECK(has(*up, Kind::kSent, "ATDT5551234\\r"));
    CHECK(has(*up, Kind::kReceived, "CONNECT"));
    CHECK(has(*up, Kind::kReceived, "login:"));
    CHECK(has(*up, Kind::kSent, "alice\\r"));
    CHECK(has(*up, Kind::kSent, "******\\r"));
    CHECK(up->lines.back().kind == Kind::kNote);
    for (const DialogueLine& line : up->lines)
      CHECK(line.text.find("secret") == std::string::npos);
    for (std::size_t i = 1; i < up->lines.size(); ++i)
      CHECK(up->lines[i - 1].at <= up->lines[i].at);
    CHECK(program.hang_up(id));
    const auto ended = dialogue_of(program, id);
    REQUIRE(ended);
    REQUIRE(ended->lines.size() == up->lines.size());
    CHECK(ended->lines.back().text == up->lines.back().text);
  }

  TEST_BOTH_WAYS("of a dial that failed it has what the modem said") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Handler busy;
    const auto id = program.dial("line0", busy, "5557700");
    REQUIRE(id);
    REQUIRE(busy.wait_for_end());
    const auto said = dialogue_of(program, *id);
    REQUIRE(said);
    CHECK(has(*said, Kind::kReceived, "BUSY"));
  }

  TEST_BOTH_WAYS("of a connection that there is not it fails") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const auto none = dialogue_of(program, ConnectionId{99});
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::kInvalidHandle);
  }
}

}  // namespace dial::conformance
