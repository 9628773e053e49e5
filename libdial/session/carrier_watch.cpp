#include "session/carrier_watch.hpp"

namespace dial::session {
namespace {
constexpr std::string_view kMessage = "\r\nNO CARRIER\r\n";
}

void CarrierWatch::handle_input(Octets octets, TimePoint now) {
  if (octets.empty()) return;
  if (octets.size() > kMessage.size()) octets = octets.last(kMessage.size());
  tail_ += text_of(octets);
  if (tail_.size() > kMessage.size()) tail_.erase(0, tail_.size() - kMessage.size());
  lost_at_ = tail_ == kMessage ? std::optional(now + kSilence) : std::nullopt;
}

}  // namespace dial::session
