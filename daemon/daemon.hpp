#pragma once

#include <uv.h>

#include <memory>

#include "access.hpp"
#include "diary.hpp"
#include "manager/manager.hpp"
#include "options.hpp"
#include "phone_book_service.hpp"
#include "rpc/server.hpp"
#include "service.hpp"
#include "uv/handle.hpp"

namespace dial::daemon {

// The composition of the service: phone book, manager, server, signals, systemd.
class Daemon {
 public:
  Daemon(uv_loop_t* loop, Options options);
  ~Daemon();

  // Loads the profiles and starts to listen. SIGTERM stops the loop when every line is free.
  Result<> start();

  manager::Manager& manager() { return manager_; }

 private:
  Result<> listen();
  void load_profiles();
  void reload();
  void stop();
  void finish();
  void tell_status();
  void on_signal(int signal, void (Daemon::*handler)());

  struct Signal;

  uv_loop_t* loop_;
  Options options_;
  std::shared_ptr<uv::WakeQueue> wake_;  // null: no descriptor left
  manager::PhoneBook book_;
  manager::Manager manager_;
  Access access_;
  Service service_;
  PhoneBookService phone_book_service_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<Diary> diary_;
  std::vector<std::unique_ptr<Signal>> signals_;
  std::unique_ptr<uv::DeadlineTimer> stop_limit_;
};

}  // namespace dial::daemon
