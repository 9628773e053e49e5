// The C interface: how a dial begins, what its notifier is told, and how it ends. RAS, 1.1 to 1.7.
#include <uv.h>

#include <thread>

#include "conformance/ras_lab.hpp"

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

const char* const kBusy = "5557700";  // dialsim: BUSY

// What the other kinds of notifier were told last; they have no context.
struct Told {
  std::vector<std::uint32_t> states;
  std::uint32_t error = 0;
  HRASCONN connection = nullptr;
  std::string text;
} told;

void take_dial_func(std::uint32_t, RASCONNSTATE state, std::uint32_t error) {
  told.states.push_back(state);
  told.error = error;
}
void take_dial_func1(HRASCONN connection, std::uint32_t, RASCONNSTATE state, std::uint32_t error,
                     std::uint32_t) {
  told.states.push_back(state);
  told.error = error;
  told.connection = connection;
}
void take_event(const RASXEVENT* event) {
  told.states.push_back(event->rasconnstate);
  told.error = event->dwError;
  told.connection = event->hrasconn;
  told.text = event->szText;
}

template <class Function>
std::uint32_t dial_kind(std::uint32_t kind, Function function, HRASCONN& connection,
                        const std::string& number = "") {
  told = {};
  const auto parameters = to_dial("line0", number);
  return RasDial(nullptr, nullptr, &parameters, kind, reinterpret_cast<RASNOTIFIER>(function),
                 &connection);
}

// PPP without a question who we are.
const std::vector<std::uint32_t> kRun{
    RASCS_OpenPort,        RASCS_PortOpened,          RASCS_ConnectDevice,
    RASCS_DeviceConnected, RASCS_AllDevicesConnected, RASCS_Authenticate,
    RASCS_AuthProject,     RASCS_Projected,           RASCS_Connected};

}  // namespace

TEST_SUITE("conformance: RasDial in C") {
  TEST_BOTH_WAYS("without a notifier it returns when the connection is up") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    const auto parameters = to_dial("line0");
    REQUIRE(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) == 0);
    REQUIRE(connection != nullptr);
    CHECK(state_of(connection) == RASCS_Connected);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("without a notifier a dial that fails returns why, and gives no handle") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    const auto parameters = to_dial("line0", kBusy);
    CHECK(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) == ERROR_LINE_BUSY);
    CHECK(connection == nullptr);
    char text[512];
    REQUIRE(RasXGetLastErrorText(text, sizeof text) == 0);
    CHECK(std::string(text).find("BUSY") != std::string::npos);
  }

  TEST_BOTH_WAYS("with one the handle is written before any call, and no call comes in RasDial") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    bool was_written = true;
    bool is_dialling = true;
    bool was_inside = false;
    Calls calls;
    calls.action = [&](const Calls::Call& call) {
      was_written = was_written && connection == call.connection;
      was_inside = was_inside || is_dialling;
      return 1U;
    };
    REQUIRE(dial_with(calls, connection, "line0") == 0);
    is_dialling = false;
    REQUIRE(connection != nullptr);
    std::this_thread::sleep_for(100ms);
    CHECK(calls.list.empty());  // only RasXDispatch makes calls
    REQUIRE(dispatch_until([&] { return calls.is_over(); }));
    CHECK(was_written);
    CHECK_FALSE(was_inside);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
  }

  TEST_BOTH_WAYS("the notifier is told every state, and nothing after Connected") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    Calls calls;
    REQUIRE(dial_with(calls, connection, "line0") == 0);
    REQUIRE(dispatch_until([&] { return calls.is_over(); }));
    std::vector<std::uint32_t> states;
    for (const Calls::Call& call : calls.list) {
      states.push_back(call.state);
      CHECK(call.error == 0);
      CHECK(call.subentry == 1);
      CHECK(call.connection == connection);
    }
    CHECK(states == kRun);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
    dispatch_for(50ms);
    CHECK(calls.list.size() == kRun.size());
  }

  TEST_BOTH_WAYS("a call with an error is the last one: its context may be freed there") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    auto* calls = new Calls();
    std::vector<Calls::Call> failures;
    calls->action = [&failures, calls](const Calls::Call& call) {
      if (call.error == 0) return 1U;
      failures.push_back(call);
      delete calls;
      return 1U;
    };
    REQUIRE(dial_with(*calls, connection, "line0", kBusy) == 0);
    REQUIRE(dispatch_until([&] { return state_of(connection) == RASCS_Disconnected; }));
    dispatch_for(100ms);
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].state == RASCS_ConnectDevice);
    CHECK(failures[0].error == ERROR_LINE_BUSY);
    // The reason can be asked for until the handle is hung up.
    auto status = sized<RASCONNSTATUS>();
    CHECK(RasGetConnectStatus(connection, &status) == 0);
    CHECK(status.dwError == ERROR_LINE_BUSY);
    CHECK(RasHangUp(connection) == 0);
    CHECK(RasGetConnectStatus(connection, &status) == ERROR_INVALID_HANDLE);
  }

  TEST_BOTH_WAYS("the verdict 0 ends the notifications, and the dial goes on") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    Calls calls;
    calls.action = [](const Calls::Call& call) {
      return call.state == RASCS_ConnectDevice ? 0U : 1U;
    };
    REQUIRE(dial_with(calls, connection, "line0") == 0);
    REQUIRE(dispatch_until([&] { return state_of(connection) == RASCS_Connected; }));
    dispatch_for(50ms);
    CHECK(calls.list.back().state == RASCS_ConnectDevice);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("RasDialFunc, RasDialFunc1 and the descriptor's kind are told the same") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    for (std::uint32_t kind : {0U, 1U, 3U}) {
      CAPTURE(kind);
      HRASCONN connection = nullptr;
      const auto error = kind == 0   ? dial_kind(kind, take_dial_func, connection)
                         : kind == 1 ? dial_kind(kind, take_dial_func1, connection)
                                     : dial_kind(kind, take_event, connection);
      REQUIRE(error == 0);
      REQUIRE(dispatch_until(
          [&] { return !told.states.empty() && told.states.back() == RASCS_Connected; }));
      CHECK(told.states == kRun);
      CHECK(told.connection == (kind == 0 ? nullptr : connection));
      CHECK(RasHangUp(connection) == 0);
      CHECK(becomes_invalid(connection));
    }
  }

  TEST_BOTH_WAYS("the descriptor's kind has the modem's own words") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    REQUIRE(dial_kind(RASX_NotifierDescriptor, take_event, connection, kBusy) == 0);
    REQUIRE(dispatch_until([] { return told.error != 0; }));
    CHECK(told.error == ERROR_LINE_BUSY);
    CHECK(told.text.find("\"BUSY\"") != std::string::npos);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
  }

  TEST_BOTH_WAYS("a thread with a libuv loop of its own is called by that loop") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    uv_loop_t loop;
    REQUIRE(uv_loop_init(&loop) == 0);
    REQUIRE(RasXSetLoop(&loop) == 0);
    int descriptor = -1;
    HRASCONN connection = nullptr;
    CHECK(dial_kind(RASX_NotifierDescriptor, take_event, connection) == ERROR_INVALID_PARAMETER);
    CHECK(RasXGetDescriptor(&descriptor) == ERROR_INVALID_PARAMETER);
    REQUIRE(dial_kind(RASX_NotifierDialFunc1, take_dial_func1, connection) == 0);
    while (told.states.empty() || told.states.back() != RASCS_Connected)
      uv_run(&loop, UV_RUN_ONCE);
    CHECK(told.states == kRun);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
    CHECK(RasXEnd() == 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop) == 0);
  }

  TEST_BOTH_WAYS("a thread that ends before its dial is up aborts it") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    Calls calls;
    std::thread dialler([&] {
      if (dial_with(calls, connection, "line0", "5550003") != 0) give_up("the dial");
      dispatch_until([&] { return calls.has(RASCS_ConnectDevice); });
    });
    dialler.join();
    const std::size_t told_before = calls.list.size();
    CHECK(eventually([&] { return lab.is_free(); }));
    CHECK(eventually([&] { return state_of(connection) == RASCS_Disconnected; }));
    CHECK(calls.list.size() == told_before);
  }

  TEST_BOTH_WAYS("a connection that is up outlives the thread that dialled it") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    std::thread dialler([&] {
      const auto parameters = to_dial("line0");
      if (RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) != 0) give_up("the dial");
    });
    dialler.join();
    CHECK(state_of(connection) == RASCS_Connected);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
  }
}

}  // namespace dial::conformance
