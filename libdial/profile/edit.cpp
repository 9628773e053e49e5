#include "profile/edit.hpp"

#include <algorithm>
#include <array>

#include "profile/diagnostics.hpp"
#include "profile/keys.hpp"
#include "profile/properties.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kForeign = "x";  // [x.NAME]: what others keep in a profile

std::string unknown_key(const std::string& key) {
  const std::string_view near = nearest(key, property_keys());
  return near.empty() ? "there is no such key; docs/profile.md has them all"
                      : "there is no such key; did you mean " + std::string(near) + "?";
}

bool is_known(const KeyPath& path) {
  if (path.front() == kForeign) return path.size() > 2;
  const Key* key = key_of_property(key_text(path));
  return key != nullptr && key->is_supported();
}

bool is_utf8_value(const PropertyValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return is_utf8(*text);
  const auto* texts = std::get_if<std::vector<std::string>>(&value);
  return texts == nullptr || std::ranges::all_of(*texts, is_utf8);
}

// The changes that can be tried, and what is wrong with the others.
class Checker {
 public:
  explicit Checker(Trust trust) : trust_(trust) {}

  void check(const std::string& key, const std::optional<PropertyValue>& value) {
    const auto path = parse_key_path(key);
    if (!path) return refuse(key, "is not written as a key of TOML is");
    const std::string_view use =
        value && trust_ == Trust::kOthers ? reserved_use(*path, &*value) : "";
    if (!use.empty()) return reserved_.push_back({key_text(*path), reserved_message(*path, use)});
    // A root's file says itself that a reserved key is not supported yet.
    const bool is_reserved = value && !reserved_use(*path, &*value).empty();
    if (!is_known(*path) && !is_reserved) return refuse(key_text(*path), unknown_key(key));
    if (value && !is_utf8_value(*value)) return refuse(key_text(*path), "is not UTF-8");
    if (std::ranges::find(changes_, *path, &TomlChange::path) != changes_.end())
      return refuse(key_text(*path), "is named twice");
    changes_.push_back({.path = *path, .value = value});
  }

  const std::vector<TomlChange>& changes() const { return changes_; }
  const std::vector<KeyProblem>& reserved() const { return reserved_; }
  std::vector<KeyProblem> take_problems() { return std::move(problems_); }

 private:
  void refuse(const std::string& key, std::string message) {
    problems_.push_back({key, std::move(message)});
  }

  Trust trust_;
  std::vector<TomlChange> changes_;
  std::vector<KeyProblem> reserved_;
  std::vector<KeyProblem> problems_;
};

KeyProblem problem_of(const Diagnostic& diagnostic) {
  return {diagnostic.key, diagnostic.key.empty() ? to_string(diagnostic) : diagnostic.message};
}

std::vector<KeyProblem> problems_of(const std::vector<Diagnostic>& diagnostics) {
  std::vector<KeyProblem> problems;
  std::ranges::transform(diagnostics, std::back_inserter(problems), problem_of);
  return problems;
}

// Of a file somebody wrote by hand: he wants the line.
std::vector<KeyProblem> places_of(const std::vector<Diagnostic>& diagnostics) {
  std::vector<KeyProblem> problems;
  std::ranges::transform(diagnostics, std::back_inserter(problems), [](const Diagnostic& it) {
    return KeyProblem{.key = {}, .message = to_string(it)};
  });
  return problems;
}

std::unexpected<ProfileEditFailure> failed(ErrorCode code, std::vector<KeyProblem> problems) {
  return std::unexpected(ProfileEditFailure{code, std::move(problems)});
}

}  // namespace

bool is_utf8(std::string_view text) {
  // RFC 3629, 4: the lead octets, how many follow, and the smallest number so written.
  struct Form {
    unsigned mask, lead;
    std::size_t more;
    std::uint32_t least;
  };
  static constexpr std::array kForms{Form{0x80, 0x00, 0, 0}, Form{0xe0, 0xc0, 1, 0x80},
                                     Form{0xf0, 0xe0, 2, 0x800}, Form{0xf8, 0xf0, 3, 0x10000}};
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    const auto* form =
        std::ranges::find_if(kForms, [&](const Form& f) { return (lead & f.mask) == f.lead; });
    if (form == kForms.end() || text.size() <= form->more) return false;
    std::uint32_t number = lead & ~form->mask;
    for (std::size_t i = 1; i <= form->more; ++i) {
      const auto octet = static_cast<unsigned char>(text[i]);
      if ((octet & 0xc0) != 0x80) return false;
      number = number << 6 | (octet & 0x3f);
    }
    const bool is_surrogate = number >= 0xd800 && number <= 0xdfff;
    if (number < form->least || number > 0x10ffff || is_surrogate) return false;
    text.remove_prefix(form->more + 1);
  }
  return true;
}

std::expected<std::string, ProfileEditFailure> edit_profile(std::string_view text,
                                                            const std::string& file,
                                                            const PropertyChanges& changes,
                                                            Trust trust,
                                                            const BaseReader& read_base) {
  if (const auto now = parse_profile(text, file, read_base); !now && !text.empty())
    return failed(ErrorCode::kCannotLoadPhonebook, places_of(now.error()));
  Checker checker(trust);
  for (const auto& [key, value] : changes)
    checker.check(key, value);
  if (!checker.reserved().empty()) return failed(ErrorCode::kAccessDenied, checker.reserved());

  std::vector<KeyProblem> problems = checker.take_problems();
  const auto add = [&](std::vector<KeyProblem> more) {
    std::ranges::move(more, std::back_inserter(problems));
  };
  auto edited = edit_toml(text, checker.changes());
  if (!edited) {
    if (edited.error().internal) return failed(ErrorCode::kUnknown, edited.error().problems);
    add(edited.error().problems);
  } else if (const auto then = parse_profile(*edited, file, read_base); !then) {
    add(problems_of(then.error()));
  }
  if (!problems.empty()) return failed(ErrorCode::kInvalidParameter, std::move(problems));
  if (trust == Trust::kOthers) {
    if (auto found = reserved_keys(*edited, file); !found.empty())
      return failed(ErrorCode::kAccessDenied, problems_of(found));
  }
  return std::move(*edited);
}

}  // namespace dial::profile
