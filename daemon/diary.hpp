#pragma once

#include "manager/manager.hpp"

namespace dial::daemon {

// Writes what an operator would put in a diary: dialled, up with which address, down and why. The
// states between are for the debug level.
class Diary : public manager::WatchObserver {
 public:
  void on_change(const WatchEvent& event) override;
};

}  // namespace dial::daemon
