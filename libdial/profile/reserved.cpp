#include "profile/reserved.hpp"

#include <toml++/toml.h>

#include <algorithm>

#include "profile/diagnostics.hpp"
#include "profile/document.hpp"
#include "profile/keys.hpp"
#include "profile/toml_model.hpp"

namespace dial::profile {
namespace {

bool is_meant(const Key& key, const PropertyValue* value) {
  if (value == nullptr || key.is_reserved == nullptr) return true;
  const auto* text = std::get_if<std::string>(value);
  return text != nullptr && key.is_reserved(*text);
}

void collect(const toml::table& table, KeyPath& path, const std::string& file,
             std::vector<Diagnostic>& found) {
  for (const auto& [key, node] : table) {
    path.emplace_back(key.str());
    const auto value = property_of(node);
    // A value of another shape is reserved too where any is.
    const PropertyValue other = false;
    const auto use = reserved_use(path, value ? &*value : &other);
    const toml::table* inner = node.as_table();
    if (!use.empty() && (inner == nullptr || path.size() > 1)) {
      const Place place = place_of(key.source());
      found.push_back(
          {file, place.line, place.column, reserved_message(path, use), key_text(path)});
    } else if (inner != nullptr) {
      collect(*inner, path, file, found);
    }
    path.pop_back();
  }
}

}  // namespace

std::string_view reserved_use(const KeyPath& path, const PropertyValue* value) {
  const std::string text = key_text(path);
  const Key* key = find_later(text);
  if (key == nullptr) key = find_key(text);
  return key != nullptr && is_meant(*key, value) ? key->reserved_use : std::string_view();
}

std::string reserved_message(const KeyPath& key, std::string_view use) {
  return quoted(key_text(key)) + " " + std::string(use) +
         " with the daemon's rights: it is taken only from a file that belongs to root and that "
         "others cannot write";
}

std::vector<Diagnostic> reserved_keys(std::string_view text, const std::string& file) {
  std::vector<Diagnostic> found;
  try {
    KeyPath path;
    collect(toml::parse(text), path, file, found);
  } catch (const toml::parse_error&) {
    return {};  // the parser proper says what is wrong
  }
  return found;
}

std::vector<ReservedExample> reserved_examples() {
  std::vector<ReservedExample> examples;
  for (const Key& key : keys()) {
    if (key.reserved_use.empty()) continue;
    examples.push_back({std::string(key.path), PropertyValue(std::string(key.reserved_example))});
  }
  return examples;
}

}  // namespace dial::profile
