#include "cli/render_move.hpp"

#include <doctest/doctest.h>

using namespace dial;
using namespace dial::cli;
using profile::NoteKind;

namespace {

const std::string kEvil = "a\x1b[2Jb";

bool is_safe(const std::string& text) {
  return text.find('\x1b') == std::string::npos && text.find("a") != std::string::npos;
}

profile::Imported imported() {
  profile::Imported imported;
  imported.profiles.push_back({"isp", "number = \"5\"\n"});
  imported.notes.push_back({NoteKind::kLeftOut, "isp", "wvdial.conf", 7, "`x` is not kept"});
  imported.notes.push_back({NoteKind::kRefused, "isdn", "wvdial.conf", 9, "no such line"});
  return imported;
}

}  // namespace

TEST_SUITE("cli::render_move") {
  TEST_CASE("the notes of an entry are its own and no other's") {
    CHECK(render_notes(imported(), "isp") == "  wvdial.conf:7: `isp`: left out: `x` is not kept\n");
    CHECK(render_notes(imported(), "none").empty());
  }

  TEST_CASE("nothing of a file or a name commands the terminal") {
    const profile::ImportedProfile profile{kEvil, "user = \"" + kEvil + "\"\n"};
    CHECK(is_safe(render_note({NoteKind::kLeftOut, kEvil, kEvil, 1, kEvil})));
    CHECK(is_safe(render_dry_run({.profile = &profile})));
    CHECK(is_safe(render_made({.profile = &profile})));
    CHECK(is_safe(render_exported({.path = kEvil, .text = kEvil})));
    CHECK(is_safe(render_remarks(
        {.files = {}, .needs = {kEvil}, .notes = {{NoteKind::kLeftOut, kEvil, kEvil}}})));
  }

  TEST_CASE("a dry run says that there is a password, and where it would go") {
    const profile::ImportedProfile profile{"isp", "number = \"5\"\n"};
    CHECK(render_dry_run({.profile = &profile, .has_password = true}) ==
          "# isp.toml; its password goes to the secrets file\nnumber = \"5\"\n\n");
    CHECK(render_dry_run({.profile = &profile}) == "# isp.toml\nnumber = \"5\"\n\n");
  }

  TEST_CASE("for programs: profiles and notes by their fields, on one line") {
    const auto one = imported();
    CHECK(import_json("wvdial.conf", one, {{.profile = one.profiles.data(), .is_made = true}}) ==
          "{\"file\":\"wvdial.conf\",\"notes\":["
          "{\"entry\":\"isp\",\"file\":\"wvdial.conf\",\"kind\":\"left out\",\"line\":7,"
          "\"message\":\"`x` is not kept\"},"
          "{\"entry\":\"isdn\",\"file\":\"wvdial.conf\",\"kind\":\"refused\",\"line\":9,"
          "\"message\":\"no such line\"}],"
          "\"profiles\":[{\"has_password\":false,\"made\":true,\"name\":\"isp\","
          "\"text\":\"number = \\\"5\\\"\\n\"}]}\n");
  }

  TEST_CASE("a file that belongs beside a password has a mode for its owner alone") {
    CHECK(render_exported({.path = "/x", .text = "a\n", .is_private = true}) ==
          "==> /x (mode 0600) <==\na\n\n");
    CHECK(render_exported({.path = "/x", .text = "a\n"}) == "==> /x (mode 0644) <==\na\n\n");
  }
}
