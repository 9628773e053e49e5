#pragma once

#include <uv.h>

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "access.hpp"
#include "diary.hpp"
#include "history_file.hpp"
#include "manager/manager.hpp"
#include "metrics.hpp"
#include "options.hpp"
#include "phone_book_service.hpp"
#include "record_service.hpp"
#include "rpc/server.hpp"
#include "service.hpp"
#include "supervisor.hpp"
#include "systemd_store.hpp"
#include "uv/handle.hpp"
#include "uv/timer.hpp"

namespace dial::daemon {

// The options as they are now, or what is wrong with them.
using ReadOptions = std::function<std::expected<Options, std::string>()>;

// The composition of the service: phone book, manager, server, signals, supervisor.
class Daemon {
 public:
  // `read_again`: for SIGHUP; without it the options stay as they are.
  Daemon(uv_loop_t* loop, Options options, ReadOptions read_again = {});
  ~Daemon();

  // Loads the profiles and starts to listen. SIGHUP reads options and profiles again; what cannot
  // be read leaves the old in force. SIGTERM stops the loop when every line is free.
  Result<> start();

  // The lines that are up are left to the next process: this one has to end as if it was killed.
  bool is_handed_over() const { return handed_over_; }

  manager::Manager& manager() { return manager_; }

 private:
  void watch_with_ours();
  void take_over(std::vector<manager::StoredLine> lines);
  Result<> listen(std::optional<int> socket);
  void tell_profiles();
  void reload();
  // Empty, or why all stays as it was.
  std::string take_options();
  void stop();
  void restart();
  void limit_the_end();
  void finish();
  std::string status() const;
  void note_what_is_up();
  void tell_status() { supervisor_.status(status()); }
  void on_signal(int signal, void (Daemon::*handler)());

  struct Signal;

  uv_loop_t* loop_;
  Options options_;
  ReadOptions read_again_;
  std::string reload_problem_;           // of the last reload, while it stands
  std::shared_ptr<uv::WakeQueue> wake_;  // null: no descriptor left
  SystemdStore store_;
  manager::PhoneBook book_;
  manager::Manager manager_;
  Access access_;
  Service service_;
  PhoneBookService phone_book_service_;
  std::shared_ptr<HistoryFile> history_;
  uv::DeadlineTimer note_timer_;
  std::shared_ptr<Metrics> metrics_;
  RecordService record_service_;
  std::unique_ptr<rpc::Server> server_;
  Supervisor supervisor_;
  std::shared_ptr<Diary> diary_;
  std::vector<std::unique_ptr<Signal>> signals_;
  std::unique_ptr<uv::DeadlineTimer> stop_limit_;
  bool handed_over_ = false;
};

}  // namespace dial::daemon
