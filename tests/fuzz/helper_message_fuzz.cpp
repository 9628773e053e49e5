// A packet for dial-helper, and one from it: what is taken comes out again to the letter, within
// the bounds, and what is refused says why.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "sys/helper_message.hpp"

namespace {

using namespace dial::sys::helper;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool has_nul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

void check(const Request& request, std::string_view packet) {
  demand(to_packet(request) == packet);
  demand(!request.name.empty() && !has_nul(request.name));
  demand(request.limit.count() > 0 && request.limit <= kLongestLimit);
  demand(request.arguments.size() <= kMostArguments);
  demand(request.environment.size() <= kMostVariables);
  demand(std::ranges::none_of(request.arguments, has_nul));
  for (const auto& [name, value] : request.environment)
    demand(!name.empty() && name.find('=') == std::string::npos && !has_nul(value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packet = dial::text_of(dial::Octets(data, size));
  if (const auto request = parse_request(packet)) {
    check(*request, packet);
  } else {
    demand(!request.error().context.empty());
  }
  if (const auto reply = parse_reply(packet)) demand(parse_reply(to_packet(*reply)).has_value());
  return 0;
}
