#pragma once

#include <uv.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "manager/descriptor_store.hpp"
#include "uv/poll.hpp"

namespace dial::daemon {

// systemd's descriptor store (sd_notify(3), FDSTORE=1), or that of another service manager that has
// one. Loop's thread.
class SystemdStore final : public manager::DescriptorStore {
 public:
  explicit SystemdStore(uv_loop_t* loop) : loop_(loop) {}

  static bool is_there();  // somebody started us who listens
  void keep(const std::string& name, int descriptor) override;
  void forget(const std::string& name, std::function<void()> done) override;

 private:
  struct Barrier {
    sys::Fd end;  // hangs up when the service manager has done what it was told before
    std::function<void()> done;
    std::unique_ptr<uv::Poll> poll;
  };
  void pass(std::uint64_t number);

  uv_loop_t* loop_;
  std::uint64_t last_barrier_ = 0;
  std::map<std::uint64_t, Barrier> barriers_;
};

// What a service manager has handed to this process (sd_listen_fds(3)).
struct PassedDescriptors {
  std::optional<int> socket;               // to listen on
  std::vector<manager::StoredLine> lines;  // of a former process of ours
};
PassedDescriptors take_passed_descriptors();

}  // namespace dial::daemon
