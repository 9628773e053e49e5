#include "exposition.hpp"

#include <fmt/format.h>

namespace dial::daemon {
namespace {

// "\", a quote and a line feed are escaped in the value of a label.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '\n') {
      out += "\\n";
      continue;
    }
    if (character == '\\' || character == '"') out += '\\';
    out += character;
  }
  return out;
}

}  // namespace

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void Exposition::begin_sample(const Labels& labels, std::string_view suffix) {
  text_ += name_;
  text_ += suffix;
  if (labels.empty()) return;
  char separator = '{';
  for (const auto& [label, value] : labels) {
    text_ += separator;
    text_ += fmt::format("{}=\"{}\"", label, escaped(value));
    separator = ',';
  }
  text_ += '}';
}

void Exposition::sample(const Labels& labels, std::uint64_t value, std::string_view suffix) {
  begin_sample(labels, suffix);
  text_ += fmt::format(" {}\n", value);
}

void Exposition::sample(const Labels& labels, double value, std::string_view suffix) {
  begin_sample(labels, suffix);
  text_ += fmt::format(" {}\n", value);
}

}  // namespace dial::daemon
