#include "net/link_watch.hpp"

#include <algorithm>
#include <vector>

namespace dial::net {
namespace {

// Each looks at all it has: a routing daemon that changes a thousand routes wakes it once.
constexpr Duration kAllPause{1'000};

}  // namespace

Result<std::shared_ptr<LinkWatch>> LinkWatch::make(uv_loop_t* loop,
                                                   Result<sys::NetworkWatch> network) {
  if (!network) return std::unexpected(network.error());
  return std::shared_ptr<LinkWatch>(new LinkWatch(loop, std::move(*network)));
}

LinkWatch::LinkWatch(uv_loop_t* loop, sys::NetworkWatch network)
    : loop_(loop),
      network_(std::move(network)),
      poll_(loop, network_.descriptor(), [this](int, int) { read(); }),
      all_timer_(loop, [this] { tell_all(); }) {
  poll_.watch(UV_READABLE);
}

void LinkWatch::watch(unsigned link, std::function<void()> happened) {
  watched_[link] = std::move(happened);
}

void LinkWatch::forget(unsigned link) {
  watched_.erase(link);
}

void LinkWatch::read() {
  const auto seen = network_.read();
  for (const unsigned link : seen.links)
    tell(link);
  if (seen.is_all) all_timer_.set(std::max(uv::now_on(loop_), next_all_));
}

void LinkWatch::tell_all() {
  next_all_ = uv::now_on(loop_) + kAllPause;
  std::vector<unsigned> links;
  links.reserve(watched_.size());
  for (const auto& [link, happened] : watched_)
    links.push_back(link);
  for (const unsigned link : links)
    tell(link);
}

void LinkWatch::tell(unsigned link) {
  const auto found = watched_.find(link);
  if (found == watched_.end()) return;
  const auto happened = found->second;  // it may forget itself
  happened();
}

}  // namespace dial::net
