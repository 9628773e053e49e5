// A dial that somebody asks for while the manager's own pauses: refused, it has changed nothing;
// else it takes the other's place, and nobody loses anything.
#include <filesystem>

#include "base/callback_number.hpp"
#include "unit/manager/redial_bench.hpp"

using namespace dial;
using namespace dial::manager;
using namespace std::chrono_literals;

namespace {

const std::string kLongPause = "[redial]\nattempts = 5\npause = '1h'\nmax_pause = '1h'\n";

class Bench : public RedialBench {
 public:
  bool run_until_pause(const std::string& entry) {
    return loop.run_until([&] { return explained(entry).find(" in ") != std::string::npos; });
  }
  Result<ConnectionId> dial_number(const std::string& entry, const std::string& number) {
    DialRequest request;
    request.parameters.entry = entry;
    request.parameters.number = number;
    request.uid = 1000;
    return manager().dial(request);
  }
  // A mistake of the caller's own, which says nothing about the entry.
  Result<ConnectionId> dial_wrongly(const std::string& entry) {
    DialRequest request;
    request.parameters.entry = entry;
    request.parameters.callback_number = kAskForCallbackNumber;
    request.uid = 1000;
    return manager().dial(request);
  }
  Result<HangUpOutcome> hang_up(ConnectionId id, uid_t uid) {
    std::optional<Result<HangUpOutcome>> told;
    manager().hang_up(id, uid, false, [&](const auto& outcome) { told = outcome; });
    REQUIRE(loop.run_until([&] { return told.has_value(); }));
    return *told;
  }
  Duration next_dial(const std::string& entry) {
    const auto status = manager().entry_status(entry, 1000);
    REQUIRE(status);
    REQUIRE(status->next_dial);
    return *status->next_dial;
  }
};

}  // namespace

TEST_SUITE("manager: a refused dial") {
  TEST_CASE("the stored password does not follow a number that was refused") {
    Bench bench;
    bench.write("a", "number = '5557700'\nuser = 'joe'\npersistent = true\n");
    bench.files.write("secrets", "[a]\npassword = 's3cr3t'\n", 0600);
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.run_until_pause("a"));
    const auto refused = bench.dial_number("a", "5551234");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kAccessDenied);
    CHECK(bench.explained("a").starts_with("Dials number 5557700"));
    REQUIRE(bench.run_until_calls(2));
    CHECK(bench.line.last_number() == "5557700");
    CHECK(bench.line.connects() == 0);
    bench.finish();
  }

  TEST_CASE("a pause is as long as it was, and its round as far") {
    Bench bench;
    bench.write("a", "number = '5557700'\npersistent = true\n",
                "[redial]\npause = '1s'\nmax_pause = '2h'\njitter = 0\nbusy = 'slow'\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_pause("a"));
    const auto before = bench.explained("a");
    REQUIRE_FALSE(bench.dial_wrongly("a"));
    CHECK(bench.next_dial("a") > 119min);
    CHECK(bench.explained("a").substr(0, before.find(" in ")) ==
          before.substr(0, before.find(" in ")));
    bench.finish();
  }

  TEST_CASE("what was hung up stays down when the profiles are loaded") {
    Bench bench;
    bench.write("a", "number = '5551234'\npersistent = true\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    bool down = false;
    bench.manager().disconnect("a", 0, true, [&](const auto&) { down = true; });
    REQUIRE(bench.loop.run_until([&] { return down; }));
    REQUIRE_FALSE(bench.dial_wrongly("a"));
    bench.manager().keep_persistent();
    CHECK_FALSE(bench.manager().is_in_use("a"));
    CHECK(bench.explained("a").starts_with("Stays down until somebody dials it"));
    bench.finish();
  }
}

TEST_SUITE("manager: a dial in the pause of another") {
  TEST_CASE("who waits for the entry waits for the dial that takes the other's place") {
    Bench bench;
    simulator::SimulatedLine other(bench.loop, {});
    bench.write("a", "number = '5551234'\nrequires = 'b'\n");
    const auto write_required = [&](const char* number) {
      bench.files.write_entry("b", other.device(), "number = '" + std::string(number) + "'\n",
                              "init = []\n" + kLongPause);
    };
    write_required("5557700");
    const auto id = bench.dial("a", nullptr);
    REQUIRE(id);
    REQUIRE(bench.run_until_pause("b"));
    write_required("5551234");
    REQUIRE(bench.manager().book().load());
    REQUIRE(bench.dial("b", nullptr));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.manager().entry_status("a", 1000)->id == *id);
    // One reference is of who dialled it, one of what requires it: each is given back once.
    CHECK(bench.manager().entry_status("b", 1000)->references == 2);
    bench.manager().hang_up(*id, 1000, false, [](const auto&) {});
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
    CHECK(bench.is_up("b"));
    CHECK(bench.manager().entry_status("b", 1000)->references == 1);
    bench.finish();
  }

  TEST_CASE("what the entry requires stays up meanwhile, whoever dials") {
    Bench bench;
    simulator::SimulatedLine other(bench.loop, {});
    const auto write_entry = [&](const char* number) {
      bench.write("a", "number = '" + std::string(number) + "'\nrequires = 'b'\n", kLongPause);
    };
    write_entry("5557700");
    bench.files.write_entry("b", other.device(), "number = '5551234'\n", "init = []\n");
    REQUIRE(bench.dial("a", nullptr));
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.run_until_pause("a"));
    write_entry("5551234");
    REQUIRE(bench.manager().book().load());
    DialRequest request;
    request.parameters.entry = "a";
    request.uid = 1001;
    REQUIRE(bench.manager().dial(request));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.is_up("b"));
    CHECK(other.calls() == 1);
    CHECK(bench.manager().entry_status("b", 1000)->references == 1);
    bench.finish();
  }

  TEST_CASE("the id of the operation that ended so releases the reference that lives on") {
    Bench bench;
    bench.write("a", "number = '5557700'\n", kLongPause);
    const auto former = bench.dial("a", nullptr);
    REQUIRE(former);
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.run_until_pause("a"));
    bench.write("a", "number = '5551234'\n", kLongPause);
    REQUIRE(bench.manager().book().load());
    DialRequest request;
    request.parameters.entry = "a";
    request.uid = 1001;
    const auto id = bench.manager().dial(request);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    REQUIRE(bench.manager().entry_status("a", 1000)->references == 2);
    const auto first = bench.hang_up(*former, 1000);
    REQUIRE(first);
    CHECK_FALSE(first->closed);
    CHECK(first->holders == std::vector<uid_t>{1001});
    CHECK_FALSE(bench.hang_up(*former, 1000));  // it has none any more
    CHECK(bench.is_up("a"));
    CHECK(bench.hang_up(*id, 1001)->closed);
    CHECK(bench.hang_up(*former, 1000)->closed);
    CHECK(bench.manager().status(*former)->error.code == ErrorCode::kDialAlreadyInProgress);
    bench.finish();
  }

  TEST_CASE("it is not dialled to where it was once allowed to lead") {
    Bench bench;
    bench.write("a", "number = '5557700'\npersistent = true\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.run_until_pause("a"));
    const auto id = bench.dial_number("a", "5551234");
    REQUIRE(id);
    bench.manager().cancel(*id, true);
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("a"); }));
    CHECK(bench.manager().status(*id)->error.code == ErrorCode::kUserDisconnection);
    const auto calls = bench.line.calls();
    REQUIRE(bench.run_until_calls(calls + 1));
    CHECK(bench.line.last_number() == "5557700");
    bench.finish();
  }
}

TEST_SUITE("manager: ways that change in a pause") {
  TEST_CASE("an alternate that was taken out is not dialled, and a new one is") {
    Bench bench;
    for (const bool persistent : {true, false}) {
      CAPTURE(persistent);
      const std::string entry = persistent ? "a" : "b";
      const std::string head =
          std::string("number = '5557700'\n") + (persistent ? "persistent = true\n" : "");
      const std::string tail = kRedial + "attempts = 5\n";
      bench.write(entry, head + "alternates = ['5557701']\n", tail);
      REQUIRE(bench.manager().book().load());
      const auto calls = bench.line.calls();
      if (persistent) {
        bench.manager().keep_persistent();
      } else {
        REQUIRE(bench.dial(entry, nullptr));
      }
      REQUIRE(bench.run_until_calls(calls + 1));
      REQUIRE(bench.run_until_pause(entry));
      bench.write(entry, head + "alternates = ['5551234']\n", tail);
      REQUIRE(bench.manager().book().load());
      REQUIRE(bench.loop.run_until([&] { return bench.is_up(entry); }));
      CHECK(bench.line.calls() == calls + 2);
      CHECK(bench.line.last_number() == "5551234");
      bool down = false;
      bench.manager().disconnect(entry, 0, true, [&](const auto&) { down = true; });
      REQUIRE(bench.loop.run_until([&] { return down; }));
    }
    bench.finish();
  }

  TEST_CASE("another profile that has gone is no way any more, and ends nothing") {
    Bench bench;
    bench.write("a", "number = '5557700'\npersistent = true\nfail_over = ['b']\n");
    bench.write("b", "number = '5551234'\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.run_until_pause("a"));
    bench.write("a", "number = '5557700'\npersistent = true\n");
    std::filesystem::remove(bench.files / "b.toml");
    REQUIRE(bench.manager().book().load());
    REQUIRE(bench.run_until_calls(2));
    CHECK(bench.line.last_number() == "5557700");
    bench.finish();
  }

  TEST_CASE("a number that rests does so though it is the only one that is left") {
    Bench bench;
    const auto write = [&](const char* number, const char* alternates) {
      bench.write("a",
                  "number = '" + std::string(number) + "'\npersistent = true\nalternates = [" +
                      alternates + "]\n",
                  kRedial + "blocked_pause = '1h'\n");
      REQUIRE(bench.manager().book().load());
    };
    write("5557708", "'5557700'");  // DELAYED
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.run_until_pause("a"));
    SUBCASE("as the first one") {
      write("5557708", "");
    }
    SUBCASE("as it was, behind a new one") {
      write("5557701", "'5557708'");
      REQUIRE(bench.run_until_calls(2));
      CHECK(bench.line.last_number() == "5557701");
      REQUIRE(bench.run_until_pause("a"));
      write("5557708", "");
    }
    const auto calls = bench.line.calls();
    REQUIRE(bench.loop.run_until([&] {
      const auto status = bench.manager().entry_status("a", 0);
      return status && status->next_dial && *status->next_dial > 50min;
    }));
    CHECK(bench.line.calls() == calls);
    bench.finish();
  }
}
