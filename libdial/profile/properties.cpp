#include "profile/properties.hpp"

#include <toml++/toml.h>

#include "profile/key_path.hpp"
#include "profile/keys.hpp"
#include "profile/toml_model.hpp"

namespace dial::profile {
namespace {

void collect(const toml::table& table, KeyPath& path, Properties& found) {
  for (const auto& [key, node] : table) {
    path.emplace_back(key.str());
    if (const toml::table* inner = node.as_table()) {
      collect(*inner, path, found);
    } else if (auto value = property_of(node)) {
      found.emplace(key_text(path), std::move(*value));
    }
    path.pop_back();
  }
}

}  // namespace

std::vector<std::string_view> property_keys() {
  std::vector<std::string_view> paths;
  for (const Key& key : keys()) {
    if (key.is_supported()) paths.push_back(key.path);
  }
  return paths;
}

Properties effective_properties(const Profile& profile) {
  Properties all;
  for (const Key& key : keys()) {
    if (key.is_supported()) all.merge(properties_of(key, profile));
  }
  return all;
}

Properties set_properties(std::string_view text) {
  Properties found;
  try {
    KeyPath path;
    collect(toml::parse(text), path, found);
  } catch (const toml::parse_error&) {
    return {};
  }
  return found;
}

}  // namespace dial::profile
