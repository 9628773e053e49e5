#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "dial/types.hpp"
#include "net/link.hpp"
#include "profile/profile.hpp"
#include "sys/fd.hpp"

namespace dial::manager {

// Where the packets of a connection go (DESIGN 5). Loop's thread.
class DataPath {
 public:
  // A packet from this host's network for the line; valid during the call.
  using Receive = std::function<void(Octets)>;
  // The interface is gone though nobody closed it. Once, on the loop; may close the path.
  using Lost = std::function<void(Error)>;

  virtual ~DataPath() = default;
  // Makes the interface, its addresses and routes. Again with other addresses: replaces them; with
  // the same: what else was agreed on is new.
  virtual Result<> configure(const Projection& projection) = 0;
  // Instead of the first configure(): takes over what another process of ours has configured so.
  virtual Result<> take_over(sys::Fd descriptor, const Projection& projection) = 0;
  virtual int descriptor() const = 0;     // with which another could; -1: none
  virtual unsigned index() const = 0;     // the kernel's of the interface; 0: none
  virtual void write(Octets packet) = 0;  // from the line; dropped if the network does not take it
  virtual void pause(bool paused) = 0;    // the line is full: leave packets where they are
  virtual std::string interface() const = 0;  // empty: none
  virtual std::string_view name() const = 0;  // "tun"
  // Takes it all back. `done` runs on the loop when nothing is left, never inside this call.
  virtual void close(std::function<void()> done) = 0;
};

class DemandLine;

// The path a profile asks for; `auto` is tun. With `demand`, that interface. `totals` are asked for
// at its end.
std::unique_ptr<DataPath> make_data_path(std::shared_ptr<net::System> system,
                                         const profile::Profile& profile,
                                         const std::shared_ptr<DemandLine>& demand,
                                         DataPath::Receive receive, DataPath::Lost lost,
                                         net::Link::Totals totals);

}  // namespace dial::manager
