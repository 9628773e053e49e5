#pragma once

#include <toml++/toml.h>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profile/diagnostics.hpp"

namespace dial::profile {

Place place_of(const toml::source_region& source);
bool has_control_octet(std::string_view text);

struct TextRule {
  bool may_be_empty = false;
  bool may_have_controls = false;
  std::size_t longest = 255;  // octets
};

// Reads one TOML table by the keys that are asked for. A key that is absent leaves its target as
// it was; a bad one leaves it too and adds a diagnostic at the value. finish() reports the keys
// nobody asked for. An absent table reads as an empty one.
class TableReader {
 public:
  TableReader(const toml::table* table, std::string name, Diagnostics& diagnostics);

  bool has(std::string_view key) const;
  Place place(std::string_view key) const;  // of the value; of the table if the key is absent

  void text(std::string_view key, std::string& target, const TextRule& rule = {});
  void texts(std::string_view key, std::vector<std::string>& target, const TextRule& rule = {});
  void flag(std::string_view key, bool& target);
  void duration(std::string_view key, Duration& target, Duration least, Duration most);
  void address(std::string_view key, Ipv4Address& target);

  template <std::unsigned_integral T>
  void number(std::string_view key, T& target, std::uint32_t least, std::uint32_t most) {
    if (const auto value = number_between(key, least, most)) target = static_cast<T>(*value);
  }
  // An enumeration written as a word: words[i] is the enumerator of value i.
  template <class Enum>
  void choice(std::string_view key, Enum& target, std::span<const std::string_view> words) {
    if (const auto index = word_index(key, words)) target = static_cast<Enum>(*index);
  }
  std::optional<std::size_t> word_index(std::string_view key,
                                        std::span<const std::string_view> words);
  // The key's text as it is, without a check; for rules about particular values.
  std::optional<std::string_view> peek_text(std::string_view key) const;

  const toml::table* table(std::string_view key);  // null: absent, or refused
  void refuse(std::string_view key, std::string message);
  void pass_over(std::string_view key) { find(key); }  // known, and dealt with by the caller
  void check_tables(std::string_view key);             // refuses what is no table of tables
  void keep(std::string_view key) { asked_.emplace_back(key); }  // not ours, and not to be refused
  void finish();

 private:
  const toml::node* find(std::string_view key);
  void refuse_type(std::string_view key, const toml::node& node, std::string_view meant);
  bool is_reserved(std::string_view key) const;
  bool check_text(const toml::node& node, std::string_view key, const TextRule& rule);
  std::optional<std::int64_t> number_between(std::string_view key, std::uint32_t least,
                                             std::uint32_t most);

  const toml::table* table_;
  std::string name_;
  Diagnostics& diagnostics_;
  std::vector<std::string> asked_;
};

}  // namespace dial::profile
