#include "profile/keys.hpp"

#include <algorithm>
#include <vector>

#include "profile/key_path.hpp"
#include "profile/keys_tables.hpp"

namespace dial::profile {
namespace {

std::vector<Key> joined_keys() {
  std::vector<Key> all;
  for (const auto part : {call_keys(), line_keys(), script_keys(), network_keys(), system_keys(),
                          policy_keys(), later_keys()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

std::span<const Key> keys() {
  static const std::vector<Key> kAll = joined_keys();
  return kAll;
}

const Key* find_key(std::string_view path) {
  const auto found = std::ranges::find(keys(), path, &Key::path);
  return found == keys().end() ? nullptr : &*found;
}

const Key* key_of_property(std::string_view path) {
  if (const Key* key = find_key(path)) return key;
  const auto has_it = [path](const Key& key) {
    return key.type == KeyType::kNamed && path.starts_with(key.path) &&
           path[key.path.size()] == '.';
  };
  const auto found = std::ranges::find_if(keys(), has_it);
  return found == keys().end() ? nullptr : &*found;
}

Properties properties_of(const Key& key, const Profile& profile) {
  Properties all;
  if (key.type != KeyType::kNamed) {
    if (auto value = key.get(profile)) all.emplace(key.path, std::move(*value));
    return all;
  }
  for (const auto& [name, text] : key.texts(profile))
    all.emplace(key_text({std::string(key.table()), std::string(key.name()), name}), text);
  return all;
}

const Key* find_later(std::string_view path) {
  const auto covers = [path](const Key& key) {
    return !key.is_supported() &&
           (path == key.path || (path.starts_with(key.path) && path[key.path.size()] == '.'));
  };
  const auto found = std::ranges::find_if(keys(), covers);
  return found == keys().end() ? nullptr : &*found;
}

bool is_table(std::string_view name) {
  return std::ranges::any_of(keys(), [name](const Key& key) {
    return key.is_supported() && !name.empty() && key.table() == name;
  });
}

}  // namespace dial::profile
