// The C interface: RasHangUp ends the calls of a notifier when it returns. RAS, 1.8 and rule 33.
#include <atomic>
#include <csignal>
#include <future>
#include <thread>

#include "conformance/ras_lab.hpp"

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kStates[] = {
    RASCS_OpenPort,        RASCS_PortOpened,          RASCS_ConnectDevice,
    RASCS_DeviceConnected, RASCS_AllDevicesConnected, RASCS_Authenticate,
    RASCS_AuthProject,     RASCS_Projected,           RASCS_Connected};

// A context on the heap, so that AddressSanitizer sees a call that comes too late.
struct Context {
  std::function<void(std::uint32_t state, HRASCONN connection)> action;
  unsigned* count;
};

std::uint32_t take_in_context(std::uintptr_t callback_id, std::uint32_t, HRASCONN connection,
                              std::uint32_t, RASCONNSTATE state, std::uint32_t, std::uint32_t) {
  auto* context = reinterpret_cast<Context*>(callback_id);
  ++*context->count;
  const auto action = context->action;  // it may delete the context
  if (action) action(state, connection);
  return 1;
}

std::uint32_t dial_in(Context* context, HRASCONN& connection, const std::string& number = "") {
  auto parameters = to_dial("line0", number);
  parameters.dwCallbackId = reinterpret_cast<std::uintptr_t>(context);
  return RasDial(nullptr, nullptr, &parameters, RASX_NotifierDialFunc2,
                 reinterpret_cast<RASNOTIFIER>(take_in_context), &connection);
}

// A RasDialFunc1 has no context.
struct {
  std::uint32_t wanted, outcome;
  unsigned count, count_then;
} hanging_up;
void hang_up_in_wanted(HRASCONN connection, std::uint32_t, RASCONNSTATE state, std::uint32_t,
                       std::uint32_t) {
  ++hanging_up.count;
  if (state != hanging_up.wanted) return;
  hanging_up.outcome = RasHangUp(connection);
  hanging_up.count_then = hanging_up.count;
}

}  // namespace

TEST_SUITE("conformance: RasHangUp in C") {
  TEST_BOTH_WAYS("inside the notifier it takes effect there, in every state: no call comes later") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    for (const std::uint32_t wanted : kStates) {
      CAPTURE(wanted);
      unsigned count = 0;
      unsigned count_then = 0;
      std::uint32_t outcome = PENDING;
      auto* context = new Context{.action = {}, .count = &count};
      context->action = [&, context](std::uint32_t state, HRASCONN connection) {
        if (state != wanted) return;
        outcome = RasHangUp(connection);
        count_then = count;
        delete context;
      };
      HRASCONN connection = nullptr;
      REQUIRE(dial_in(context, connection) == 0);
      REQUIRE(dispatch_until([&] { return outcome != PENDING; }));
      CHECK(outcome == 0);
      CHECK(becomes_invalid(connection));
      dispatch_for(50ms);
      CHECK(count == count_then);
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("a RasDialFunc1 hangs itself up by the handle it is called with, in every state") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    const auto parameters = to_dial("line0");
    for (const std::uint32_t wanted : kStates) {
      CAPTURE(wanted);
      hanging_up = {.wanted = wanted, .outcome = PENDING, .count = 0, .count_then = 0};
      HRASCONN connection = nullptr;
      REQUIRE(RasDial(nullptr, nullptr, &parameters, RASX_NotifierDialFunc1,
                      reinterpret_cast<RASNOTIFIER>(hang_up_in_wanted), &connection) == 0);
      REQUIRE(dispatch_until([] { return hanging_up.outcome != PENDING; }));
      CHECK(hanging_up.outcome == 0);
      CHECK(becomes_invalid(connection));
      dispatch_for(50ms);
      CHECK(hanging_up.count == hanging_up.count_then);
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("between two calls it ends them, those included that wait already") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    for (const auto time : {0ms, 1ms, 5ms, 20ms, 60ms}) {
      unsigned count = 0;
      auto* context = new Context{.action = {}, .count = &count};
      HRASCONN connection = nullptr;
      REQUIRE(dial_in(context, connection) == 0);
      dispatch_for(time);
      std::this_thread::sleep_for(5ms);  // the next call is on its way, or here
      const unsigned count_then = count;
      CHECK(RasHangUp(connection) == 0);
      delete context;
      dispatch_for(50ms);
      CHECK(count == count_then);
      CHECK(becomes_invalid(connection));
      CHECK(lab.is_free());
    }
  }

  TEST_CASE("it ends them where it fails, too: the daemon is gone, or is another one meanwhile") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    for (const bool is_restarted : {false, true}) {
      CAPTURE(is_restarted);
      Lab lab(ThroughDaemon::kDirect, options);
      const RasProcess process(lab);
      unsigned count = 0;
      bool is_dialling = false;
      auto* context = new Context{.action = {}, .count = &count};
      context->action = [&](std::uint32_t state, HRASCONN) {
        is_dialling = is_dialling || state == RASCS_ConnectDevice;
      };
      HRASCONN connection = nullptr;
      REQUIRE(dial_in(context, connection, "5550003") == 0);
      REQUIRE(dispatch_until([&] { return is_dialling; }));
      const unsigned count_then = count;
      if (is_restarted) {
        lab.restart_daemon();
      } else {
        lab.daemon().signal(SIGKILL);
        lab.daemon().wait();
      }
      const std::uint32_t outcome = RasHangUp(connection);
      CHECK(outcome == (is_restarted ? ERROR_INVALID_HANDLE : ERROR_RASMAN_CANNOT_INITIALIZE));
      delete context;
      dispatch_for(100ms);
      CHECK(count == count_then);
    }
  }

  TEST_BOTH_WAYS("on another thread it waits for the call that is running") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    unsigned count = 0;
    std::promise<void> entered;
    std::atomic<bool> has_left = false;
    auto* context = new Context{.action = {}, .count = &count};
    context->action = [&](std::uint32_t state, HRASCONN) {
      if (state != RASCS_ConnectDevice) return;
      entered.set_value();
      std::this_thread::sleep_for(200ms);
      has_left = true;
    };
    HRASCONN connection = nullptr;
    REQUIRE(dial_in(context, connection, "5550003") == 0);
    bool had_left = false;
    std::uint32_t outcome = PENDING;
    std::thread other([&] {
      entered.get_future().wait();
      outcome = RasHangUp(connection);
      had_left = has_left;
      delete context;
      if (!becomes_invalid(connection)) outcome = PENDING;
    });
    CHECK(dispatch_until([&] { return has_left.load(); }));
    const unsigned count_then = count;
    dispatch_for(100ms);
    other.join();
    CHECK(outcome == 0);
    CHECK(had_left);
    CHECK(count == count_then);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("the status can be asked for until the line is free, and nothing else") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    const auto parameters = to_dial("line0");
    REQUIRE(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) == 0);
    REQUIRE(RasHangUp(connection) == 0);
    CHECK(RasHangUp(connection) == ERROR_INVALID_HANDLE);
    auto statistics = sized<RAS_STATS>();
    CHECK(RasGetConnectionStatistics(connection, &statistics) == ERROR_INVALID_HANDLE);
    auto ip = sized<RASPPPIP>();
    std::uint32_t size = sizeof ip;
    CHECK(RasGetProjectionInfo(connection, RASP_PppIp, &ip, &size) == ERROR_INVALID_HANDLE);
    HRASCONN link = nullptr;
    CHECK(RasGetSubEntryHandle(connection, 1, &link) == ERROR_INVALID_HANDLE);
    CHECK(becomes_invalid(connection));
    CHECK(lab.is_free());
    HRASCONN again = nullptr;  // and at once it can be dialled again
    REQUIRE(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &again) == 0);
    CHECK(again != connection);
    CHECK(RasHangUp(again) == 0);
    CHECK(becomes_invalid(again));
  }

  TEST_BOTH_WAYS("each RasDial of an entry that is up needs its own RasHangUp") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    HRASCONN first = nullptr;
    HRASCONN second = nullptr;
    const auto parameters = to_dial("line0");
    REQUIRE(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &first) == 0);
    Calls calls;
    REQUIRE(dial_with(calls, second, "line0") == 0);
    CHECK(second == first);
    REQUIRE(dispatch_until([&] { return calls.is_over(); }));
    CHECK(calls.list.size() == 1);
    CHECK(calls.has(RASCS_Connected));
    CHECK(lab.calls() == 1);
    CHECK(RasHangUp(first) == 0);
    std::this_thread::sleep_for(100ms);
    CHECK(state_of(second) == RASCS_Connected);
    CHECK(RasHangUp(second) == 0);
    CHECK(becomes_invalid(second));
    CHECK(lab.is_free());
  }

  TEST_CASE("what somebody else keeps up is gone for this process all the same") {
    Lab lab(ThroughDaemon::kDirect);  // in process there is nobody else
    Program other(lab.dialer_options());
    const RasProcess process(lab);
    const ConnectionId id = other.connect("line0");
    HRASCONN connection = nullptr;
    const auto parameters = to_dial("line0");
    REQUIRE(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) == 0);
    REQUIRE(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
    CHECK(other.with([&](Dialer& dialer) { return dialer.status(id); })->state ==
          State::kConnected);
    CHECK(other.hang_up(id));
  }

  TEST_CASE("a handle that was found by RasEnumConnections can be hung up") {
    Lab lab(ThroughDaemon::kDirect);  // in process there is nobody else
    Program other(lab.dialer_options());
    const RasProcess process(lab);
    other.connect("line0");
    auto found = sized<RASCONN>();
    std::uint32_t size = sizeof found;
    std::uint32_t count = 0;
    REQUIRE(RasEnumConnections(&found, &size, &count) == 0);
    REQUIRE(count == 1);
    CHECK(RasHangUp(found.hrasconn) == 0);
    CHECK(becomes_invalid(found.hrasconn));
    CHECK(eventually([&] { return lab.is_free(); }));
  }

  TEST_BOTH_WAYS("no handle is hung up that is none") {
    Lab lab(Way::kDirect);
    const RasProcess process(lab);
    CHECK(RasHangUp(nullptr) == ERROR_INVALID_HANDLE);
    CHECK(RasHangUp(RASX_AllConnections) == ERROR_INVALID_HANDLE);
    CHECK(RasHangUp(reinterpret_cast<HRASCONN>(std::uintptr_t{4711})) == ERROR_INVALID_HANDLE);
  }
}

}  // namespace dial::conformance
