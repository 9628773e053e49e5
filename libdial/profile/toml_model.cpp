#include "profile/toml_model.hpp"

#include <algorithm>
#include <cmath>

namespace dial::profile {
namespace {

constexpr std::size_t kDeepest = 16;  // tables are gone through by recursion

bool is_same_node(const toml::node& a, const toml::node& b);

bool is_same_list(const toml::array& a, const toml::array& b) {
  return std::ranges::equal(a, b, [](const toml::node& one, const toml::node& other) {
    return is_same_node(one, other);
  });
}

// Not a number is not equal to itself, but the same.
bool is_same_float(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool is_same_node(const toml::node& a, const toml::node& b) {
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case toml::node_type::none:
      return true;
    case toml::node_type::table:
      return is_same_model(*a.as_table(), *b.as_table());
    case toml::node_type::array:
      return is_same_list(*a.as_array(), *b.as_array());
    case toml::node_type::string:
      return a.as_string()->get() == b.as_string()->get();
    case toml::node_type::integer:
      return a.as_integer()->get() == b.as_integer()->get();
    case toml::node_type::floating_point:
      return is_same_float(a.as_floating_point()->get(), b.as_floating_point()->get());
    case toml::node_type::boolean:
      return a.as_boolean()->get() == b.as_boolean()->get();
    case toml::node_type::date:
      return a.as_date()->get() == b.as_date()->get();
    case toml::node_type::time:
      return a.as_time()->get() == b.as_time()->get();
    case toml::node_type::date_time:
      return a.as_date_time()->get() == b.as_date_time()->get();
  }
  return false;
}

bool has_keys(const toml::table& table) {
  return std::ranges::any_of(table, [](const auto& item) {
    const toml::table* inner = item.second.as_table();
    return inner == nullptr || has_keys(*inner);
  });
}

// Tables in which there is no key, at whatever depth, do not count.
bool counts(const toml::node& node) {
  const toml::table* table = node.as_table();
  return table == nullptr || has_keys(*table);
}

std::ptrdiff_t count(const toml::table& table) {
  return std::ranges::count_if(table, [](const auto& item) { return counts(item.second); });
}

KeyProblem problem(const KeyPath& path, std::string message) {
  return {key_text(path), std::move(message)};
}

// The table `path` is in, made where there is none; null: something else has that name.
toml::table* table_for(toml::table& root, const KeyPath& path) {
  toml::table* table = &root;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    toml::node* next = table->get(path[i]);
    if (next == nullptr) next = &table->insert(path[i], toml::table()).first->second;
    table = next->as_table();
    if (table == nullptr) return nullptr;
  }
  return table;
}

void insert(toml::table& table, const std::string& key, const PropertyValue& value) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    toml::array array;
    for (const std::string& text : *list)
      array.push_back(text);
    table.insert_or_assign(key, std::move(array));
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    table.insert_or_assign(key, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    table.insert_or_assign(key, *number);
  } else {
    table.insert_or_assign(key, std::get<bool>(value));
  }
}

bool is_list_of_tables(const toml::node& node) {
  const toml::array* list = node.as_array();
  return list != nullptr && std::ranges::any_of(*list, [](const toml::node& element) {
           return element.is_table() || element.is_array();
         });
}

std::optional<KeyProblem> remove(toml::table& root, const TomlChange& change) {
  const toml::node* node = find_node(root, change.path);
  if (node == nullptr) return std::nullopt;
  if (node->is_table() != change.whole_table || is_list_of_tables(*node))
    return problem(change.path, "is a table, not a key");
  table_for(root, change.path)->erase(change.path.back());
  return std::nullopt;
}

// ''' … ''' shows a text of several lines as it is, if nothing in it ends it or needs an escape.
bool can_be_literal(std::string_view text) {
  return !text.ends_with('\'') && text.find("'''") == std::string_view::npos &&
         std::ranges::none_of(text, [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
         });
}

std::string long_literal(std::string_view text, std::string_view line_end) {
  std::string literal = "'''" + std::string(line_end);
  for (const char c : text)
    literal += c == '\n' ? std::string(line_end) : std::string(1, c);
  return literal + "'''";
}

std::string text_value(const std::string& text, std::string_view line_end, bool single_line) {
  if (!can_be_literal(text)) return basic_string(text);
  const bool has_lines = text.find('\n') != std::string::npos;
  if (has_lines) return single_line ? basic_string(text) : long_literal(text, line_end);
  const bool plain = text.find_first_of("\\\"") == std::string::npos;
  if (plain || text.find('\'') != std::string::npos) return basic_string(text);
  return "'" + text + "'";
}

}  // namespace

const toml::node* find_node(const toml::table& root, const KeyPath& path) {
  const toml::node* node = &root;
  for (const std::string& part : path) {
    const toml::table* table = node->as_table();
    node = table == nullptr ? nullptr : table->get(part);
    if (node == nullptr) return nullptr;
  }
  return node;
}

std::optional<PropertyValue> property_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  const toml::array* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const toml::node& element : *list) {
    if (!element.is_string()) return std::nullopt;
    texts.push_back(element.as_string()->get());
  }
  return texts;
}

std::optional<KeyProblem> apply_change(toml::table& root, const TomlChange& change) {
  if (change.path.empty()) return problem(change.path, "no key is named");
  if (change.path.size() > kDeepest) return problem({}, "a key has more parts than 16");
  if (!change.value) return remove(root, change);
  const toml::node* node = find_node(root, change.path);
  if (node != nullptr && (node->is_table() || is_list_of_tables(*node)))
    return problem(change.path, "is a table, not a key");
  toml::table* table = table_for(root, change.path);
  if (table == nullptr) return problem(change.path, "is below something that is no table");
  insert(*table, change.path.back(), *change.value);
  return std::nullopt;
}

bool is_same_model(const toml::table& a, const toml::table& b) {
  return count(a) == count(b) && std::ranges::all_of(a, [&](const auto& item) {
           const toml::node* other = b.get(item.first.str());
           return !counts(item.second) || (other != nullptr && is_same_node(item.second, *other));
         });
}

std::string value_text(const PropertyValue& value, std::string_view line_end, bool single_line) {
  if (const auto* text = std::get_if<std::string>(&value))
    return text_value(*text, line_end, single_line);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  std::string list;
  for (const std::string& text : std::get<std::vector<std::string>>(value))
    list += (list.empty() ? "" : ", ") + text_value(text, line_end, true);
  return "[" + list + "]";
}

}  // namespace dial::profile
