#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dial/dialer.hpp"
#include "dial/dispatcher.hpp"
#include "ras/signal_watch.hpp"

namespace dial::ras {

// A thread of the library with a Dialer of its own: for what must go on though no thread of the
// program runs its loop. All members from any thread.
class Service {
 public:
  static Result<std::unique_ptr<Service>> start(const DialerOptions& options);
  // Waits for the hang-ups that are under way, ten seconds at most.
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // `done` is called on the service's thread.
  void hang_up(ConnectionId id, std::function<void(const Result<>&)> done);
  Result<> add_signal(const Signal& signal);
  void remove_signals(int descriptor);

 private:
  Service() = default;
  void run(const DialerOptions& options, std::promise<Result<>> started);
  Result<> open(const DialerOptions& options);
  void post(std::function<void()> work);
  void run_posted();
  void begin_hang_up(ConnectionId id, std::function<void(const Result<>&)> done);

  std::unique_ptr<Dispatcher> dispatcher_;     // set before the thread says that it has started
  std::unique_ptr<Dialer> dialer_;             // the thread's
  std::unique_ptr<SignalWatch> signal_watch_;  // the thread's

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::function<void()>> posted_;  // under the mutex, as all below
  unsigned hang_ups_ = 0;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace dial::ras
