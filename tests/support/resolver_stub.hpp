#pragma once

#include <systemd/sd-bus.h>
#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/bus.hpp"

namespace dial::test {

// Stands in for systemd-resolved on a bus of its own: takes the calls that diald makes of it and
// writes them down, as "SetLinkDNS 7 10.0.2.3 10.0.2.4".
class ResolverStub {
 public:
  using Heard = std::function<void(const std::string& call)>;
  // `refuses`: every call is answered with an error.
  ResolverStub(uv_loop_t* loop, Heard heard, bool refuses = false);
  ~ResolverStub();  // its name is gone from the bus then
  bool is_there() const { return is_there_; }

 private:
  static int handle_call(sd_bus_message* message, void* self, sd_bus_error* error);
  static const sd_bus_vtable kMethods[];

  Heard heard_;
  bool refuses_;
  bool is_there_ = false;
  std::unique_ptr<net::Bus> bus_;
};

// A dbus-daemon of a test's own, as the system's bus of this process and of its children.
class PrivateBus {
 public:
  PrivateBus();
  ~PrivateBus();
  PrivateBus(const PrivateBus&) = delete;
  PrivateBus& operator=(const PrivateBus&) = delete;
  bool is_there() const { return process_ > 0; }  // else there is no dbus-daemon here

 private:
  std::string folder_;
  pid_t process_ = 0;
};

}  // namespace dial::test
