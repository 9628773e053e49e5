#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/both_ways.hpp"
#include "dial/ras.h"

namespace dial::conformance {

// A structure as a program in C makes it: zeroed, with its size.
template <class T>
T sized() {
  T structure{};
  structure.dwSize = sizeof(T);
  return structure;
}

// Every size but the right one is 632, and nothing is written behind it.
template <class T, class Function>
void check_sizes(Function function) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, sizeof(T) - 1, sizeof(T) + 8}) {
    CAPTURE(size);
    T structure;
    std::memset(&structure, 0x5a, sizeof structure);
    structure.dwSize = static_cast<std::uint32_t>(size);
    const T before = structure;
    CHECK(function(&structure) == ERROR_INVALID_SIZE);
    const bool is_untouched = std::memcmp(&structure, &before, sizeof before) == 0;
    CHECK(is_untouched);
  }
}

RASDIALPARAMS to_dial(const std::string& entry, const std::string& number = "");

// A process that uses libdial.so.0, set to the lab's manager; ends all of it.
class RasProcess {
 public:
  explicit RasProcess(const Lab& lab);
  ~RasProcess();
  RasProcess(const RasProcess&) = delete;
  RasProcess& operator=(const RasProcess&) = delete;
};

// Dispatches on this thread until the condition holds, ten seconds at most.
bool dispatch_until(const std::function<bool()>& holds);
// Dispatches for that long, for what must not come.
void dispatch_for(std::chrono::milliseconds time);

// A synchronous RasDial, which succeeds.
HRASCONN connect(const std::string& entry);
// RasHangUp, and waits until the line is free.
bool hang_up(HRASCONN connection);

// Polls RasGetConnectStatus as a program does after RasHangUp.
bool becomes_invalid(HRASCONN connection);
std::uint32_t state_of(HRASCONN connection);  // RASCS_; 0xffffffff if it has no status

// The context of a RasDialFunc2, which writes down its calls; RasDial takes take_call and its
// address.
struct Calls {
  struct Call {
    std::uint32_t state, error, subentry;
    HRASCONN connection;
    bool operator==(const Call&) const = default;
  };
  std::vector<Call> list;
  // In the call; what it returns is the notifier's result. Unset: go on.
  std::function<std::uint32_t(const Call&)> action;

  bool has(std::uint32_t state) const;
  bool is_over() const;  // Connected, or a call with an error
};
std::uint32_t take_call(std::uintptr_t callback_id, std::uint32_t subentry, HRASCONN connection,
                        std::uint32_t message, RASCONNSTATE state, std::uint32_t error,
                        std::uint32_t extended_error);

// RasDial with take_call.
std::uint32_t dial_with(Calls& calls, HRASCONN& connection, const std::string& entry,
                        const std::string& number = "", std::uint32_t options = 0);

}  // namespace dial::conformance
