#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/link_watch.hpp"
#include "sys/network.hpp"
#include "uv/timer.hpp"

namespace dial::net {

// Keeps the address and the routes of a link: what somebody else takes away comes back, at once
// the first time and later the more often it happens. What stands in the place of a route is left
// alone; when that has gone, ours is back. Loop's thread.
class RouteKeeper {
 public:
  struct Wanted {
    sys::LinkAddress address;
    std::vector<sys::LinkRoute> routes;
    std::optional<sys::LinkAddress> second = {};  // not the source of what asks for none
  };
  using Log = std::function<void(const std::string& text)>;
  // Of routes that went with their interface the kernel says nothing: while a route of ours is kept
  // out, it is tried again after each `retry`.
  static constexpr Duration kRetry{60'000};
  RouteKeeper(uv_loop_t* loop, std::shared_ptr<const sys::Network> network,
              std::shared_ptr<LinkWatch> watch, Log log, Duration retry = kRetry);
  ~RouteKeeper();  // stops to keep; takes nothing away
  RouteKeeper(const RouteKeeper&) = delete;
  RouteKeeper& operator=(const RouteKeeper&) = delete;

  // Puts all of it there, and keeps it from then on. On an error nothing is kept.
  Result<> keep(unsigned link, Wanted wanted);
  // Other addresses from now on, and the same routes, which stay without a gap. On an error both
  // are kept as far as they are there.
  Result<> change(sys::LinkAddress address, std::optional<sys::LinkAddress> second);
  // The same for what another of ours had put there; what is missing is put back.
  void take_over(unsigned link, Wanted wanted);

 private:
  void begin(unsigned link, Wanted wanted);
  void handle_happened();
  void restore();
  std::string restore_missing();
  std::vector<sys::LinkAddress> wanted_addresses() const;
  void restore_addresses(std::string& restored);
  void restore_routes(std::string& restored);

  uv_loop_t* loop_;
  std::shared_ptr<const sys::Network> network_;
  std::shared_ptr<LinkWatch> watch_;
  Log log_;
  Duration retry_;
  unsigned link_ = 0;  // 0: nothing is kept
  Wanted wanted_;
  uv::DeadlineTimer timer_;
  TimePoint next_{};  // before that nothing is restored
  Duration pause_{0};
  std::string refusal_;  // what could not be restored, as it was said last
};

}  // namespace dial::net
