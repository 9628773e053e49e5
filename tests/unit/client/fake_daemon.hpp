#pragma once

#include <uv.h>

#include <cstdlib>
#include <future>
#include <list>
#include <string>
#include <thread>

#include "rpc/messages.hpp"
#include "rpc/server.hpp"
#include "support/temporary_folder.hpp"
#include "uv/wake.hpp"

namespace dial::client {

// A daemon that does what the test says: it accepts each Dial as connection 7 and keeps it open,
// and answers each HangUp at once.
class FakeDaemon {
 public:
  FakeDaemon() {
    std::promise<void> started;
    thread_ = std::thread([this, &started] { run(started); });
    started.get_future().wait();
  }
  ~FakeDaemon() {
    ask([this] { uv_stop(&loop_); });
    thread_.join();
  }
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;

  std::string socket() const { return directory_ / "socket"; }
  int hang_ups() {
    return ask([this] { return hang_ups_; });
  }
  // Ends the dials with this.
  void end_dials(const Notification& notification) {
    ask([&] {
      for (rpc::AsyncCall& call : dials_)
        std::move(call).complete(rpc::to_json(rpc::DialReply{notification, ""}));
      dials_.clear();
    });
  }

 private:
  template <class Work>
  auto ask(Work work) -> std::invoke_result_t<Work> {
    std::packaged_task<std::invoke_result_t<Work>()> task(std::move(work));
    auto answer = task.get_future();
    queue_->post([&task] { task(); });
    return answer.get();
  }

  void run(std::promise<void>& started) {
    uv_loop_init(&loop_);
    queue_ = uv::WakeQueue::get(&loop_);
    queue_->hold();
    serve(started);
    queue_->unhold();
    queue_.reset();
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_loop_close(&loop_);
  }

  void serve(std::promise<void>& started) {
    rpc::Server server(&loop_, {}, {}, {});
    server.add_method("org.libdial.dial.Dial", [this](rpc::AsyncCall call, const rpc::Json&) {
      call.stream(rpc::to_json(rpc::DialReply{.notification = {.connection = {7}}, .token = "t"}));
      dials_.push_back(std::move(call));
    });
    server.add_method("org.libdial.dial.HangUp", [this](rpc::AsyncCall call, const rpc::Json&) {
      ++hang_ups_;
      std::move(call).complete(rpc::to_json(rpc::HangUpReply{true, {}}));
    });
    if (!server.listen(socket(), 0600)) std::abort();
    started.set_value();
    uv_run(&loop_, UV_RUN_DEFAULT);
    for (rpc::AsyncCall& call : dials_)
      std::move(call).complete();
    dials_.clear();
  }

  test::TemporaryFolder directory_;
  uv_loop_t loop_{};
  std::shared_ptr<uv::WakeQueue> queue_;
  std::list<rpc::AsyncCall> dials_;
  int hang_ups_ = 0;
  std::thread thread_;
};

}  // namespace dial::client
