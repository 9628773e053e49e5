#include "net/link_watch.hpp"

#include <vector>

namespace dial::net {

Result<std::shared_ptr<LinkWatch>> LinkWatch::make(uv_loop_t* loop,
                                                   Result<sys::NetworkWatch> network) {
  if (!network) return std::unexpected(network.error());
  return std::shared_ptr<LinkWatch>(new LinkWatch(loop, std::move(*network)));
}

LinkWatch::LinkWatch(uv_loop_t* loop, sys::NetworkWatch network)
    : network_(std::move(network)),
      poll_(loop, network_.descriptor(), [this](int, int) { read(); }) {
  poll_.watch(UV_READABLE);
}

void LinkWatch::watch(unsigned link, std::function<void()> happened) {
  watched_[link] = std::move(happened);
}

void LinkWatch::forget(unsigned link) {
  watched_.erase(link);
}

void LinkWatch::read() {
  auto seen = network_.read();
  if (seen.is_all) {
    seen.links.clear();
    for (const auto& [link, happened] : watched_)
      seen.links.push_back(link);
  }
  for (const unsigned link : seen.links) {
    const auto found = watched_.find(link);
    if (found == watched_.end()) continue;
    const auto happened = found->second;  // it may forget itself
    happened();
  }
}

}  // namespace dial::net
