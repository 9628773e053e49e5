// What is kept up, what is required and what ends a call, on the loop, with the simulated modem.
#include <unistd.h>

#include <filesystem>

#include "unit/manager/redial_bench.hpp"

using namespace dial;
using namespace dial::manager;
using namespace std::chrono_literals;

namespace {

using Bench = RedialBench;

std::string waiting(Bench& bench, uid_t uid) {
  std::string text;
  for (const WaitingEntry& one : bench.manager().waiting(uid))
    text += one.entry + ": " + one.sentences.at(0) + "\n";
  return text;
}

}  // namespace

TEST_SUITE("manager: kept up") {
  TEST_CASE("what is persistent is dialled at the start and after a loss, until it is hung up") {
    Bench bench;
    bench.write("a", "number = '5551234'\npersistent = true\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    const auto first = bench.manager().entry_status("a", 0)->id;
    CHECK(bench.manager().entry_status("a", 0)->owner == 0);
    bench.line.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return !bench.is_up("a"); }));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.manager().entry_status("a", 0)->id > first);
    CHECK(bench.manager().entry_status("a", 0)->references == 1);
    bool down = false;
    bench.manager().disconnect("a", 0, false, [&](const auto& outcome) { down = outcome->closed; });
    REQUIRE(bench.loop.run_until([&] { return down; }));
    CHECK(bench.explained("a").starts_with("Stays down until somebody dials it"));
    CHECK(waiting(bench, 1000) ==
          "a: Stays down until somebody dials it, because somebody hung "
          "it up.\n");
    bench.manager().keep_persistent();
    bench.loop.settle();
    CHECK(bench.line.calls() == 2);
    bench.finish();
  }

  TEST_CASE("the manager's reference stands beside those of users") {
    Bench bench;
    bench.write("a", "number = '5551234'\npersistent = true\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    REQUIRE(bench.dial("a", nullptr));
    std::optional<HangUpOutcome> outcome;
    bench.manager().disconnect("a", 1000, false, [&](const auto& told) { outcome = *told; });
    REQUIRE(bench.loop.run_until([&] { return outcome.has_value(); }));
    CHECK_FALSE(outcome->closed);
    CHECK(outcome->holders == std::vector<uid_t>{0});
    bench.finish();
  }

  TEST_CASE("hung up in the pause after a loss it stays down") {
    Bench bench;
    bench.write("a", "number = '5551234'\n",
                "[redial]\nattempts = 3\nwhen_lost = true\npause = '1h'\nmax_pause = '1h'\n");
    const auto id = bench.dial("a", nullptr);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    bench.line.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
    CHECK(bench.explained("a").find("redial 1 of 3") != std::string::npos);
    std::optional<Result<HangUpOutcome>> told;
    SUBCASE("by another user") {
      bench.manager().disconnect("a", 1001, false, [&](const auto& outcome) { told = outcome; });
      REQUIRE(bench.loop.run_until([&] { return told.has_value(); }));
      CHECK_FALSE(*told);
      CHECK(bench.explained("a").find("redial 1 of 3") != std::string::npos);
    }
    SUBCASE("by its name") {
      bench.manager().disconnect("a", 1000, false, [&](const auto& outcome) { told = outcome; });
      REQUIRE(bench.loop.run_until([&] { return told.has_value(); }));
      CHECK((*told)->closed);
      CHECK(bench.explained("a").find("redial") == std::string::npos);
    }
    SUBCASE("by the id that was lost") {
      bench.manager().hang_up(*id, 1000, false, [&](const auto& outcome) { told = outcome; });
      REQUIRE(bench.loop.run_until([&] { return told.has_value(); }));
      CHECK(bench.explained("a").find("redial") == std::string::npos);
    }
    bench.finish();
  }

  TEST_CASE("lost, it comes back for those who held it, as a new connection") {
    Bench bench;
    bench.write("a", "number = '5551234'\n", kRedial + "attempts = 3\nwhen_lost = true\n");
    const auto id = bench.dial("a", nullptr);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    REQUIRE(bench.dial("a", nullptr));
    bench.line.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return !bench.is_up("a"); }));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    const auto status = bench.manager().entry_status("a", 1000);
    CHECK(status->id != *id);
    CHECK(status->owner == 1000);
    CHECK(status->references == 2);
    // The old id is as good as the new one for who held it.
    for (const bool is_last : {false, true}) {
      std::optional<Result<HangUpOutcome>> told;
      bench.manager().hang_up(*id, 1000, false, [&](const auto& outcome) { told = outcome; });
      REQUIRE(bench.loop.run_until([&] { return told.has_value(); }));
      CHECK((*told)->closed == is_last);
    }
    CHECK_FALSE(bench.manager().is_in_use("a"));
    bench.finish();
  }

  TEST_CASE("what comes back is given up if its hours are over when its pause is") {
    Bench bench;
    Duration of_day = 17h;
    bench.settings.wall_time = [&] { return policy::WallTime{.day = 4, .of_day = of_day}; };
    bench.write("a", "number = '5551234'\n",
                kRedial +
                    "attempts = 3\nwhen_lost = true\n"
                    "[limits]\nhours = ['daily 08:00-18:00']\n");
    REQUIRE(bench.dial("a", nullptr));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    bench.line.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
    CHECK(bench.explained("a").starts_with("Dials number 5551234"));
    of_day = 19h;
    CHECK(bench.loop.run_until(
        [&] { return bench.explained("a").starts_with("Is down: it gave up"); }));
    CHECK(bench.line.calls() == 1);
    bench.finish();
  }

  TEST_CASE("a client's dial that is given up leaves the persistent to the manager") {
    Bench bench;
    bench.write("a", "number = '5557700'\npersistent = true\n",
                "[redial]\npause = '1h'\nmax_pause = '1h'\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.loop.run_until(
        [&] { return bench.explained("a").find(" in ") != std::string::npos; }));
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard);
    REQUIRE(id);
    REQUIRE(bench.run_until_calls(2));
    bench.manager().cancel(*id, true);
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
    CHECK(bench.explained("a").starts_with("Dials number 5557700"));
    bench.finish();
  }

  TEST_CASE("what is persistent waits for the rest of its own number, and of no other") {
    Bench bench;
    simulator::PhoneBook numbers;
    REQUIRE(numbers.add("5559999=blacklisted"));
    bench.line.set_book(numbers);
    const std::string redial = kRedial + "blocked_pause = '1h'\n";
    const auto dial_other = [&](const std::string& own, const std::string& other) {
      bench.write("a", "number = '" + own + "'\npersistent = true\n", redial);
      bench.manager().keep_persistent();
      REQUIRE(bench.run_until_calls(1));
      REQUIRE(bench.loop.run_until([&] { return bench.explained("a").find(" in ") < 60; }));
      const auto id = bench.manager().dial(
          {.parameters = {.entry = "a", .number = other}, .uid = 1000, .observer = nullptr});
      REQUIRE(id);
      return *id;
    };
    const auto check_rests = [&] {
      const std::string told = bench.explained("a");
      CAPTURE(told);
      const std::string begin = "Dials number 5559999 on " + bench.line.device() + " in ";
      CHECK((told.starts_with(begin + "1 h") || told.starts_with(begin + "59 min")));
    };
    SUBCASE("the own one is blacklisted, the other was given up") {
      const auto id = dial_other("5559999", "5557700");
      bench.manager().cancel(id, true);
      REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
      check_rests();
    }
    SUBCASE("the own one is blacklisted, the call of the other was lost") {
      dial_other("5559999", "5551234");
      REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
      bench.line.lose_carrier();
      REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
      check_rests();
    }
    SUBCASE("the other one is blacklisted, and was given up") {
      const auto id = dial_other("5557700", "5559999");
      REQUIRE(bench.loop.run_until([&] {
        return bench.explained("a").find("5559999 on " + bench.line.device() + " in ") < 60;
      }));
      bench.manager().cancel(id, true);
      const auto calls = bench.line.calls();
      CHECK(bench.run_until_calls(calls + 1));
      CHECK(bench.line.last_number() == "5557700");
    }
    bench.finish();
  }

  TEST_CASE("what is required is dialled first, and released behind") {
    Bench bench;
    simulator::SimulatedLine other(bench.loop, {});
    bench.write("a", "number = '5551234'\nrequires = 'b'\n");
    bench.files.write_entry("b", other.device(), "number = '5551234'\n", "init = []\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard);
    REQUIRE(id);
    bench.loop.settle();
    CHECK(bench.explained("a") == "Waits until \"b\", which it requires, is up.\n");
    REQUIRE(bench.loop.run_until([&] { return heard->has_heard(State::kConnected); }));
    CHECK(bench.is_up("b"));
    bench.manager().hang_up(*id, 1000, false, [](const auto&) {});
    CHECK(bench.loop.run_until([&] { return bench.manager().connections().empty(); }));
    bench.finish();
  }

  TEST_CASE("if what is required fails, so does the dial, for the same reason") {
    Bench bench;
    simulator::SimulatedLine other(bench.loop, {});
    bench.write("a", "number = '5551234'\nrequires = 'b'\n");
    bench.files.write_entry("b", other.device(), "number = '5557700'\n", "init = []\n");
    const auto heard = std::make_shared<Recorder>();
    REQUIRE(bench.dial("a", heard));
    REQUIRE(bench.loop.run_until([&] { return heard->has_heard(State::kDisconnected); }));
    CHECK(heard->heard.back().error.code == ErrorCode::kLineBusy);
    CHECK(heard->heard.back().error.context.find("requires") != std::string::npos);
    CHECK(bench.line.calls() == 0);
    bench.finish();
  }

  TEST_CASE("profiles that require each other in a ring are refused") {
    Bench bench;
    bench.write("a", "number = '5551234'\nrequires = 'b'\n");
    bench.write("b", "number = '5551234'\nrequires = 'a'\n");
    const auto refused = bench.dial("a", nullptr);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code ==
          ErrorCode::kCannotLoadPhonebook);  // whoever called did nothing wrong
    CHECK_FALSE(bench.manager().is_in_use("b"));
    bench.finish();
  }

  TEST_CASE("a profile that requires one that is not there is named with it") {
    Bench bench;
    bench.write("a", "number = '5551234'\nrequires = 'b'\n");
    const auto refused = bench.dial("a", nullptr);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kCannotFindPhonebookEntry);
    CHECK(refused.error().context.find("which \"a\" requires") != std::string::npos);
    bench.finish();
  }
}

TEST_SUITE("manager: explain") {
  TEST_CASE("an entry is explained to those who may know of it, dialled or not") {
    Bench bench;
    bench.write("a", "number = '5551234'\n");
    std::filesystem::create_directories(bench.files / "users/1000/profiles");
    bench.files.write("users/1000/profiles/own.toml",
                      "number = '5551234'\nline.device = '" + bench.line.device() + "'\n");
    CHECK(bench.explained("a").starts_with("Is down.\nIs dialled when somebody asks for it"));
    CHECK(bench.manager().explain("own", 1000));
    CHECK(bench.manager().explain("1000/own", 0));
    for (const char* name : {"own", "1000/own", "nobody"}) {
      const auto refused = bench.manager().explain(name, 1001);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == ErrorCode::kCannotFindPhonebookEntry);
    }
    bench.finish();
  }

  TEST_CASE("a profile to fail over to that is not there is named, though nothing has failed yet") {
    Bench bench;
    bench.write("b", "number = '5551234'\n");
    bench.write("a", "number = '5551234'\nfail_over = ['b', 'nobody']\n");
    const std::string told = bench.explained("a");
    CHECK(told.find("Cannot fail over to \"nobody\": there is no such entry.") < told.size());
    CHECK(told.find("Cannot fail over to \"b\"") == std::string::npos);
    bench.finish();
  }

  TEST_CASE("what waits is listed while it is down, for whom it is and for root") {
    Bench bench;
    std::filesystem::create_directories(bench.files / "users/1000/profiles");
    REQUIRE(::chown(bench.line.device().c_str(), 1000, 1000) == 0);
    bench.files.write(
        "users/1000/profiles/own.toml",
        "number = '5551234'\nlink = 'direct'\ndatapath = 'memory'\n[line]\ndevice = '" +
            bench.line.device() +
            "'\nflow_control = 'none'\n[modem]\n[redial]\nwhen_lost = true\n"
            "attempts = 1\npause = '1h'\nmax_pause = '1h'\n");
    REQUIRE(bench.dial("own", nullptr));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("own"); }));
    CHECK(waiting(bench, 0).empty());
    bench.line.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("1000/own"); }));
    CHECK(waiting(bench, 1000).starts_with("1000/own: Dials number 5551234"));
    CHECK(waiting(bench, 0) == waiting(bench, 1000));
    CHECK(waiting(bench, 1001).empty());
    bench.finish();
  }
}

TEST_SUITE("manager: limits") {
  TEST_CASE("an idle line is hung up with 828, and a longest call with 932") {
    Bench bench;
    bench.write("a", "number = '5551234'\n", "[limits]\nidle = '1s'\n");
    bench.write("b", "number = '5551234'\n", "[limits]\ncall = '1s'\n");
    for (const auto& [entry, code] :
         {std::pair("a", ErrorCode::kIdleTimeout), std::pair("b", ErrorCode::kPppSessionTimeout)}) {
      CAPTURE(entry);
      const auto id = bench.dial(entry, nullptr);
      REQUIRE(id);
      REQUIRE(bench.loop.run_until([&] { return bench.is_up(entry); }));
      REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use(entry); }));
      CHECK(bench.manager().status(*id)->error.code == code);
    }
    bench.finish();
  }

  TEST_CASE("a limit that a reload sets holds for the call that is up, and knows its traffic") {
    Bench bench;
    // The two ends of the line send each other a ping at the beginning.
    bench.write("a", "number = '5551234'\n", "[limits]\nidle_ignores = []\n");
    const auto id = bench.dial("a", nullptr);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    bench.write("a", "number = '5551234'\n", "[limits]\nidle = '1s'\nidle_ignores = []\n");
    bench.reload();
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
    CHECK(bench.manager().status(*id)->error.code == ErrorCode::kIdleTimeout);
    // The first look, after a second, finds that ping; without it the call would be over there.
    CHECK(bench.manager().statistics(*id)->connected >= 1500ms);
    bench.finish();
  }

  TEST_CASE("a limit that a reload sets ends what is persistent, too") {
    Bench bench;
    bench.write("a", "number = '5551234'\npersistent = true\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    const auto id = bench.manager().entry_status("a", 0)->id;
    bench.write("a", "number = '5551234'\npersistent = true\n", "[limits]\ncall = '1s'\n");
    bench.reload();
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
    CHECK(bench.manager().status(id)->error.code == ErrorCode::kPppSessionTimeout);
    bench.finish();
  }

  TEST_CASE("outside of its hours an entry is refused before a line is touched") {
    Bench bench;
    bench.settings.wall_time = [] { return policy::WallTime{.day = 4, .of_day = 7h}; };
    bench.write("a", "number = '5551234'\n", "[limits]\nhours = ['daily 08:00-18:00']\n");
    const auto refused = bench.dial("a", nullptr);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kDialoutHoursRestriction);
    CHECK(bench.line.calls() == 0);
    bench.finish();
  }

  TEST_CASE("a budget that is used up is so for the next manager, too") {
    const std::string limits = "[limits]\ntime_per_day = '1s'\n";
    test::TemporaryFolder state;
    for (const bool is_second : {false, true}) {
      Bench bench;
      bench.settings.policy_file = state / "policy";
      bench.settings.on_problem = [](const Error& problem) { FAIL(describe(problem)); };
      bench.write("a", "number = '5551234'\n", limits);
      const auto id = bench.dial("a", nullptr);
      REQUIRE(id.has_value() == !is_second);
      if (is_second) {
        CHECK(id.error().code == ErrorCode::kPppSessionTimeout);
      } else {
        REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
        REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
        CHECK(bench.manager().status(*id)->error.code == ErrorCode::kPppSessionTimeout);
      }
      bench.finish();
    }
  }

  TEST_CASE("a damaged state file is told, and stops nobody") {
    Bench bench;
    bench.settings.policy_file = bench.files / "policy";
    bench.files.write("policy", "rubbish\n");
    std::string told;
    bench.settings.on_problem = [&](const Error& problem) { told = describe(problem); };
    bench.write("a", "number = '5551234'\n", "[limits]\ndials_per_day = 5\n");
    REQUIRE(bench.dial("a", nullptr));
    CHECK(told.find("damaged") != std::string::npos);
    bench.finish();
  }
}
