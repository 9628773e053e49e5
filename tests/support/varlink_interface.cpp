#include "support/varlink_interface.hpp"

#include <algorithm>
#include <cctype>

namespace dial::test {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  bool at_end() {
    skip_blank();
    return rest_.empty();
  }
  bool take(std::string_view token) {
    skip_blank();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  std::string word() {
    skip_blank();
    const auto is_word = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    };
    const auto end = std::ranges::find_if_not(rest_, is_word);
    std::string word(rest_.begin(), end);
    rest_.remove_prefix(word.size());
    return word;
  }

  std::optional<VarlinkType> type() {
    using Kind = VarlinkType::Kind;
    if (take("?")) return wrapped(Kind::kMaybe);
    if (take("[]")) return wrapped(Kind::kArray);
    if (take("(")) return structure();
    const std::string name = word();
    if (name == "bool") return VarlinkType{.kind = Kind::kBool};
    if (name == "int") return VarlinkType{.kind = Kind::kInt};
    if (name == "string") return VarlinkType{.kind = Kind::kString};
    if (name.empty() || std::isupper(static_cast<unsigned char>(name[0])) == 0) return std::nullopt;
    return VarlinkType{.kind = Kind::kAlias, .alias = name};
  }

 private:
  void skip_blank() {
    while (!rest_.empty()) {
      if (rest_[0] == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (std::isspace(static_cast<unsigned char>(rest_[0])) != 0) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }
  std::optional<VarlinkType> wrapped(VarlinkType::Kind kind) {
    auto element = type();
    if (!element) return std::nullopt;
    return VarlinkType{.kind = kind, .element = std::make_shared<VarlinkType>(*element)};
  }
  std::optional<VarlinkType> structure() {
    VarlinkType result;
    if (take(")")) return result;
    do {
      VarlinkField field{.name = word()};
      if (field.name.empty() || !take(":")) return std::nullopt;
      auto field_type = type();
      if (!field_type) return std::nullopt;
      field.type = std::move(*field_type);
      result.fields.push_back(std::move(field));
    } while (take(","));
    if (!take(")")) return std::nullopt;
    return result;
  }

  std::string_view rest_;
};

const VarlinkType* find(const std::vector<std::pair<std::string, VarlinkType>>& all,
                        std::string_view name) {
  const auto found = std::ranges::find_if(all, [&](const auto& one) { return one.first == name; });
  return found == all.end() ? nullptr : &found->second;
}

bool parse_member(Parser& parser, VarlinkInterface& interface) {
  const std::string kind = parser.word();
  const std::string name = parser.word();
  auto first = parser.type();
  if (!first || name.empty()) return false;
  if (kind == "type") {
    interface.types.emplace_back(name, std::move(*first));
    return true;
  }
  if (kind == "error") {
    interface.errors.emplace_back(name, std::move(*first));
    return true;
  }
  if (kind != "method" || !parser.take("->")) return false;
  auto out = parser.type();
  if (!out) return false;
  interface.methods.push_back({name, std::move(*first), std::move(*out)});
  return true;
}

}  // namespace

const VarlinkType* VarlinkInterface::type(std::string_view wanted) const {
  return find(types, wanted);
}
const VarlinkType* VarlinkInterface::error(std::string_view wanted) const {
  return find(errors, wanted);
}
const VarlinkMethod* VarlinkInterface::method(std::string_view wanted) const {
  const auto found =
      std::ranges::find_if(methods, [&](const auto& one) { return one.name == wanted; });
  return found == methods.end() ? nullptr : &*found;
}

std::optional<VarlinkInterface> parse_varlink_interface(std::string_view text) {
  Parser parser(text);
  VarlinkInterface interface;
  if (parser.word() != "interface") return std::nullopt;
  interface.name = parser.word();
  while (!parser.at_end()) {
    if (!parse_member(parser, interface)) return std::nullopt;
  }
  return interface;
}

}  // namespace dial::test
