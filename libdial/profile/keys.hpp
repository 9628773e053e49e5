#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dial/phone_book.hpp"
#include "profile/profile.hpp"

namespace dial::profile {

enum class KeyType : std::uint8_t {
  kText,
  kTexts,    // a list of them
  kFlag,     // true, false
  kNumber,   // least..most
  kTime,     // "250ms"; least..most in milliseconds
  kAddress,  // IPv4
  kWord,     // one of `words`
  kWords,    // a list of them
  kNamed,    // a table of texts, under names of the profile's own
  kLater,    // known by name; no value of it is taken yet
};

// One key of a profile, or a whole table that is to come: everything there is to know of it. The
// reader, the properties, the JSON schema, the suggestions and docs/profile.md are made from these.
struct Key {
  std::string_view path;  // "number", "line.speed"
  KeyType type = KeyType::kText;
  // For a person, as Markdown; of a kLater key: what to write instead.
  std::string_view meaning;

  std::int64_t least = 0;   // kNumber, kTime
  std::int64_t most = 255;  // kText, kTexts: the longest, in octets
  std::span<const std::string_view> words = {};
  std::span<const std::string_view> later_words = {};  // known, and not supported yet
  bool may_be_empty = false;
  bool may_have_controls = false;
  std::string_view default_text = {};  // where the default is more than the value of Profile{}
  std::string_view hint = {};          // behind the message about a value out of range
  std::string (*problem)(std::string_view text) = nullptr;  // of a text; "" if it is good
  // What it does with the daemon's rights, as in "runs a program"; empty: nothing (reserved.hpp).
  std::string_view reserved_use = {};
  std::string_view reserved_example = {};
  bool (*is_reserved)(std::string_view text) = nullptr;  // which texts do; null: any value does

  // Of a kNamed key, whose properties are PATH.NAME each.
  std::size_t most_names = 0;
  std::string (*name_problem)(std::string_view name) = nullptr;  // "" if it is good
  const NamedTexts& (*texts)(const Profile& profile) = nullptr;
  void (*set_texts)(Profile& profile, NamedTexts texts) = nullptr;

  // Of the others. nullopt: nobody has chosen, and there is no default. set() takes what has the
  // right type and range only.
  std::optional<PropertyValue> (*get)(const Profile& profile) = nullptr;
  void (*set)(Profile& profile, const PropertyValue& value) = nullptr;

  constexpr bool is_supported() const { return type != KeyType::kLater; }
  constexpr std::string_view table() const {
    const std::size_t dot = path.find('.');
    return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
  }
  constexpr std::string_view name() const {
    const std::size_t dot = path.find('.');
    return dot == std::string_view::npos ? path : path.substr(dot + 1);
  }

  // Making the table:
  constexpr Key with_default(std::string_view text) const {
    Key key = *this;
    key.default_text = text;
    return key;
  }
  constexpr Key with_hint(std::string_view text) const {
    Key key = *this;
    key.hint = text;
    return key;
  }
  constexpr Key checked_by(std::string (*check)(std::string_view)) const {
    Key key = *this;
    key.problem = check;
    return key;
  }
  constexpr Key shown_by(std::optional<PropertyValue> (*value)(const Profile&)) const {
    Key key = *this;
    key.get = value;
    return key;
  }
  constexpr Key up_to(std::int64_t octets) const {
    Key key = *this;
    key.most = octets;
    return key;
  }
  constexpr Key with_empty() const {
    Key key = *this;
    key.may_be_empty = true;
    return key;
  }
  constexpr Key with_controls() const {
    Key key = *this;
    key.may_have_controls = true;
    return key;
  }
  constexpr Key reserved(std::string_view use, std::string_view example,
                         bool (*which)(std::string_view text) = nullptr) const {
    Key key = *this;
    key.reserved_use = use;
    key.reserved_example = example;
    key.is_reserved = which;
    return key;
  }
  constexpr Key with_later(std::span<const std::string_view> known) const {
    Key key = *this;
    key.later_words = known;
    return key;
  }
};

inline constexpr std::string_view kRuns = "runs a program";
inline constexpr std::string_view kReads = "reads a file";
inline constexpr std::string_view kReaches = "reaches another network name space";
inline constexpr std::string_view kJoins = "reaches another routing domain";

// All of them in the order of docs/profile.md; those that are to come at the end.
std::span<const Key> keys();
const Key* find_key(std::string_view path);  // null: there is none
// The key that a property belongs to: its own, or the kNamed one that has it. null: there is none.
const Key* key_of_property(std::string_view path);
// What the profile says of a supported key, or what counts instead: one property or none; of a
// kNamed key one for each of its names.
Properties properties_of(const Key& key, const Profile& profile);

// The key that is to come, by itself or by its whole table; null: `path` is none.
const Key* find_later(std::string_view path);

// What is wrong with a value of a supported key, to stand behind its name; "" if nothing is.
std::string value_problem(const Key& key, const PropertyValue& value);

// Does a table of that name hold keys that are supported?
bool is_table(std::string_view name);

}  // namespace dial::profile
