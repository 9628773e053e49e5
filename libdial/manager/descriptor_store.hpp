#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "sys/fd.hpp"

namespace dial::manager {

// Where descriptors outlive this process: systemd's descriptor store. Loop's thread.
class DescriptorStore {
 public:
  virtual ~DescriptorStore() = default;
  // Keeps a copy by that name, until forget() or the end of the service; several may have one name.
  virtual void keep(const std::string& name, int descriptor) = 0;
  // `done` runs on the loop, never inside this call, when none of that name is left there.
  virtual void forget(const std::string& name, std::function<void()> done) = 0;
};

// What a store gave to a later process by one name; a descriptor may be missing.
struct StoredLine {
  std::string name;
  sys::Fd line;
  sys::Fd tun;
  sys::Fd state;
};

// What of one connection is in a store: its line, its interface, and a memory file with its state,
// which is current at any time, as the process may be killed.
class KeptLine {
 public:
  // Null where no memory file can be had: the line then ends with this process.
  static std::unique_ptr<KeptLine> make(DescriptorStore& store, std::string name);
  KeptLine(DescriptorStore& store, std::string name, sys::Fd state);

  // Instead of what was kept before. `interface`: the kernel's index.
  void keep(int line, int tun, unsigned interface);
  void is_there(unsigned interface) { interface_ = interface; }  // a former process has kept it
  // The state from now on; empty: there is none with which another could go on.
  void write(Octets state);
  void forget(std::function<void()> done);
  unsigned interface() const { return interface_; }  // that is kept; 0: none

 private:
  DescriptorStore& store_;
  std::string name_;
  sys::Fd state_;
  unsigned interface_ = 0;
};

// What KeptLine::write() wrote; empty: nothing.
Buffer read_state(const sys::Fd& state);

}  // namespace dial::manager
