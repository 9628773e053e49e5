#include "cli/render_script.hpp"

#include <doctest/doctest.h>

#include "rpc/codec.hpp"

using namespace dial;
using namespace dial::cli;

namespace {

CheckedScript checked() {
  return {"a.scp",
          script::Language::kScp,
          {{{3, 7, "the name is \x1b[2J"}, true}, {{12, 1, "hardly meant"}, false}}};
}

}  // namespace

TEST_SUITE("cli::render_script") {
  TEST_CASE("each remark has its place and its weight in front") {
    CHECK(render_checked(checked()) ==
          "a.scp:3:7: error: the name is \\x1b[2J\na.scp:12:1: warning: hardly meant\n");
  }

  TEST_CASE("a script without remarks is ok, and its name cannot drive the terminal") {
    CHECK(render_checked({"a\x1b", script::Language::kChat, {}}) == "a\\x1b: ok\n");
  }

  TEST_CASE("as JSON every script has its language and its remarks") {
    const auto json =
        rpc::Json::parse(checked_json({checked(), {"b", script::Language::kLua, {}}}));
    const auto& scripts = json.at("scripts");
    REQUIRE(scripts.size() == 2);
    CHECK(scripts[0].at("language") == "scp");
    CHECK(scripts[0].at("remarks")[0].at("kind") == "error");
    CHECK(scripts[0].at("remarks")[1].at("line") == 12);
    CHECK(scripts[0].at("remarks")[1].at("column") == 1);
    CHECK(scripts[0].at("remarks")[1].at("message") == "hardly meant");
    CHECK(scripts[1].at("remarks").empty());
    CHECK(scripts[1].at("file") == "b");
  }

  TEST_CASE("a dialogue is a line each, and cannot drive the terminal") {
    using Kind = DialogueLine::Kind;
    const Dialogue dialogue{.lines = {{Kind::kReceived, std::chrono::milliseconds(1'020), "a\x1b"}},
                            .dropped = 1};
    CHECK(render_dialogue(dialogue) == "# 1 earlier lines were not kept\n1.020 < a\\x1b\n");
    const auto json = rpc::Json::parse(dialogue_json(dialogue));
    CHECK(json.at("dropped") == 1);
    CHECK(json.at("lines")[0].at("kind") == "received");
    CHECK(json.at("lines")[0].at("at_ms") == 1'020);
  }
}
