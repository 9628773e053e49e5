#include "script/scp_address_finder.hpp"

namespace dial::script::scp {
namespace {

// Longer than an address with the dots of an ellipsis.
constexpr std::size_t kLongestRun = 32;

std::optional<Ipv4Address> address_in(std::string_view run) {
  while (run.ends_with('.'))
    run.remove_suffix(1);
  return parse_ipv4(run);
}

}  // namespace

std::optional<Ipv4Address> AddressFinder::handle_octet(std::uint8_t octet) {
  const char c = static_cast<char>(octet & 0x7f);
  if ((c >= '0' && c <= '9') || c == '.') {
    if (run_.size() < kLongestRun) {
      run_ += c;
    } else {
      is_too_long_ = true;
    }
    return std::nullopt;
  }
  const auto found = is_too_long_ ? std::nullopt : address_in(run_);
  run_.clear();
  is_too_long_ = false;
  if (!found || --left_ > 0) return std::nullopt;
  return found;
}

std::optional<Ipv4Address> AddressFinder::pending() const {
  if (left_ != 1 || is_too_long_) return std::nullopt;
  return address_in(run_);
}

}  // namespace dial::script::scp
