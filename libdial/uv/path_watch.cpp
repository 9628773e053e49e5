#include "uv/path_watch.hpp"

#include <chrono>
#include <filesystem>
#include <utility>

namespace dial::uv {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr Duration kLook = 1s;

// A link whose device has gone leads nowhere.
bool leads_somewhere(const fs::path& path) {
  std::error_code nowhere;
  return fs::exists(path, nowhere);
}

fs::path nearest_folder(const fs::path& path) {
  fs::path folder = path.parent_path();
  while (!leads_somewhere(folder) && folder != folder.parent_path())
    folder = folder.parent_path();
  return folder;
}

}  // namespace

PathWatch::PathWatch(uv_loop_t* loop, std::string path, std::function<void()> appeared)
    : loop_(loop),
      path_(std::move(path)),
      appeared_(std::move(appeared)),
      timer_(loop, [this] { look(); }) {
  watch_nearest();
  timer_.set(now_on(loop_));
}

void PathWatch::watch_nearest() {
  const std::string folder = nearest_folder(path_).string();
  if (folder == watched_) return;
  watched_ = folder;
  auto events = std::make_unique<uv_fs_event_t>();
  uv_fs_event_init(loop_, events.get());
  events_.reset(events.release());
  events_->data = this;
  uv_fs_event_start(
      events_.get(),
      [](uv_fs_event_t* event, const char*, int, int) {
        if (event->data != nullptr) static_cast<PathWatch*>(event->data)->look();
      },
      folder.c_str(), 0);
}

void PathWatch::look() {
  const bool is_there = leads_somewhere(path_);
  const bool is_new = is_there && !std::exchange(was_there_, is_there);
  if (!is_there) was_there_ = false;
  watch_nearest();
  timer_.set(now_on(loop_) + kLook);
  if (!is_new) return;
  const auto appeared = appeared_;  // it may destroy the watch
  appeared();
}

}  // namespace dial::uv
