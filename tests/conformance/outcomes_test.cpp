// Each way a dial can end is an error of its own, leaves nothing behind, and is followed at once by
// a dial that works.
#include <unistd.h>

#include "conformance/both_ways.hpp"
#include "conformance/port_holder.hpp"

namespace dial::conformance {
namespace {

struct Outcome {
  const char* number;
  ErrorCode code;
  Layer layer;
  const char* raw;  // the modem's own words; null: whatever the far end sent
  State state;      // the one that fails
};

constexpr Outcome kOutcomes[] = {
    {"5557700", ErrorCode::kLineBusy, Layer::kModem, "BUSY", State::kConnectDevice},
    {"5557701", ErrorCode::kNoCarrier, Layer::kModem, "NO CARRIER", State::kConnectDevice},
    {"5557702", ErrorCode::kNoAnswer, Layer::kModem, "NO ANSWER", State::kConnectDevice},
    {"5557703", ErrorCode::kNoDialtone, Layer::kModem, "NO DIALTONE", State::kConnectDevice},
    {"5557704", ErrorCode::kRequestTimeout, Layer::kModem, "", State::kConnectDevice},
    {"5557707", ErrorCode::kVoiceAnswer, Layer::kModem, "VOICE", State::kConnectDevice},
    {"5557708", ErrorCode::kBlocked, Layer::kModem, "DELAYED", State::kConnectDevice},
    {"5557709", ErrorCode::kFromDevice, Layer::kModem, "ERROR", State::kConnectDevice},
};

LabOptions quick() {
  LabOptions options;
  options.modem = "dial_timeout = \"400ms\"\n";
  return options;
}

void check_redial(Lab& lab, Program& program, const std::string& entry = "line0") {
  const ConnectionId id = program.connect(entry);
  CHECK(program.hang_up(id));
  CHECK(lab.is_free());
}

void check_end(Lab& lab, const Handler& handler, const Outcome& outcome) {
  REQUIRE(handler.wait_for_end());
  CHECK(lab.is_free());  // closed and unlocked when the terminal call is made
  CHECK(handler.ends() == 1);
  CHECK(handler.last()->state == State::kDisconnected);
  CHECK(handler.error().code == outcome.code);
  CHECK(handler.error().layer == outcome.layer);
  if (outcome.raw != nullptr) CHECK(handler.error().raw == outcome.raw);
  const auto failure = handler.failure();
  REQUIRE(failure);
  CHECK(state_name(failure->state) == state_name(outcome.state));
  CHECK(failure->error == handler.error());
}

}  // namespace

TEST_SUITE("conformance: outcomes") {
  TEST_BOTH_WAYS("each answer of the modem is its own error, frees the line and allows a redial") {
    Lab lab(Way::kDirect, quick());
    Program program(lab.dialer_options());
    check_redial(lab, program);
    const std::size_t before = lab.descriptors();
    for (const Outcome& outcome : kOutcomes) {
      const std::string number = outcome.number;
      CAPTURE(number);
      const Handler handler;
      const auto id = program.dial("line0", handler, outcome.number);
      REQUIRE(id);
      check_end(lab, handler, outcome);
      CHECK(eventually([&] { return lab.descriptors() <= before; }));
      check_redial(lab, program);
      CHECK(handler.ends() == 1);
    }
  }

  // Ten Configure-Requests, the first wait doubled each time: 10 s, hence both ways at once.
  TEST_CASE("a far end that sends garbage never spoke PPP") {
    LabOptions options;
    options.restart = "10ms";
    Lab here(InProcess::kDirect, options);
    Lab there(ThroughDaemon::kDirect, options);
    Program direct(here.dialer_options());
    Program remote(there.dialer_options());
    const Handler first;
    const Handler second;
    REQUIRE(direct.dial("line0", first, "5557706"));
    REQUIRE(remote.dial("line0", second, "5557706"));
    const Outcome outcome{"", ErrorCode::kPppNoResponse, Layer::kLcp, nullptr,
                          State::kAllDevicesConnected};
    if (!first.wait_for_end()) REQUIRE(first.wait_for_end());  // twice the usual patience
    check_end(here, first, outcome);
    check_end(there, second, outcome);
    for (const Handler* handler : {&first, &second}) {
      CHECK_FALSE(handler->error().raw.empty());
      CHECK(handler->error().context.find("; it sent ") != std::string::npos);
    }
    check_redial(here, direct);
    check_redial(there, remote);
  }

  TEST_BOTH_WAYS("a far end that sends back what it gets is a loop") {
    LabOptions options;
    options.line.far_end = simulator::FarEndKind::kEcho;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(program.dial("line0", handler, kGood));
    check_end(lab, handler,
              {"", ErrorCode::kPppLoopbackDetected, Layer::kLcp, "", State::kAllDevicesConnected});
  }

  TEST_BOTH_WAYS("a carrier lost before Connected is a failed dial, the handler still running") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Handler handler;
    handler.hold_in(State::kAllDevicesConnected);
    REQUIRE(program.dial("line0", handler, kGood));
    REQUIRE(handler.wait_for(State::kAllDevicesConnected));
    lab.on_line(0, [](simulator::SimulatedLine& line) { line.lose_carrier(); });
    CHECK(eventually([&] { return lab.is_free(); }));  // only the notification waits
    CHECK_FALSE(handler.has_ended());
    handler.release();
    check_end(
        lab, handler,
        {"", ErrorCode::kNoConnection, Layer::kModem, "NO CARRIER", State::kAllDevicesConnected});
    check_redial(lab, program);
  }

  TEST_BOTH_WAYS("a carrier lost after Connected is a failed link, which watch tells") {
    LabOptions options;
    options.numbers = {"5550100=drop:100ms"};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    std::promise<Error> told;
    program.with([&](Dialer& dialer) {
      REQUIRE(dialer.watch([&](const WatchEvent& event) {
        if (event.status.state == State::kDisconnected) told.set_value(event.status.error);
      }));
    });
    const ConnectionId id = program.connect("line0", "5550100");
    const Error error = take(told.get_future(), "the end of a connection");
    CHECK(error.code == ErrorCode::kLinkFailure);
    CHECK(error.layer == Layer::kModem);
    CHECK(error.raw == "NO CARRIER");
    CHECK(lab.is_free());
    const auto status = program.with([&](Dialer& dialer) { return dialer.status(id); });
    REQUIRE(status);
    CHECK(status->error == error);
    program.destroy_dialer();  // whose handler refers to this case
  }

  TEST_BOTH_WAYS("a wrong password is 691 at AuthNotify, and the right one works at once") {
    for (const auto method :
         {ppp::AuthenticationMethod::kPap, ppp::AuthenticationMethod::kChapMd5}) {
      LabOptions options;
      options.line.peer.require = method;
      Lab lab(Way::kDirect, options);
      Program program(lab.dialer_options());
      const Handler handler;
      REQUIRE(program.dial({.entry = "line0", .user = "alice", .password = "wrong"}, handler));
      REQUIRE(handler.wait_for_end());
      CHECK(lab.is_free());
      CHECK(handler.ends() == 1);
      CHECK(handler.error().code == ErrorCode::kAuthenticationFailure);
      CHECK(handler.error().layer == Layer::kAuthentication);
      REQUIRE(handler.failure());
      CHECK(handler.failure()->state == State::kAuthNotify);
      check_redial(lab, program);
    }
  }

  TEST_BOTH_WAYS("a port that another process holds is refused and names the process") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    {
      const PortHolder holder(lab.device(0));
      const Handler handler;
      REQUIRE(program.dial("line0", handler, kGood));
      REQUIRE(handler.wait_for_end());
      CHECK(handler.error().code == ErrorCode::kPortNotAvailable);
      CHECK(handler.error().layer == Layer::kPort);
      CHECK(handler.error().context.find("pid " + std::to_string(holder.id())) !=
            std::string::npos);
      CHECK(names(handler.states()) == "OpenPort OpenPort Disconnected");
    }
    CHECK(lab.calls() == 0);
    check_redial(lab, program);
  }

  TEST_BOTH_WAYS("a device that is not there is 608") {
    LabOptions options;
    options.profiles["gone"] =
        "number = \"1\"\ndatapath = \"memory\"\n[line]\ndevice = \"/dev/no-such-line\"\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(program.dial({.entry = "gone"}, handler));
    REQUIRE(handler.wait_for_end());
    CHECK(handler.ends() == 1);
    CHECK(handler.error().code == ErrorCode::kDeviceDoesNotExist);
    CHECK(handler.error().context.find("/dev/no-such-line") != std::string::npos);
    check_redial(lab, program);
  }

  TEST_BOTH_WAYS("what cannot be dialled is refused by dial(), with no id and no call") {
    struct Refusal {
      DialParameters parameters;
      ErrorCode code;
    };
    const Refusal refusals[] = {
        {{.entry = "line0", .number = "555;ATH"}, ErrorCode::kBadPhoneNumber},
        {{.entry = "line0", .number = "555\rATH"}, ErrorCode::kBadPhoneNumber},
        {{.entry = "line0", .number = std::string(129, '5')}, ErrorCode::kPhoneNumberTooLong},
        {{.entry = "nowhere"}, ErrorCode::kCannotFindPhonebookEntry},
        {{.entry = "broken"}, ErrorCode::kCannotLoadPhonebook},
        {{.entry = ""}, ErrorCode::kInvalidParameter},
    };
    LabOptions options;
    options.profiles["broken"] = "number = \"1\"\nspeed = 3\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    for (const Refusal& refusal : refusals) {
      CAPTURE(refusal.parameters.entry);
      CAPTURE(refusal.parameters.number);
      const Handler handler;
      const auto id = program.dial(refusal.parameters, handler);
      REQUIRE_FALSE(id);
      CHECK(id.error().code == refusal.code);
      CHECK(id.error().layer != Layer::kNone);
      CHECK(program.connections() == 0);
      CHECK(handler.calls().empty());
    }
    CHECK(lab.calls() == 0);
    check_redial(lab, program);
  }

  TEST_BOTH_WAYS("a broken profile is refused by file, line and column") {
    LabOptions options;
    options.profiles["broken"] = "number = \"1\"\nspeed = 3\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const auto id = program.dial({.entry = "broken"}, Handler());
    REQUIRE_FALSE(id);
    CHECK(id.error().context.find("broken.toml:2:1") != std::string::npos);
  }
}

}  // namespace dial::conformance
