#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <vector>

#include "profile/keys.hpp"

namespace dial::profile {

// What is wrong with a value, and with which node: an element of a list is told of by itself.
struct ValueProblem {
  const toml::node* node;
  std::string message;  // behind the key's name
};

// The value of a node as `key` wants it; of a kNamed key what stands under a name. nullopt: it is
// not, and `problems` say why.
std::optional<PropertyValue> read_value(const Key& key, const toml::node& node,
                                        std::vector<ValueProblem>& problems);

// "a text in quotes", and so on: what a value of the key is.
std::string meant_by(const Key& key);

}  // namespace dial::profile
