#include "config_file.hpp"

#include <toml++/toml.h>

#include <optional>

namespace dial::daemon {
namespace {

using Items = std::vector<CLI::ConfigItem>;

[[noreturn]] void refuse(const toml::source_region& source, const std::string& message) {
  throw CLI::FileError("configuration:" + std::to_string(source.begin.line) + ":" +
                           std::to_string(source.begin.column) + ": " + message,
                       CLI::ExitCodes::FileError);
}

std::string text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  refuse(node.source(), "a text, a whole number, true or false is meant, or a list of them");
}

std::vector<std::string> texts_of(const toml::node& node) {
  const toml::array* list = node.as_array();
  if (list == nullptr) return {text_of(node)};
  std::vector<std::string> texts;
  for (const toml::node& element : *list)
    texts.push_back(text_of(element));
  return texts;
}

void collect(const toml::table& table, const std::vector<std::string>& parents, Items& items) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (const toml::table* inner = node.as_table()) {
      if (!parents.empty()) refuse(key.source(), "there is no table in this table");
      collect(*inner, {name}, items);
      continue;
    }
    CLI::ConfigItem item;
    item.parents = parents;
    item.name = name;
    item.inputs = texts_of(node);
    // An empty list says what the absence of the key does.
    if (!item.inputs.empty()) items.push_back(std::move(item));
  }
}

}  // namespace

Items ConfigFile::from_config(std::istream& input) const {
  Items read;
  try {
    collect(toml::parse(input), {}, read);
  } catch (const toml::parse_error& error) {
    refuse(error.source(), std::string(error.description()));
  }
  return read;
}

}  // namespace dial::daemon
