#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>

#include "profile/diagnostics.hpp"
#include "profile/keys.hpp"

namespace dial::profile {

Place place_of(const toml::source_region& source);

// The tree of one profile, its bases merged in, addressed as the table of keys does: "number",
// "line.speed". What is wrong goes to the diagnostics, at its place.
class Document {
 public:
  Document(const toml::table& root, Diagnostics& diagnostics)
      : root_(root), diagnostics_(diagnostics) {}

  const toml::node* find(std::string_view path) const;
  bool has(std::string_view path) const { return find(path) != nullptr; }
  // Of the value; of its table if the key is absent; else the file's start.
  Place place(std::string_view path) const;
  // "`speed` …", at its place.
  void refuse(std::string_view path, const std::string& message);

  // The value if it is there and the key may have it; else what is wrong with it is told.
  std::optional<PropertyValue> read(const Key& key);
  // The same of a kNamed key: the table without what is wrong in it.
  NamedTexts read_texts(const Key& key);
  // Tells of everything that no key is.
  void refuse_unknown();

 private:
  std::optional<std::string> read_named(const Key& key, const toml::key& name,
                                        const toml::node& node);
  void refuse_unknown_in(const toml::table& table, std::string_view name);
  void refuse_unknown_key(std::string_view table, const toml::key& key);
  void check_foreign();

  const toml::table& root_;
  Diagnostics& diagnostics_;
};

}  // namespace dial::profile
