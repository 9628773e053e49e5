#include "profile/document.hpp"

#include <algorithm>
#include <array>

#include "profile/key_path.hpp"
#include "profile/key_value.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kForeign = "x";  // [x.NAME]: what others keep in a profile

// People try to keep the password where the user name is; it would then be in a file that others
// may read.
bool means_password(std::string_view key) {
  static constexpr std::array<std::string_view, 4> kNames{"password", "passwd", "pass", "pwd"};
  return std::ranges::any_of(kNames, [key](std::string_view name) {
    return std::ranges::equal(key, name, [](char c, char wanted) { return (c | 0x20) == wanted; });
  });
}

constexpr std::string_view kNoPassword =
    "passwords belong in the secrets file; write secret = \"NAME\" ";

std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return {"", path};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

}  // namespace

Place place_of(const toml::source_region& source) {
  return {std::max<std::size_t>(source.begin.line, 1),
          std::max<std::size_t>(source.begin.column, 1),
          source.path ? *source.path : std::string()};
}

const toml::node* Document::find(std::string_view path) const {
  const auto [table, name] = split(path);
  if (table.empty()) return root_.get(name);
  const toml::node* outer = root_.get(table);
  return outer == nullptr || !outer->is_table() ? nullptr : outer->as_table()->get(name);
}

Place Document::place(std::string_view path) const {
  if (const toml::node* node = find(path)) return place_of(node->source());
  const toml::node* outer = root_.get(split(path).first);
  return outer == nullptr ? Place{} : place_of(outer->source());
}

void Document::refuse(std::string_view path, const std::string& message) {
  diagnostics_.add(place(path), "`" + std::string(split(path).second) + "` " + message,
                   std::string(path));
}

std::optional<PropertyValue> Document::read(const Key& key) {
  const toml::node* node = find(key.path);
  if (node == nullptr) return std::nullopt;
  std::vector<ValueProblem> problems;
  auto value = read_value(key, *node, problems);
  for (const ValueProblem& problem : problems) {
    diagnostics_.add(place_of(problem.node->source()),
                     "`" + std::string(key.name()) + "` " + problem.message, std::string(key.path));
  }
  return value;
}

NamedTexts Document::read_texts(const Key& key) {
  const toml::node* node = find(key.path);
  if (node == nullptr) return {};
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    refuse(key.path, "is a table: write [" + std::string(key.path) + "]");
    return {};
  }
  NamedTexts texts;
  for (const auto& [name, value] : *table) {
    if (auto text = read_named(key, name, value)) texts.emplace(name.str(), std::move(*text));
  }
  if (table->size() > key.most_names)
    refuse(key.path, "has more than " + std::to_string(key.most_names) + " names");
  return texts;
}

std::optional<std::string> Document::read_named(const Key& key, const toml::key& name,
                                                const toml::node& node) {
  const auto tell = [&](const toml::source_region& where, const std::string& message) {
    KeyPath path{std::string(key.table()), std::string(key.name()), std::string(name.str())};
    diagnostics_.add(place_of(where), message, key_text(path));
    return std::nullopt;
  };
  if (means_password(name.str()))
    return tell(name.source(), std::string(kNoPassword) + "at the top of the file");
  if (const std::string problem = key.name_problem(name.str()); !problem.empty())
    return tell(name.source(), quoted(name.str()) + " " + problem);
  std::vector<ValueProblem> problems;
  auto value = read_value(key, node, problems);
  if (!value) return tell(node.source(), quoted(name.str()) + " " + problems.front().message);
  return std::get<std::string>(std::move(*value));
}

void Document::refuse_unknown() {
  refuse_unknown_in(root_, "");
  check_foreign();
}

void Document::refuse_unknown_in(const toml::table& table, std::string_view name) {
  for (const auto& [key, node] : table) {
    if (name.empty() && key.str() == kForeign) continue;
    const bool is_outer = name.empty() && is_table(key.str());
    if (is_outer && node.is_table()) {
      refuse_unknown_in(*node.as_table(), key.str());
    } else if (is_outer) {
      diagnostics_.add(place_of(node.source()),
                       quoted(key.str()) + " is a table: write [" + std::string(key.str()) + "]",
                       std::string(key.str()));
    } else {
      refuse_unknown_key(name, key);
    }
  }
}

void Document::refuse_unknown_key(std::string_view table, const toml::key& key) {
  KeyPath parts;
  if (!table.empty()) parts.emplace_back(table);
  parts.emplace_back(key.str());
  const std::string path = key_text(parts);  // quoted where a dot is part of a name
  const Key* known = find_key(path);
  if (known != nullptr && known->is_supported()) return;
  const Place place = place_of(key.source());
  if (means_password(key.str())) {
    return diagnostics_.add(place, std::string(kNoPassword) + "here", path);
  }
  if (const Key* later = find_later(path)) {
    return diagnostics_.add(
        place, quoted(key.str()) + " is not supported yet; instead " + std::string(later->meaning),
        path);
  }
  diagnostics_.add(place, unknown_key(table, key.str()), path);
}

// What other programs keep here is theirs: [x.NAME] may hold anything.
void Document::check_foreign() {
  const toml::node* foreign = root_.get(kForeign);
  if (foreign == nullptr) return;
  if (!foreign->is_table()) return refuse(kForeign, "is a table of tables: write [x.NAME]");
  for (const auto& [name, node] : *foreign->as_table()) {
    if (node.is_table()) continue;
    const std::string path = key_text({std::string(kForeign), std::string(name.str())});
    diagnostics_.add(place_of(name.source()),
                     quoted(path) + " is no table: write [x.NAME] above it, NAME being yours",
                     path);
  }
}

}  // namespace dial::profile
