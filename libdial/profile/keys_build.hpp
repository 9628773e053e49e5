#pragma once

#include <algorithm>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "profile/duration.hpp"
#include "profile/keys.hpp"
#include "profile/words.hpp"

// How a key and the member of the model that holds it come together: text<&Profile::line,
// &Line::device>("line.device", …). For the tables of keys only.
namespace dial::profile::build {

using Value = std::optional<PropertyValue>;

inline Value value_of(const std::string& value) {
  return PropertyValue(value);
}
inline Value value_of(const std::vector<std::string>& value) {
  return PropertyValue(value);
}
inline Value value_of(bool value) {
  return PropertyValue(value);
}
inline Value value_of(Duration value) {
  return PropertyValue(duration_text(value));
}
inline Value value_of(Ipv4Address value) {
  return PropertyValue(to_string(value));
}
template <std::unsigned_integral Number>
  requires(!std::same_as<Number, bool>)
Value value_of(Number value) {
  return PropertyValue(std::int64_t{value});
}
template <class Enum>
  requires std::is_enum_v<Enum>
Value value_of(Enum value) {
  return PropertyValue(std::string(words_of(value)[static_cast<std::size_t>(value)]));
}
template <class T>
Value value_of(const std::optional<T>& value) {
  return value ? value_of(*value) : std::nullopt;
}

inline void assign(std::string& target, const PropertyValue& value) {
  target = std::get<std::string>(value);
}
inline void assign(std::vector<std::string>& target, const PropertyValue& value) {
  target = std::get<std::vector<std::string>>(value);
}
inline void assign(bool& target, const PropertyValue& value) {
  target = std::get<bool>(value);
}
inline void assign(Duration& target, const PropertyValue& value) {
  target = parse_duration(std::get<std::string>(value)).value_or(target);
}
inline void assign(Ipv4Address& target, const PropertyValue& value) {
  target = parse_ipv4(std::get<std::string>(value)).value_or(target);
}
template <std::unsigned_integral Number>
  requires(!std::same_as<Number, bool>)
void assign(Number& target, const PropertyValue& value) {
  target = static_cast<Number>(std::get<std::int64_t>(value));
}
template <class Enum>
  requires std::is_enum_v<Enum>
void assign(Enum& target, const PropertyValue& value) {
  const Words words = words_of(target);
  const auto found = std::ranges::find(words, std::get<std::string>(value));
  target = static_cast<Enum>(found - words.begin());
}
template <class T>
void assign(std::optional<T>& target, const PropertyValue& value) {
  T inner{};
  assign(inner, value);
  target = inner;
}

template <auto... kMembers>
struct At {
  static Value get(const Profile& profile) { return value_of((profile.*....*kMembers)); }
  static void set(Profile& profile, const PropertyValue& value) {
    assign((profile.*....*kMembers), value);
  }
};

template <auto... kMembers>
constexpr Key key(std::string_view path, KeyType type, std::string_view meaning) {
  return {.path = path,
          .type = type,
          .meaning = meaning,
          .get = &At<kMembers...>::get,
          .set = &At<kMembers...>::set};
}

template <class Enum>
constexpr Enum enumeration_of(Enum) {
  return {};
}
template <class Enum>
constexpr Enum enumeration_of(std::optional<Enum>) {
  return {};
}

template <auto... kMembers>
constexpr Key text(std::string_view path, std::string_view meaning) {
  return key<kMembers...>(path, KeyType::kText, meaning);
}
template <auto... kMembers>
constexpr Key texts(std::string_view path, std::string_view meaning) {
  return key<kMembers...>(path, KeyType::kTexts, meaning);
}
template <auto... kMembers>
constexpr Key flag(std::string_view path, std::string_view meaning) {
  return key<kMembers...>(path, KeyType::kFlag, meaning);
}
template <auto... kMembers>
constexpr Key address(std::string_view path, std::string_view meaning) {
  return key<kMembers...>(path, KeyType::kAddress, meaning);
}
template <auto... kMembers>
constexpr Key number(std::string_view path, std::uint32_t least, std::uint32_t most,
                     std::string_view meaning) {
  Key made = key<kMembers...>(path, KeyType::kNumber, meaning);
  made.least = least;
  made.most = most;
  return made;
}
template <auto... kMembers>
constexpr Key time(std::string_view path, Duration least, Duration most, std::string_view meaning) {
  Key made = key<kMembers...>(path, KeyType::kTime, meaning);
  made.least = least.count();
  made.most = most.count();
  return made;
}
template <auto... kMembers>
constexpr Key word(std::string_view path, std::string_view meaning) {
  using Member = std::remove_cvref_t<decltype((std::declval<Profile&>().*....*kMembers))>;
  Key made = key<kMembers...>(path, KeyType::kWord, meaning);
  made.words = words_of(enumeration_of(Member{}));
  return made;
}
template <auto... kMembers>
constexpr Key named(std::string_view path, std::size_t most,
                    std::string (*problem)(std::string_view), std::string_view meaning) {
  return {
      .path = path,
      .type = KeyType::kNamed,
      .meaning = meaning,
      .most_names = most,
      .name_problem = problem,
      .texts = [](const Profile& profile) -> const NamedTexts& { return (profile.*....*kMembers); },
      .set_texts = [](Profile& profile,
                      NamedTexts texts) { (profile.*....*kMembers) = std::move(texts); }};
}
constexpr Key later(std::string_view path, std::string_view instead) {
  return {.path = path, .type = KeyType::kLater, .meaning = instead};
}

}  // namespace dial::profile::build
