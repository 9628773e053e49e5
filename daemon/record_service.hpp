#pragma once

#include "access.hpp"
#include "history_file.hpp"
#include "manager/phone_book.hpp"
#include "metrics.hpp"
#include "rpc/server.hpp"

namespace dial::daemon {

// The routines of org.libdial.dial that tell what has been: History and Metrics. Who may look may
// ask.
class RecordService {
 public:
  RecordService(const manager::PhoneBook& book, const Access& access, const HistoryFile& history,
                const Metrics& metrics)
      : book_(book), access_(access), history_(history), metrics_(metrics) {}

  void serve_on(rpc::Server& server);

 private:
  void history(rpc::AsyncCall call, const rpc::HistoryCall& wanted);

  const manager::PhoneBook& book_;
  const Access& access_;
  const HistoryFile& history_;
  const Metrics& metrics_;
};

}  // namespace dial::daemon
