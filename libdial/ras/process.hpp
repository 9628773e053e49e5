#pragma once

#include <memory>
#include <mutex>

#include "dial/dialer.hpp"
#include "ras/handles.hpp"
#include "ras/service.hpp"

namespace dial::ras {

// What the threads of this process share: where the manager is, the handles, the service's thread.
// Any thread.
class Process {
 public:
  static Process& get();

  Handles& handles() { return handles_; }

  // A thread begins to use the library; what its Dialer is to be made with. A manager in this
  // process is kept from then on: it ends with the process, not with the thread.
  Result<DialerOptions> enter();
  void leave();
  // kAsyncRequestPending while some thread has entered.
  Result<> set_target(const DialerOptions& options);

  // Started by the first who asks, ends with finish().
  Result<std::shared_ptr<Service>> service();
  void finish();

 private:
  Process() = default;
  Result<> start_service();

  Handles handles_;
  std::mutex mutex_;
  DialerOptions options_;
  unsigned threads_ = 0;
  std::shared_ptr<Service> service_;
};

}  // namespace dial::ras
