#include "profile/table_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.hpp"
#include "profile/duration.hpp"
#include "profile/reserved.hpp"

namespace dial::profile {
namespace {

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::none:
      return "nothing";
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a point";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time";
  }
  return "something else";
}

std::string list_of(std::span<const std::string_view> words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " or " : ", ";
    list += "\"" + std::string(words[i]) + "\"";
  }
  return list;
}

// People try to keep the password where the user name is; it would then be in a file that others
// may read.
bool means_password(std::string_view key) {
  static constexpr std::array<std::string_view, 4> kNames{"password", "passwd", "pass", "pwd"};
  return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

}  // namespace

Place place_of(const toml::source_region& source) {
  return {std::max<std::size_t>(source.begin.line, 1),
          std::max<std::size_t>(source.begin.column, 1)};
}

bool has_control_octet(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

TableReader::TableReader(const toml::table* table, std::string name, Diagnostics& diagnostics)
    : table_(table), name_(std::move(name)), diagnostics_(diagnostics) {}

bool TableReader::has(std::string_view key) const {
  return table_ != nullptr && table_->contains(key);
}

Place TableReader::place(std::string_view key) const {
  if (table_ == nullptr) return {};
  const toml::node* node = table_->get(key);
  return place_of(node != nullptr ? node->source() : table_->source());
}

const toml::node* TableReader::find(std::string_view key) {
  asked_.emplace_back(key);
  diagnostics_.know(name_, key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

void TableReader::refuse(std::string_view key, std::string message) {
  diagnostics_.add(place(key), "`" + std::string(key) + "` " + std::move(message),
                   dotted(name_, key));
}

void TableReader::refuse_type(std::string_view key, const toml::node& node,
                              std::string_view meant) {
  diagnostics_.add(place_of(node.source()),
                   "`" + std::string(key) + "` is " + std::string(type_name(node)) +
                       " here; it must be " + std::string(meant),
                   dotted(name_, key));
}

bool TableReader::check_text(const toml::node& node, std::string_view key, const TextRule& rule) {
  if (!node.is_string()) {
    refuse_type(key, node, "a text in quotes");
    return false;
  }
  const std::string& value = node.as_string()->get();
  std::string_view problem;
  if (value.empty() && !rule.may_be_empty) problem = "is empty";
  if (!rule.may_have_controls && has_control_octet(value)) problem = "contains a control character";
  if (!problem.empty())
    diagnostics_.add(place_of(node.source()), "`" + std::string(key) + "` " + std::string(problem),
                     dotted(name_, key));
  if (value.size() > rule.longest)
    diagnostics_.add(
        place_of(node.source()),
        "`" + std::string(key) + "` is longer than " + std::to_string(rule.longest) + " octets",
        dotted(name_, key));
  return problem.empty() && value.size() <= rule.longest;
}

void TableReader::text(std::string_view key, std::string& target, const TextRule& rule) {
  const toml::node* node = find(key);
  if (node != nullptr && check_text(*node, key, rule)) target = node->as_string()->get();
}

void TableReader::texts(std::string_view key, std::vector<std::string>& target,
                        const TextRule& rule) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_array()) return refuse_type(key, *node, "a list of texts, as in [\"ATZ\"]");
  std::vector<std::string> values;
  bool is_good = true;
  for (const toml::node& element : *node->as_array()) {
    if (check_text(element, key, rule)) {
      values.push_back(element.as_string()->get());
    } else {
      is_good = false;
    }
  }
  if (is_good) target = std::move(values);
}

void TableReader::flag(std::string_view key, bool& target) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_boolean()) return refuse_type(key, *node, "true or false, without quotes");
  target = node->as_boolean()->get();
}

void TableReader::duration(std::string_view key, Duration& target, Duration least, Duration most) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (node->is_integer()) return refuse(key, "needs a unit: ms, s, m or h, as in \"5s\"");
  if (!node->is_string()) return refuse_type(key, *node, "a time such as \"250ms\" or \"5s\"");
  const auto value = parse_duration(node->as_string()->get());
  if (!value) return refuse(key, value.error());
  if (*value < least || *value > most)
    return refuse(key, "must be between " + duration_text(least) + " and " + duration_text(most));
  target = *value;
}

void TableReader::address(std::string_view key, Ipv4Address& target) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_string()) return refuse_type(key, *node, "an address such as \"10.0.2.15\"");
  const auto value = parse_ipv4(node->as_string()->get());
  if (!value) return refuse(key, "is no IPv4 address; write four numbers as in \"10.0.2.15\"");
  target = *value;
}

std::optional<std::int64_t> TableReader::number_between(std::string_view key, std::uint32_t least,
                                                        std::uint32_t most) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_integer()) {
    refuse_type(key, *node, "a whole number, without quotes");
    return std::nullopt;
  }
  const std::int64_t value = node->as_integer()->get();
  if (value < least || value > most) {
    refuse(key, "must be between " + std::to_string(least) + " and " + std::to_string(most));
    return std::nullopt;
  }
  return value;
}

std::optional<std::size_t> TableReader::word_index(std::string_view key,
                                                   std::span<const std::string_view> words) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_string()) {
    refuse_type(key, *node, list_of(words));
    return std::nullopt;
  }
  const auto found = std::find(words.begin(), words.end(), node->as_string()->get());
  if (found == words.end()) {
    refuse(key, "must be " + list_of(words));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - words.begin());
}

std::optional<std::string_view> TableReader::peek_text(std::string_view key) const {
  const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
  if (node == nullptr || !node->is_string()) return std::nullopt;
  return node->as_string()->get();
}

const toml::table* TableReader::table(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) refuse(key, "is a table: write [" + std::string(key) + "]");
  return node->as_table();
}

void TableReader::check_tables(std::string_view key) {
  const toml::table* outer = table_->get(key)->as_table();
  if (outer == nullptr) return refuse(key, "is a table of tables: write [x.NAME]");
  for (const auto& [name, node] : *outer) {
    if (node.is_table()) continue;
    const std::string path = key_text({std::string(key), std::string(name.str())});
    diagnostics_.add(place_of(name.source()),
                     quoted(path) + " is no table: write [x.NAME] above it, NAME being yours",
                     path);
  }
}

// Known for what it will be; until then no value of it means anything.
bool TableReader::is_reserved(std::string_view key) const {
  KeyPath path;
  if (!name_.empty()) path.push_back(name_);
  path.emplace_back(key);
  return !reserved_use(path, nullptr).empty();
}

void TableReader::finish() {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    const std::string_view name = key.str();
    if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
    if (means_password(name)) {
      diagnostics_.add(place_of(key.source()),
                       "passwords belong in the secrets file; write secret = \"NAME\" here",
                       dotted(name_, name));
      continue;
    }
    if (is_reserved(name)) {
      diagnostics_.add(place_of(key.source()), quoted(name) + " is not supported yet",
                       dotted(name_, name));
      continue;
    }
    diagnostics_.add_unknown(place_of(key.source()), name_, name);
  }
}

}  // namespace dial::profile
