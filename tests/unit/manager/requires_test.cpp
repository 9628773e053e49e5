// What an entry requires may be down for now, or on its way there: whoever needs it waits, on the
// loop, with two simulated modems.
#include "unit/manager/redial_bench.hpp"

using namespace dial;
using namespace dial::manager;
using namespace std::chrono_literals;

namespace {

const std::string kNumber = "number = '5551234'\n";
const std::string kBusyNumber = "number = '5557700'\n";

// "a" requires "b", each on a line of its own.
class Bench : public RedialBench {
 public:
  explicit Bench(const std::string& head = "", const std::string& of_b = kNumber,
                 const std::string& behind_b = "") {
    settings.wall_time = [this] { return wall; };
    write("a", kNumber + "requires = 'b'\n" + head);
    files.write("b.toml", "link = 'direct'\ndatapath = 'memory'\n" + of_b + "[line]\ndevice = '" +
                              other.device() + "'\nflow_control = 'none'\n" + behind_b);
  }
  void connect(const std::string& entry) {
    REQUIRE(dial(entry, nullptr));
    REQUIRE(loop.run_until([&] { return is_up(entry); }));
  }
  // Until the hang-up of `entry` is complete.
  void disconnect(const std::string& entry) {
    bool down = false;
    manager().disconnect(entry, 0, true, [&](const auto&) { down = true; });
    REQUIRE(loop.run_until([&] { return down; }));
  }
  HangUpOutcome hang_up(ConnectionId id, uid_t uid) {
    std::optional<Result<HangUpOutcome>> told;
    manager().hang_up(id, uid, false, [&](const auto& outcome) { told = outcome; });
    REQUIRE(loop.run_until([&] { return told.has_value(); }));
    REQUIRE(*told);
    return **told;
  }
  bool is_closing(const std::string& entry) {
    const auto status = manager().entry_status(entry, 1000);
    return status && status->error && status->state != State::kDisconnected;
  }

  simulator::SimulatedLine other{loop, {}};
  policy::WallTime wall{.day = 4, .of_day = 7h};
};

}  // namespace

TEST_SUITE("manager: requires") {
  TEST_CASE("what is persistent waits for the hours of what it requires") {
    Bench bench("persistent = true\n", kNumber, "[limits]\nhours = ['daily 08:00-18:00']\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.loop.run_until([&] {
      return bench.explained("a").find("hours in [limits] of \"b\"") != std::string::npos;
    }));
    CHECK(bench.explained("a").starts_with("Dials number 5551234"));
    CHECK(bench.line.calls() + bench.other.calls() == 0);
    bench.wall.of_day = 8h;
    CHECK(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.is_up("b"));
    bench.finish();
  }

  TEST_CASE("a dial that is not persistent fails for the hours of what it requires") {
    Bench bench("", kNumber, "[limits]\nhours = ['daily 08:00-18:00']\n");
    const auto heard = std::make_shared<Recorder>();
    REQUIRE(bench.dial("a", heard));
    REQUIRE(bench.loop.run_until([&] { return heard->has_heard(State::kDisconnected); }));
    CHECK(heard->heard.back().error.code == ErrorCode::kDialoutHoursRestriction);
    bench.finish();
  }

  TEST_CASE("what is persistent goes on when somebody gives up what it requires") {
    Bench bench("persistent = true\n", kBusyNumber, kRedial + "attempts = 100\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.loop.run_until([&] { return bench.other.calls() == 1; }));
    bench.disconnect("b");
    CHECK(bench.loop.run_until([&] { return bench.other.calls() == 2; }));
    bench.finish();
  }

  TEST_CASE("a line that was lost and is on its way down is dialled anew for whoever requires it") {
    Bench bench;
    bench.connect("b");
    bench.other.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return bench.is_closing("b"); }));
    bench.connect("a");
    CHECK(bench.is_up("b"));
    CHECK(bench.other.calls() == 2);
    bench.finish();
  }

  TEST_CASE("hung up and dialled again at once, what it requires comes up again, too") {
    Bench bench;
    bench.connect("a");
    bench.disconnect("a");
    REQUIRE(bench.manager().is_in_use("b"));
    bench.connect("a");
    CHECK(bench.is_up("b"));
    CHECK(bench.other.calls() == 2);
    bench.disconnect("a");
    CHECK(bench.loop.run_until([&] { return !bench.manager().is_in_use("b"); }));
    bench.finish();
  }

  TEST_CASE("a dial of what is required that failed and was begun anew at once still counts") {
    // Whoever dialled "b" dials it again inside of the terminal call, by another number.
    struct Again final : DialObserver {
      explicit Again(Manager& the_manager) : manager(the_manager) {}
      void on_notification(const Notification& notification) override {
        if (notification.state != State::kDisconnected) return;
        DialRequest request{.parameters = {.entry = "b", .number = "5551234"}, .uid = 1000};
        result = manager.dial(request);
      }
      Manager& manager;
      std::optional<Result<ConnectionId>> result;
    };
    Bench bench("", kBusyNumber);
    const auto again = std::make_shared<Again>(bench.manager());
    REQUIRE(bench.dial("b", again));
    bench.loop.settle();
    const auto heard = std::make_shared<Recorder>();
    REQUIRE(bench.dial("a", heard));
    REQUIRE(bench.loop.run_until([&] { return again->result.has_value(); }));
    REQUIRE(*again->result);
    CHECK(bench.loop.run_until([&] { return heard->has_heard(State::kConnected); }));
    bench.finish();
  }

  TEST_CASE(
      "what is required and does not come up is dialled for the persistent in growing pauses") {
    Bench bench("persistent = true\n", kBusyNumber);
    bench.manager().keep_persistent();
    REQUIRE(bench.loop.run_until([&] { return bench.other.calls() == 2; }));
    CHECK(bench.loop.run_until(
        [&] { return bench.explained("a").find("the number was busy") != std::string::npos; }));
    CHECK(bench.line.calls() == 0);
    bench.finish();
  }

  TEST_CASE("who waits for what somebody else dials holds it, too") {
    Bench bench;
    std::shared_ptr<Recorder> heard;
    bool at_once = false;
    SUBCASE("from the moment on at which it is up") {
      heard = std::make_shared<Recorder>();
    }
    SUBCASE("at once, if nobody waits for the end of that dial") {
      at_once = true;
    }
    const auto id = bench.dial("b", heard);
    REQUIRE(id);
    DialRequest request;
    request.parameters.entry = "a";
    request.uid = 1001;
    REQUIRE(bench.manager().dial(request));
    REQUIRE(bench.loop.run_until(
        [&] { return at_once ? bench.other.calls() == 1 : bench.is_up("a"); }));
    CHECK(bench.hang_up(*id, 1000).holders == std::vector<uid_t>{1001});
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.is_up("b"));
    CHECK(bench.other.calls() == 1);
    bench.disconnect("a");
    CHECK(bench.loop.run_until([&] { return !bench.manager().is_in_use("b"); }));
    bench.finish();
  }

  TEST_CASE("what was lost and came back goes with the one that required it") {
    Bench bench("", kNumber, kRedial + "attempts = 9\nwhen_lost = true\n");
    bench.connect("a");
    bench.other.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return !bench.is_up("b"); }));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("b"); }));
    CHECK(bench.manager().entry_status("b", 1000)->references == 1);
    bench.disconnect("a");
    CHECK(bench.loop.run_until([&] { return !bench.manager().is_in_use("b"); }));
    bench.finish();
  }

  TEST_CASE("what would have come back for one that is dialled again has one reference of its") {
    Bench bench("", kNumber,
                "[redial]\nattempts = 9\nwhen_lost = true\npause = '1h'\nmax_pause = '1h'\n");
    bench.write("a", kBusyNumber + "requires = 'b'\n", kRedial + "attempts = 9\n");
    REQUIRE(bench.dial("a", nullptr));
    REQUIRE(bench.run_until_calls(1));
    bench.other.lose_carrier();
    REQUIRE(bench.loop.run_until([&] { return !bench.manager().is_in_use("b"); }));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("b"); }));
    CHECK(bench.other.calls() == 2);
    CHECK(bench.manager().entry_status("b", 1000)->references == 1);
    bench.disconnect("a");
    CHECK(bench.loop.run_until([&] { return !bench.manager().is_in_use("b"); }));
    bench.finish();
  }

  TEST_CASE("what it requires is no fault of its own modem, and uses up its attempts") {
    std::vector<std::string> reports;
    Bench bench("", "number = '5557701'\n");  // NO CARRIER
    bench.settings.on_report = [&](const ConnectionStatus& status, const std::string& text) {
      if (status.entry == "a") reports.push_back(text);
    };
    bench.write("a", kNumber + "requires = 'b'\n",
                "power_hook = '/etc/dial/power/relay'\n" + kRedial +
                    "attempts = 2\n[recovery]\nreset_after = 0\npower_after = 1\n");
    const auto heard = std::make_shared<Recorder>();
    REQUIRE(bench.dial("a", heard));
    REQUIRE(bench.loop.run_until([&] { return heard->has_heard(State::kDisconnected); }));
    CHECK(heard->heard.back().error.code == ErrorCode::kNoCarrier);
    CHECK(bench.other.calls() == 3);
    CHECK(bench.line.calls() == 0);
    CHECK(reports.empty());
    bench.finish();
  }
}
