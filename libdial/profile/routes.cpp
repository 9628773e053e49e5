#include "profile/routes.hpp"

#include <algorithm>
#include <charconv>

namespace dial::profile {
namespace {

constexpr std::size_t kLongestInterfaceName = 15;  // IFNAMSIZ without its NUL
constexpr std::size_t kMostDigits = 4;             // what stands for the N of "pppN" at most
constexpr std::size_t kLongestDomain = 253;        // RFC 1035, 2.3.4, without the root's dot
constexpr std::size_t kLongestLabel = 63;

constexpr char kNumbered = 'N';

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number = 0;
  const auto [rest, error] = std::from_chars(text.begin(), text.end(), number);
  if (error != std::errc{} || rest != text.end()) return std::nullopt;
  return number;
}

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::expected<Route, std::string> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto network = parse_ipv4(text.substr(0, slash));
  if (!network) return std::unexpected("is no network; write one as in \"10.1.0.0/16\"");
  const auto length = slash == text.npos ? 32U : parse_number<unsigned>(text.substr(slash + 1));
  if (!length || *length > 32)
    return std::unexpected("has no prefix length behind the '/': 1 to 32 is meant");
  if (*length == 0)
    return std::unexpected("is the way to everywhere: write default_route = true instead");
  const std::uint32_t mask = ~std::uint32_t{0} << (32 - *length);
  if ((network->value & ~mask) != 0) {
    return std::unexpected("has bits behind its prefix; the network is " +
                           to_string(Ipv4Address{network->value & mask}) + "/" +
                           std::to_string(*length));
  }
  return Route{.network = *network, .prefix_length = *length, .metric = {}};
}

bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel &&
         std::ranges::all_of(label, is_label_character);
}

// Linux dev_valid_name(): no slash, colon or white space, and not "." or "..".
bool is_link_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestInterfaceName && name != "." && name != ".." &&
         name.find_first_of("/: %\t") == std::string_view::npos;
}

}  // namespace

std::expected<Route, std::string> parse_route(std::string_view text) {
  auto route = parse_network(take_word(text));
  const std::string_view word = take_word(text);
  if (!route || word.empty()) return route;
  route->metric = parse_number<std::uint32_t>(take_word(text));
  if (word != "metric" || !route->metric || !take_word(text).empty())
    return std::unexpected("has more than a network; \"metric NUMBER\" may follow it");
  return route;
}

std::string domain_problem(std::string_view text) {
  const bool is_routing = text.starts_with('~');
  if (is_routing) text.remove_prefix(1);
  if (is_routing && text == ".") return "";
  if (text.ends_with('.')) text.remove_suffix(1);
  bool is_good = !text.empty() && text.size() <= kLongestDomain;
  while (is_good && !text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    is_good = is_label(label) && label.size() + 1 != text.size();
    text.remove_prefix(std::min(label.size() + 1, text.size()));
  }
  return is_good ? "" : "is no domain; write one as in \"example.org\", \"~example.org\" or \"~.\"";
}

std::string interface_problem(std::string_view name) {
  const bool is_numbered = name.ends_with(kNumbered);
  const bool is_good =
      is_link_name(name) &&
      (!is_numbered || (name.size() > 1 && name.size() - 1 + kMostDigits <= kLongestInterfaceName));
  return is_good ? "" : "must be 1 to 15 octets without space, '/', ':' or '%'";
}

std::string interface_pattern(std::string_view interface, std::string_view profile_name) {
  if (interface == "name") return std::string(profile_name.substr(profile_name.rfind('/') + 1));
  if (!interface.ends_with(kNumbered)) return std::string(interface);
  return std::string(interface.substr(0, interface.size() - 1)) + "%d";
}

}  // namespace dial::profile
