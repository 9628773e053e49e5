#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

#include "dial/types.hpp"

namespace dial {

// What the handler of a notification says when it returns (the result of RasDialFunc2).
enum class Verdict : bool {
  // No further call for this dial, not even the terminal one. The dial goes on, and waits for
  // nobody: nothing is suspended any more and no handler_limit applies. Until it is connected it
  // still belongs to its client: destroying the Dialer aborts it.
  kNoMore = false,
  kContinue = true,
};

// The handler of a dial: anything that can be called with a Notification and returns nothing or a
// Verdict. Nothing means kContinue. All handler kinds of RAS are made into this one by notify().
//
// It must not throw: an exception that leaves it ends the program (std::terminate), as one
// that leaves a destructor does.
class NotificationHandler {
 public:
  NotificationHandler() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): nullptr stands for no handler, as in std::function
  NotificationHandler(std::nullptr_t) {}

  template <class Callable>
    requires(!std::same_as<std::remove_cvref_t<Callable>, NotificationHandler> &&
             std::copy_constructible<std::decay_t<Callable>> &&
             std::invocable<std::decay_t<Callable>&, const Notification&>)
  NotificationHandler(Callable&& callable) {  // NOLINT(google-explicit-constructor)
    using Function = std::decay_t<Callable>;
    using Returned = std::invoke_result_t<Function&, const Notification&>;
    static_assert(std::is_void_v<Returned> || std::same_as<Returned, Verdict>,
                  "a notification handler returns nothing or a Verdict");
    Function function(std::forward<Callable>(callable));
    if constexpr (std::is_constructible_v<Function, std::nullptr_t>) {
      if (!function) return;  // an empty std::function, a null pointer
    }
    if constexpr (std::is_void_v<Returned>) {
      function_ = [function = std::move(function)](const Notification& notification) mutable {
        std::invoke(function, notification);
        return Verdict::kContinue;
      };
    } else {
      function_ = std::move(function);
    }
  }

  explicit operator bool() const { return static_cast<bool>(function_); }
  Verdict operator()(const Notification& notification) const noexcept {
    return function_(notification);
  }

 private:
  std::function<Verdict(const Notification&)> function_;
};

// The shapes of RAS. `extended` is extended_error() of the same notification; `subentry` counts the
// links of a bundle from 1; `context` is what was given to notify().
using DialFunc = std::function<void(State, ErrorCode)>;  // RasDialFunc
using DialFunc1 =                                        // RasDialFunc1
    std::function<void(ConnectionId, State, ErrorCode, std::uint32_t extended)>;
using DialFunc2 =  // RasDialFunc2
    std::function<Verdict(std::uintptr_t context, std::uint32_t subentry, ConnectionId, State,
                          ErrorCode, std::uint32_t extended)>;

// dialer.dial(parameters, notify([](State state, ErrorCode error) { … })). An empty function gives
// an empty handler.
NotificationHandler notify(DialFunc function);
NotificationHandler notify(DialFunc1 function);
NotificationHandler notify(DialFunc2 function, std::uintptr_t context);

// errno where the operating system refused, else 0. (The extended errors of RAS belong to codes of
// NetBIOS and of routers, which do not occur here.)
std::uint32_t extended_error(const Error& error);

}  // namespace dial
