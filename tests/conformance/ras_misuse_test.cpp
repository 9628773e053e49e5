// The C interface: what is refused, and paused states. RAS, 1.1, 1.6 and 1.9.
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <future>
#include <thread>

#include "conformance/ras_lab.hpp"

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

// The peer asks who we are, and the profile does not say.
LabOptions nameless() {
  LabOptions options;
  options.line.peer.require = ppp::AuthenticationMethod::kPap;
  options.user = "";
  return options;
}

std::uint32_t resume(Calls& calls, HRASCONN& connection, const char* entry, const char* user,
                     const char* password) {
  auto parameters = to_dial(entry);
  parameters.dwCallbackId = reinterpret_cast<std::uintptr_t>(&calls);
  std::strncpy(parameters.szUserName, user, sizeof parameters.szUserName - 1);
  std::strncpy(parameters.szPassword, password, sizeof parameters.szPassword - 1);
  return RasDial(nullptr, nullptr, &parameters, RASX_NotifierDialFunc2,
                 reinterpret_cast<RASNOTIFIER>(take_call), &connection);
}

// What RasDial says to these, with a notifier.
std::uint32_t dial(const RASDIALPARAMS& parameters, std::uint32_t options = 0,
                   std::uint32_t kind = RASX_NotifierDialFunc2, const char* phonebook = nullptr) {
  HRASCONN connection = nullptr;
  auto extensions = sized<RASDIALEXTENSIONS>();
  extensions.dwfOptions = options;
  const std::uint32_t error = RasDial(&extensions, phonebook, &parameters, kind,
                                      reinterpret_cast<RASNOTIFIER>(take_call), &connection);
  CHECK(connection == nullptr);
  return error;
}

}  // namespace

TEST_SUITE("conformance: what RasDial refuses in C") {
  TEST_BOTH_WAYS("a paused dial waits for a second RasDial, with the same notifier") {
    Lab lab(Way::kDirect, nameless());
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    Calls calls;
    Calls others;
    std::uint32_t inside = PENDING;
    calls.action = [&](const Calls::Call& call) {
      if (call.state == RASCS_RetryAuthentication) {
        inside = resume(calls, connection, "", "alice", "secret");
      }
      return 1U;
    };
    REQUIRE(dial_with(calls, connection, "line0", "", RDEOPT_PausedStates) == 0);
    CHECK(resume(calls, connection, "", "alice", "secret") == ERROR_INVALID_AUTH_STATE);
    REQUIRE(dispatch_until([&] { return calls.has(RASCS_RetryAuthentication); }));
    CHECK(inside == ERROR_INVALID_PARAMETER);  // not inside the notifier
    CHECK(resume(others, connection, "", "alice", "secret") == ERROR_INVALID_HANDLE);
    CHECK(resume(calls, connection, "line1", "alice", "secret") == ERROR_INVALID_PARAMETER);
    CHECK_FALSE(calls.is_over());
    // That the notifier has returned is told to the manager on its own way.
    REQUIRE(eventually([&] { return resume(calls, connection, "line0", "alice", "secret") == 0; }));
    REQUIRE(dispatch_until([&] { return calls.is_over(); }));
    CHECK(calls.list.back().state == RASCS_Connected);
    CHECK(resume(calls, connection, "", "alice", "secret") == ERROR_INVALID_HANDLE);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
  }

  TEST_BOTH_WAYS("in Interactive the line is the program's, and nowhere else") {
    LabOptions options;
    options.line.far_end = simulator::FarEndKind::kEcho;
    options.entries["terminal"] = "[script]\nterminal = \"after_dial\"\n";
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    Calls calls;
    REQUIRE(dial_with(calls, connection, "terminal", "", RDEOPT_PausedStates) == 0);
    int terminal = -1;
    CHECK(RasXOpenTerminal(connection, &terminal) == ERROR_INVALID_AUTH_STATE);
    REQUIRE(dispatch_until([&] { return calls.has(RASCS_Interactive); }));
    REQUIRE(RasXOpenTerminal(connection, &terminal) == 0);
    char echo[4] = "";
    REQUIRE(send(terminal, "abc", 3, MSG_NOSIGNAL) == 3);
    CHECK(recv(terminal, echo, 3, MSG_WAITALL) == 3);
    CHECK(std::string(echo) == "abc");
    close(terminal);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
  }

  TEST_BOTH_WAYS("without RDEOPT_PausedStates, and without a notifier, a pause is the error 703") {
    Lab lab(Way::kDirect, nameless());
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    Calls calls;
    REQUIRE(dial_with(calls, connection, "line0") == 0);
    REQUIRE(dispatch_until([&] { return calls.is_over(); }));
    CHECK(calls.list.back().error == ERROR_INTERACTIVE_MODE);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
    connection = nullptr;
    const auto parameters = to_dial("line0");
    auto extensions = sized<RASDIALEXTENSIONS>();
    extensions.dwfOptions = RDEOPT_PausedStates;
    CHECK(RasDial(&extensions, nullptr, &parameters, 0, nullptr, &connection) ==
          ERROR_INTERACTIVE_MODE);
  }

  TEST_BOTH_WAYS("inside a notifier RasDial is refused, and what RAS allows there is allowed") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    std::vector<std::uint32_t> errors;
    Calls calls;
    calls.action = [&](const Calls::Call& call) {
      if (call.state != RASCS_ConnectDevice) return 1U;
      HRASCONN other = nullptr;
      const auto parameters = to_dial("line1");
      errors.push_back(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &other));
      errors.push_back(RasXDispatch());
      errors.push_back(RasXEnd());
      errors.push_back(RasXSetTarget(nullptr));
      std::uint32_t size = 0;
      std::uint32_t count = 0;
      char text[512];
      CHECK(RasEnumConnections(nullptr, &size, &count) == ERROR_BUFFER_TOO_SMALL);
      CHECK(count == 1);
      CHECK(RasEnumEntries(nullptr, nullptr, nullptr, &size, &count) == ERROR_BUFFER_TOO_SMALL);
      CHECK(state_of(connection) == RASCS_ConnectDevice);
      CHECK(RasGetErrorString(676, text, sizeof text) == 0);
      return 1U;
    };
    REQUIRE(dial_with(calls, connection, "line0") == 0);
    REQUIRE(dispatch_until([&] { return calls.is_over(); }));
    CHECK(errors == std::vector<std::uint32_t>(4, ERROR_INVALID_PARAMETER));
    CHECK(calls.list.back().state == RASCS_Connected);
    CHECK(lab.calls(1) == 0);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
  }

  TEST_BOTH_WAYS("an entry that is being dialled, or is unknown, is refused with no call") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    const RasProcess process(lab);
    HRASCONN connection = nullptr;
    Calls calls;
    REQUIRE(dial_with(calls, connection, "line0", "5550003") == 0);
    CHECK(dial(to_dial("line0")) == ERROR_DIAL_ALREADY_IN_PROGRESS);
    CHECK(dial(to_dial("nobody")) == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
    CHECK(RasHangUp(connection) == 0);
    CHECK(becomes_invalid(connection));
  }

  TEST_CASE("what makes no sense is refused") {
    Lab lab(true);
    const RasProcess process(lab);
    CHECK(dial(to_dial("")) == ERROR_INVALID_PARAMETER);
    CHECK(dial(to_dial("line0"), 0x80000000) == ERROR_INVALID_PARAMETER);
    CHECK(dial(to_dial("line0"), RASXOPT_Detached) == ERROR_INVALID_PARAMETER);
    CHECK(dial(to_dial("line0"), 0, 4) == ERROR_INVALID_PARAMETER);
    CHECK(dial(to_dial("line0"), 0, 0xffffffff) == ERROR_INVALID_PARAMETER);  // a window
    CHECK(dial(to_dial("line0"), 0, 2, "C:\\rasphone.pbk") == ERROR_CANNOT_OPEN_PHONEBOOK);
    auto parameters = to_dial("line0");
    std::memset(parameters.szUserName, 'x', sizeof parameters.szUserName);
    CHECK(dial(parameters) == ERROR_INVALID_PARAMETER);  // it does not end
    for (const char* wrong : {"\xff", "\xc0\x80", "a\x80", "\xe2\x82", "\xed\xa0\x80"}) {
      parameters = to_dial("line0");
      std::strcpy(parameters.szUserName, wrong);
      CHECK(dial(parameters) == ERROR_INVALID_PARAMETER);  // it is not UTF-8 (RFC 3629)
    }
    parameters = to_dial("line0");
    CHECK(RasDial(nullptr, nullptr, &parameters, 0, nullptr, nullptr) == ERROR_INVALID_PARAMETER);
    HRASCONN connection = nullptr;
    CHECK(RasDial(nullptr, nullptr, nullptr, 0, nullptr, &connection) == ERROR_INVALID_PARAMETER);
    connection = reinterpret_cast<HRASCONN>(std::uintptr_t{4711});
    CHECK(RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) == ERROR_INVALID_HANDLE);
  }

  TEST_CASE("nobody answers: 711, from each function that asks the manager") {
    auto target = sized<RASXTARGET>();
    std::strcpy(target.szSocket, "/nonexistent/diald.sock");
    REQUIRE(RasXSetTarget(&target) == 0);
    CHECK(dial(to_dial("line0")) == ERROR_RASMAN_CANNOT_INITIALIZE);
    std::uint32_t size = 0;
    std::uint32_t count = 0;
    CHECK(RasEnumConnections(nullptr, &size, &count) == ERROR_RASMAN_CANNOT_INITIALIZE);
    CHECK(RasHangUp(reinterpret_cast<HRASCONN>(std::uintptr_t{1})) ==
          ERROR_RASMAN_CANNOT_INITIALIZE);
    CHECK(RasXSetTarget(nullptr) == 0);
  }

  TEST_CASE("the target stays while another thread uses the library") {
    Lab lab(true);
    const RasProcess process(lab);
    std::promise<void> in_use;
    std::promise<void> may_end;
    std::thread other([&] {
      int descriptor = -1;
      if (RasXGetDescriptor(&descriptor) != 0) give_up("a descriptor");
      in_use.set_value();
      may_end.get_future().wait();
    });
    in_use.get_future().wait();
    CHECK(RasXSetTarget(nullptr) == ERROR_ASYNC_REQUEST_PENDING);
    may_end.set_value();
    other.join();
  }
}

}  // namespace dial::conformance
