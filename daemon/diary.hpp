#pragma once

#include <functional>

#include "manager/manager.hpp"

namespace dial::daemon {

// Writes what an operator would put in a diary: dialled, up with which address, down and why. The
// states between are for the debug level.
class Diary : public manager::WatchObserver {
 public:
  // `changed` runs after each entry.
  explicit Diary(std::function<void()> changed) : changed_(std::move(changed)) {}
  void on_change(const WatchEvent& event) override;

 private:
  std::function<void()> changed_;
};

}  // namespace dial::daemon
