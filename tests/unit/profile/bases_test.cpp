// Profiles that are based on others.
#include <doctest/doctest.h>

#include <map>

#include "profile/profile.hpp"

using namespace dial;
using namespace dial::profile;

namespace {

// A directory of profiles.
struct Shelf {
  std::map<std::string, std::string> texts;

  std::expected<Profile, std::vector<Diagnostic>> parse(const std::string& name) const {
    return parse_profile(texts.at(name), "/p/" + name + ".toml",
                         [this](const std::string& base) -> std::expected<BaseText, std::string> {
                           const auto found = texts.find(base);
                           if (found == texts.end()) return std::unexpected("no such file");
                           return BaseText{"/p/" + base + ".toml", found->second};
                         });
  }
  std::vector<std::string> problems(const std::string& name) const {
    const auto profile = parse(name);
    REQUIRE_FALSE(profile);
    std::vector<std::string> all;
    for (const Diagnostic& diagnostic : profile.error())
      all.push_back(to_string(diagnostic));
    return all;
  }
};

constexpr auto kSite = R"(abstract = true
user = 'site'
number = '1'
[line]
device = '/dev/ttyS0'
speed = 9600
[modem]
init = ['ATZ', 'ATE0']
[x.site]
floor = 3
)";

}  // namespace

TEST_SUITE("profile::parse_profile with bases") {
  TEST_CASE("the nearest file counts, tables are joined, and lists are taken whole") {
    const Shelf shelf{{{"site", kSite},
                       {"fast", "base = 'site'\nuser = 'fast'\n[line]\nspeed = 115200\n"},
                       {"isp", "base = 'fast'\nnumber = '2'\n[modem]\ninit = ['AT&F']\n"}}};
    const auto profile = shelf.parse("isp");
    REQUIRE(profile);
    CHECK(profile->number == "2");
    CHECK(profile->user == "fast");
    CHECK(profile->line.device == "/dev/ttyS0");
    CHECK(profile->line.speed == 115200);
    CHECK(profile->modem.init == std::vector<std::string>{"AT&F"});
    CHECK(profile->base == "fast");
    CHECK(profile->bases == std::vector<std::string>{"fast", "site"});
  }

  TEST_CASE("a base may be incomplete when it says so, and what is based on it may not") {
    Shelf shelf{{{"site", "abstract = true\n[line]\nspeed = 9600\n"},
                 {"isp", "base = 'site'\nnumber = '1'\n"}}};
    const auto base = shelf.parse("site");
    REQUIRE(base);
    CHECK(base->is_abstract);
    CHECK(shelf.problems("isp") ==
          std::vector<std::string>{
              "/p/site.toml:2:1: `device` is missing under [line]; write device = \"/dev/ttyS0\""});
    shelf.texts["isp"] += "line.device = '/dev/ttyS0'\n";
    const auto isp = shelf.parse("isp");
    REQUIRE(isp);
    CHECK_FALSE(isp->is_abstract);
  }

  TEST_CASE("a mistake is told in the file it stands in") {
    const Shelf shelf{{{"site", "abstract = true\nuser = 5\n[line]\ndevice = 'ttyS0'\nsped = 1\n"},
                       {"isp", "base = 'site'\nnumber = '1;'\n"}}};
    const auto problems = shelf.problems("isp");
    REQUIRE(problems.size() == 4);
    CHECK(problems[0].starts_with("/p/isp.toml:2:10: `number`"));
    CHECK(problems[1].starts_with("/p/site.toml:2:8: `user` is a whole number"));
    CHECK(problems[2].starts_with("/p/site.toml:4:10: `device` must be a whole path"));
    CHECK(problems[3].starts_with("/p/site.toml:5:1: unknown key `sped`"));
  }

  TEST_CASE("keys that do not go together are told across the files") {
    const Shelf shelf{{{"site", kSite}, {"cable", "base = 'site'\nmodem.type = 'direct'\n"}}};
    const auto problems = shelf.problems("cable");
    REQUIRE(problems.size() == 2);
    CHECK(problems[0].starts_with("/p/site.toml:3:10: `number` has no use here"));
    CHECK(problems[1].starts_with("/p/site.toml:8:8: `init` is for a modem"));
  }

  TEST_CASE("a base that is missing, comes back to itself or is no TOML is told with its place") {
    const Shelf shelf{{{"a", "base = 'b'\nnumber='1'\nline.device='/d'\n"},
                       {"b", "\nbase = 'a'\n"},
                       {"self", "base = 'self'\nnumber='1'\nline.device='/d'\n"},
                       {"lost", "number='1'\nbase = 'gone'\n"},  // it has the device
                       {"broken", "base = 'toml'\nnumber='1'\nline.device='/d'\n"},
                       {"toml", "x = = 1\n"},
                       {"out", "base = 'x/../etc/passwd'\nnumber='1'\nline.device='/d'\n"}}};
    CHECK(shelf.problems("a") ==
          std::vector<std::string>{"/p/b.toml:2:8: `base` comes back to itself: `a` → `b` → `a`"});
    CHECK(
        shelf.problems("self") ==
        std::vector<std::string>{"/p/self.toml:1:8: `base` comes back to itself: `self` → `self`"});
    CHECK(shelf.problems("lost") ==
          std::vector<std::string>{"/p/lost.toml:2:8: `base` = `gone`: no such file"});
    const auto broken = shelf.problems("broken");
    REQUIRE(broken.size() == 1);
    CHECK(broken[0].starts_with("/p/toml.toml:1:"));
    const auto out = shelf.problems("out");
    REQUIRE(out.size() == 1);
    CHECK(out[0].starts_with("/p/out.toml:1:8: `base` names nothing: the name contains a slash"));
  }

  TEST_CASE("sixteen bases make one profile, and no more") {
    Shelf shelf{{{"0", "number='1'\nline.device='/d'\nuser='far'\n"}}};
    for (int i = 1; i <= 17; ++i)
      shelf.texts.emplace(std::to_string(i), "base = '" + std::to_string(i - 1) + "'\n");
    const auto whole = shelf.parse("16");
    REQUIRE(whole);
    CHECK(whole->user == "far");
    CHECK(shelf.problems("17") ==
          std::vector<std::string>{"/p/1.toml:1:8: `base` is the 17th of a chain: too many"});
  }

  TEST_CASE("where no directory is known a base is refused, and nothing is read") {
    const auto profile = parse_profile("base='site'\nnumber='1'\nline.device='/d'\n", "isp.toml");
    REQUIRE_FALSE(profile);
    REQUIRE(profile.error().size() == 1);
    CHECK(profile.error()[0].message.find("cannot be looked up here") != std::string::npos);
  }

  TEST_CASE("a login script of a base has its place in the base's file") {
    const Shelf shelf{{{"site", "abstract = true\n[script]\nlogin = '''\nogin: joe\n'''\n"},
                       {"isp", "base = 'site'\nnumber='1'\n\n\n\nline.device='/d'\n"}}};
    const auto profile = shelf.parse("isp");
    REQUIRE(profile);
    CHECK(profile->login_script_file == "/p/site.toml");
    CHECK(profile->login_script_line == 4);
  }
}
