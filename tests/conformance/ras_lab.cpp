#include "conformance/ras_lab.hpp"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <thread>

namespace dial::conformance {
namespace {

template <std::size_t kSize>
void put(char (&to)[kSize], const std::string& text) {
  text.copy(to, kSize - 1);
}

bool dispatch_while(const std::function<bool()>& goes_on, std::chrono::milliseconds most) {
  int descriptor = -1;
  if (RasXGetDescriptor(&descriptor) != 0) give_up("a descriptor of this thread");
  const auto end = std::chrono::steady_clock::now() + most;
  while (goes_on()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd watched{descriptor, POLLIN, 0};
    poll(&watched, 1, static_cast<int>(left.count()));
    if (RasXDispatch() != 0) give_up("RasXDispatch");
  }
  return true;
}

}  // namespace

RASDIALPARAMS to_dial(const std::string& entry, const std::string& number) {
  auto parameters = sized<RASDIALPARAMS>();
  put(parameters.szEntryName, entry);
  put(parameters.szPhoneNumber, number);
  return parameters;
}

RasProcess::RasProcess(const Lab& lab) {
  const DialerOptions& options = lab.dialer_options();
  auto target = sized<RASXTARGET>();
  target.bDirect = options.direct ? 1 : 0;
  put(target.szSocket, options.socket);
  put(target.szProfiles, options.profiles);
  put(target.szSecrets, options.secrets);
  if (RasXSetTarget(&target) != 0) give_up("RasXSetTarget");
}

RasProcess::~RasProcess() {
  if (RasXSetTarget(nullptr) != 0) give_up("the end of all threads that use the C interface");
}

bool dispatch_until(const std::function<bool()>& holds) {
  return dispatch_while([&] { return !holds(); }, kPatience);
}

void dispatch_for(std::chrono::milliseconds time) {
  dispatch_while([] { return true; }, time);
}

HRASCONN connect(const std::string& entry) {
  HRASCONN connection = nullptr;
  const auto parameters = to_dial(entry);
  if (RasDial(nullptr, nullptr, &parameters, 0, nullptr, &connection) != 0) give_up("the dial");
  return connection;
}

bool hang_up(HRASCONN connection) {
  const std::uint32_t error = RasHangUp(connection);
  const bool gone = becomes_invalid(connection);
  if (error != 0 || !gone) MESSAGE(error << " " << state_of(connection));
  return error == 0 && gone;
}

bool becomes_invalid(HRASCONN connection) {
  auto status = sized<RASCONNSTATUS>();
  return eventually(
      [&] { return RasGetConnectStatus(connection, &status) == ERROR_INVALID_HANDLE; });
}

std::uint32_t state_of(HRASCONN connection) {
  auto status = sized<RASCONNSTATUS>();
  return RasGetConnectStatus(connection, &status) == 0 ? status.rasconnstate : 0xffffffff;
}

bool Calls::has(std::uint32_t state) const {
  return std::ranges::any_of(list, [&](const Call& call) { return call.state == state; });
}

bool Calls::is_over() const {
  return std::ranges::any_of(
      list, [](const Call& call) { return call.error != 0 || (call.state & RASCS_DONE) != 0; });
}

std::uint32_t take_call(std::uintptr_t callback_id, std::uint32_t subentry, HRASCONN connection,
                        std::uint32_t message, RASCONNSTATE state, std::uint32_t error,
                        std::uint32_t /*extended_error*/) {
  if (message != WM_RASDIALEVENT) give_up("the right message");
  auto& calls = *reinterpret_cast<Calls*>(callback_id);  // NOLINT(performance-no-int-to-ptr)
  const Calls::Call call{state, error, subentry, connection};
  calls.list.push_back(call);
  // Copied: it may destroy the calls.
  const auto action = calls.action;
  return action ? action(call) : 1;
}

std::uint32_t dial_with(Calls& calls, HRASCONN& connection, const std::string& entry,
                        const std::string& number, std::uint32_t options) {
  auto parameters = to_dial(entry, number);
  parameters.dwCallbackId = reinterpret_cast<std::uintptr_t>(&calls);
  auto extensions = sized<RASDIALEXTENSIONS>();
  extensions.dwfOptions = options;
  return RasDial(&extensions, nullptr, &parameters, RASX_NotifierDialFunc2,
                 reinterpret_cast<RASNOTIFIER>(take_call), &connection);
}

}  // namespace dial::conformance
