#include "session/carrier_watch.hpp"

#include "hdlc/line.hpp"

namespace dial::session {
namespace {
constexpr std::string_view kMessage = "\r\nNO CARRIER\r\n";
constexpr std::string_view kMarked = "\r\nNO CARRIER\r\n~";
static_assert(kMarked.back() == hdlc::kFlag);
}  // namespace

std::size_t CarrierWatch::before_flag(Octets octets) const {
  const std::string_view text = text_of(octets);
  if (tail_.find('\r') != std::string::npos) {  // the words may have begun
    const std::string both = tail_ + std::string(text.substr(0, kMarked.size()));
    const std::size_t end = both.find(kMarked) + kMessage.size();
    if (both.find(kMarked) != std::string::npos && end > tail_.size()) return end - tail_.size();
  }
  const std::size_t at = text.find(kMarked);
  return at == std::string_view::npos ? octets.size() : at + kMessage.size();
}

bool CarrierWatch::is_at_flag(Octets octets) const {
  return !is_certain_ && tail_ == kMessage && !octets.empty() && octets.front() == hdlc::kFlag;
}

void CarrierWatch::handle_broken_frame(TimePoint now) {
  is_certain_ = true;
  lost_at_ = now;
}

void CarrierWatch::handle_input(Octets octets, TimePoint now) {
  if (octets.empty() || is_certain_) return;
  if (octets.size() > kMessage.size()) octets = octets.last(kMessage.size());
  tail_ += text_of(octets);
  if (tail_.size() > kMessage.size()) tail_.erase(0, tail_.size() - kMessage.size());
  lost_at_ = tail_ == kMessage ? std::optional(now + kSilence) : std::nullopt;
}

}  // namespace dial::session
