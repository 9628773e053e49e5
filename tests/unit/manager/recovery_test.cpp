// What is done between dials for a modem that does not come back, and for a device that is not
// there: on the loop, with the simulated modem and the real helper.
#include <filesystem>

#include "support/helper_process.hpp"
#include "unit/helper/root_folder.hpp"
#include "unit/manager/redial_bench.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

namespace fs = std::filesystem;

constexpr auto kFails = "number = '5557701'\npersistent = true\n";  // NO CARRIER

class Bench : public RedialBench {
 public:
  Bench() {
    settings.on_report = [this](const ConnectionStatus& status, const std::string& text) {
      reports.push_back(status.entry + ": " + text);
    };
    settings.helper = files / "helper.sock";
  }
  bool has_report(const std::string& part) const {
    return std::ranges::any_of(
        reports, [&](const std::string& text) { return text.find(part) != std::string::npos; });
  }
  bool run_until_report(const std::string& part) {
    return loop.run_until([&] { return has_report(part); });
  }
  // An entry that is kept up, on a device that a link leads to.
  void write_linked(const std::string& head, const std::string& tail) {
    files.write("a.toml", "link = 'direct'\ndatapath = 'memory'\n" + head + "[line]\ndevice = '" +
                              link() + "'\nflow_control = 'none'\n[modem]\ninit = []\n" + tail);
  }
  std::string link() const { return files / "modem"; }
  void plug() const { fs::create_symlink(line.device(), link()); }

  std::vector<std::string> reports;
};

}  // namespace

TEST_SUITE("manager: recovery") {
  TEST_CASE("a modem that fails is told ATH and ATZ, then AT+CFUN=1,1, each once") {
    Bench bench;
    bench.write("a", kFails,
                kRedial + "[recovery]\nreset_after = 1\nrestart_after = 2\nwait = '6s'\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_report("a: recovery: ATH and ATZ are said to the modem"));
    REQUIRE(bench.run_until_report("a: recovery: AT+CFUN=1,1 restarts the modem"));
    const auto id = bench.manager().entry_status("a", 0)->id;
    const auto has_said = [&](const std::string& command) {
      const auto dialogue = bench.manager().dialogue(id, 0);
      return dialogue && std::ranges::any_of(dialogue->lines, [&](const DialogueLine& each) {
               return each.kind == DialogueLine::Kind::kSent && each.text == command;
             });
    };
    CHECK(bench.loop.run_until([&] { return has_said("AT+CFUN=1,1\\r"); }));
    const auto status = bench.manager().entry_status("a", 0);
    CHECK(status->recovery == RecoveryCounts{.resets = 1, .restarts = 1});
    CHECK(bench.explained("a").find("AT+CFUN=1,1 once") != std::string::npos);
    bench.finish();
  }

  TEST_CASE("without dial-helper its steps fail by name, and the next dial comes all the same") {
    Bench bench;
    bench.write("a", kFails,
                "power_hook = '/etc/dial/power/relay'\n" + kRedial +
                    "[recovery]\nreset_after = 0\npower_after = 1\n");
    bench.manager().keep_persistent();
    REQUIRE(
        bench.run_until_report("a: the modem's power is switched off and on, after 1 failures"));
    REQUIRE(bench.run_until_report("a: recovery step power failed: "));
    CHECK(bench.has_report("systemctl enable --now dial-helper.socket"));
    CHECK(bench.run_until_calls(2));
    CHECK(bench.manager().entry_status("a", 0)->recovery == RecoveryCounts{.power_hooks = 1});
    bench.finish();
  }

  TEST_CASE("dial-helper resets the USB device of the modem's port before the next dial") {
    Bench bench;
    const test::HelperProcess helper(bench.settings.helper, {});
    bench.write("a", kFails,
                kRedial + "[recovery]\nreset_after = 0\nusb = 'authorized'\nusb_after = 1\n");
    bench.manager().keep_persistent();
    // A pty is on no bus: the helper has looked, and says so.
    REQUIRE(bench.run_until_report("a: recovery step usb failed: "));
    CHECK(bench.has_report(fs::canonical(bench.line.device()).string() +
                           " belongs to no USB device"));
    CHECK(bench.run_until_calls(2));
    bench.finish();
  }

  TEST_CASE("the power hook runs with the device, and the next dial waits for its end") {
    if (!test::can_own_as_root()) return;
    Bench bench;
    const test::RootFolder power;
    power.script("relay", "echo $1 $2 $DIAL_ENTRY >" + (power / "said") + "; sleep 2; echo >" +
                              (power / "done"));
    helper::Settings settings;
    settings.power = power.path();
    const test::HelperProcess helper(bench.settings.helper, settings);
    bench.write("a", kFails,
                "power_hook = '" + (power / "relay") + "'\n" + kRedial +
                    "[recovery]\nreset_after = 0\npower_after = 1\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_calls(1));
    REQUIRE(bench.run_until_calls(2));
    CHECK(power.text("said") == "cycle " + bench.line.device() + " a\n");
    CHECK(fs::exists(power / "done"));
    CHECK(bench.has_report("a: recovery step power done"));
    bench.finish();
  }

  TEST_CASE("a persistent entry whose device is not there at the start waits, and says so") {
    Bench bench;
    bench.write_linked("number = '5551234'\npersistent = true\n",
                       "[redial]\npause = '1h'\nmax_pause = '1h'\n");
    bench.manager().keep_persistent();
    REQUIRE(bench.run_until_report("a: waits for " + bench.link() + ", which is not there"));
    const auto status = bench.manager().entry_status("a", 0);
    REQUIRE(status);
    CHECK(status->waits_for == bench.link());
    CHECK(status->next_dial > std::chrono::minutes(59));
    CHECK(bench.explained("a").starts_with("Waits for " + bench.link()));
    bench.plug();
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.has_report("a: " + bench.link() + " is there"));
    CHECK(bench.manager().entry_status("a", 0)->waits_for.empty());
    bench.finish();
  }

  TEST_CASE("a client's dial that is repeated waits for the device, too") {
    Bench bench;
    bench.write_linked("number = '5551234'\n",
                       "[redial]\nattempts = 1\npause = '1h'\nmax_pause = '1h'\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard);
    REQUIRE(id);
    REQUIRE(bench.run_until_report("a: waits for"));
    CHECK_FALSE(heard->has_heard(State::kDisconnected));
    CHECK(bench.manager().status(*id)->waits_for == bench.link());
    bench.plug();
    CHECK(bench.loop.run_until([&] { return heard->has_heard(State::kConnected); }));
    CHECK(bench.manager().status(*id)->id == *id);
    bench.finish();
  }

  TEST_CASE("a client's dial that waits ends when it is hung up, and nothing waits any more") {
    Bench bench;
    bench.write_linked("number = '5551234'\n",
                       "[redial]\nattempts = 1\npause = '1h'\nmax_pause = '1h'\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard);
    REQUIRE(id);
    REQUIRE(bench.run_until_report("a: waits for"));
    bool hung_up = false;
    bench.manager().hang_up(*id, 1000, false, [&](const auto&) { hung_up = true; });
    REQUIRE(bench.loop.run_until([&] { return hung_up; }));
    bench.plug();
    bench.loop.settle();
    CHECK_FALSE(bench.has_report("is there"));
    CHECK(bench.line.calls() == 0);
    bench.finish();
  }

  TEST_CASE("without redials a device that is not there fails the dial at once") {
    Bench bench;
    bench.write_linked("number = '5551234'\n", "");
    const auto heard = std::make_shared<Recorder>();
    REQUIRE(bench.dial("a", heard));
    REQUIRE(bench.loop.run_until([&] { return heard->has_heard(State::kDisconnected); }));
    CHECK(heard->heard.back().error.code == ErrorCode::kDeviceDoesNotExist);
    CHECK_FALSE(bench.has_report("waits for"));
    bench.finish();
  }
}
