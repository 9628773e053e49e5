#pragma once

#include <uv.h>

#include <functional>
#include <string>

#include "uv/handle.hpp"
#include "uv/timer.hpp"

namespace dial::uv {

// Tells when a path leads to something, from the moment on at which it does not: a device that is
// plugged in, by its node or by a symbolic link to it. inotify on the nearest folder that is there;
// and a look each second, since folders come and go, and not every file system tells.
class PathWatch {
 public:
  // `appeared` runs on the loop, once each time the path begins to lead to something; never inside
  // the constructor. It may destroy the watch.
  PathWatch(uv_loop_t* loop, std::string path, std::function<void()> appeared);
  PathWatch(const PathWatch&) = delete;  // the handles point back at their owner
  PathWatch& operator=(const PathWatch&) = delete;

  const std::string& path() const { return path_; }

 private:
  void look();
  void watch_nearest();

  uv_loop_t* loop_;
  std::string path_;
  std::function<void()> appeared_;
  DeadlineTimer timer_;
  std::string watched_;  // the folder; empty: none
  Handle<uv_fs_event_t> events_;
  bool was_there_ = false;
};

}  // namespace dial::uv
