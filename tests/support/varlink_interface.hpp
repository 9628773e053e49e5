#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dial::test {

struct VarlinkField;

// A type of the Varlink interface language (https://varlink.org/Interface-Definition), as far as
// our interface uses it.
struct VarlinkType {
  enum class Kind { kBool, kInt, kString, kArray, kMaybe, kStruct, kAlias };
  Kind kind = Kind::kStruct;
  std::string alias;                     // kAlias
  std::shared_ptr<VarlinkType> element;  // kArray, kMaybe
  std::vector<VarlinkField> fields;      // kStruct
};

struct VarlinkField {
  std::string name;
  VarlinkType type;
};

struct VarlinkMethod {
  std::string name;
  VarlinkType in;
  VarlinkType out;
};

struct VarlinkInterface {
  std::string name;
  std::vector<std::pair<std::string, VarlinkType>> types;
  std::vector<VarlinkMethod> methods;
  std::vector<std::pair<std::string, VarlinkType>> errors;

  const VarlinkType* type(std::string_view name) const;
  const VarlinkType* error(std::string_view name) const;
  const VarlinkMethod* method(std::string_view name) const;
};

// nullopt: it is no interface description.
std::optional<VarlinkInterface> parse_varlink_interface(std::string_view text);

}  // namespace dial::test
