// Whatever file parses takes any change: it says then what was meant, and every octet the change is
// not about is still there. The input: a line "KEY=VALUE" or "KEY", then the file.
#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "profile/edit.hpp"
#include "profile/toml_edit.hpp"
#include "profile/toml_model.hpp"

namespace {

using namespace dial;
using namespace dial::profile;

[[noreturn]] void fail(const char* why, std::string_view now) {
  std::fprintf(stderr, "%s:\n%.*s\n", why, static_cast<int>(now.size()), now.data());
  std::abort();
}

bool parses(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const toml::parse_error&) {
    return false;
  }
  return true;
}

PropertyValue value_from(std::string_view text) {
  if (text == "t" || text == "f") return text == "t";
  if (text.starts_with('#')) return static_cast<std::int64_t>(text.size());
  if (!text.starts_with('[')) return std::string(text);
  const std::size_t half = text.size() / 2;
  return std::vector<std::string>{std::string(text.substr(1, half - 1)),
                                  std::string(text.substr(half))};
}

// How much the two have in common at their beginning and at their end.
std::size_t common(std::string_view a, std::string_view b) {
  const auto front = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  a.remove_prefix(front);
  b.remove_prefix(front);
  const auto back = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin();
  return front + static_cast<std::size_t>(back);
}

// A key that is new only adds; one that goes only takes away; one place is touched, no other.
void check_octets(std::string_view before, std::string_view after, const TomlChange& change,
                  const toml::table& model) {
  const toml::node* node = find_node(model, change.path);
  if (!change.value && common(before, after) != after.size()) fail("more than removed", after);
  if (!change.value || node != nullptr) return;
  if (common(before, after) != before.size()) fail("more than added", after);
}

void check_toml(std::string_view text, const TomlChange& change) {
  const auto edited = edit_toml(text, {change});
  if (!edited) {
    if (edited.error().internal) fail(edited.error().problems[0].message.c_str(), text);
    return;
  }
  check_octets(text, *edited, change, toml::parse(text));
  if (!change.value) return;
  const toml::table now = toml::parse(*edited);
  const toml::node* node = find_node(now, change.path);
  if (node == nullptr || property_of(*node) != change.value) fail("not what was meant", *edited);
  // And away with it again.
  const auto removed = edit_toml(*edited, {{change.path, std::nullopt}});
  if (!removed) fail("what was set cannot be removed", *edited);
}

void check_profile(std::string_view text, const std::string& key, const PropertyValue& value) {
  const auto edited = edit_profile(text, "fuzz.toml", {{key, value}}, Trust::kOthers);
  if (edited && (!parse_profile(*edited, "fuzz.toml") || !reserved_keys(*edited, "f").empty()))
    fail("a profile that does not load", *edited);
  if (!edited && edited.error().code == ErrorCode::kUnknown) fail("internal", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view line = input.substr(0, input.find('\n'));
  const std::string_view text = input.substr(std::min(line.size() + 1, size));
  const std::size_t equals = std::min(line.find('='), line.size());
  const auto path = parse_key_path(line.substr(0, equals));
  if (!path || !is_utf8(line) || !parses(text)) return 0;
  if (equals == line.size()) {
    check_toml(text, {*path, std::nullopt});
    return 0;
  }
  const PropertyValue value = value_from(line.substr(equals + 1));
  // A list is cut anywhere.
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    if (!std::ranges::all_of(*list, is_utf8)) return 0;
  }
  check_toml(text, {*path, value});
  check_profile(text, key_text(*path), value);
  return 0;
}
