#include "profile/key_value.hpp"

#include <algorithm>

#include "base/control_octets.hpp"
#include "profile/diagnostics.hpp"
#include "profile/duration.hpp"
#include "profile/toml_model.hpp"

namespace dial::profile {
namespace {

using Problems = std::vector<ValueProblem>;
using Value = std::optional<PropertyValue>;

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

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string text_problem(const Key& key, const std::string& text) {
  if (text.empty()) return key.may_be_empty ? "" : "is empty";
  if (!key.may_have_controls && has_control_octet(text)) return "contains a control character";
  if (text.size() > static_cast<std::size_t>(key.most))
    return "is longer than " + std::to_string(key.most) + " octets";
  return key.problem == nullptr ? "" : key.problem(text);
}

std::string word_problem(const Key& key, const std::string& word) {
  if (contains(key.words, word)) return {};
  const bool is_later = contains(key.later_words, word);
  const std::string name = key.type == KeyType::kWords ? "has " : "= ";
  return is_later
             ? name + quoted(word) + ", which is not supported yet; it may be " + list_of(key.words)
             : "must be " + list_of(key.words) + ", not " + quoted(word);
}

std::string range_problem(const Key& key, std::int64_t value,
                          std::string (*shown)(std::int64_t value)) {
  if (value >= key.least && value <= key.most) return {};
  const std::string wanted = key.least == key.most
                                 ? shown(key.most)
                                 : "between " + shown(key.least) + " and " + shown(key.most);
  return "must be " + wanted + std::string(key.hint);
}

std::string time_problem(const Key& key, const std::string& text) {
  const auto value = parse_duration(text);
  if (!value) return value.error();
  return range_problem(key, value->count(), [](std::int64_t milliseconds) {
    return duration_text(Duration(milliseconds));
  });
}

std::string address_problem(const std::string& text) {
  return parse_ipv4(text) ? "" : "is no IPv4 address; write four numbers as in \"10.0.2.15\"";
}

// What is wrong with a text that stands for a value of the key.
std::string problem_of_text(const Key& key, const std::string& text) {
  switch (key.type) {
    case KeyType::kText:
    case KeyType::kTexts:
    case KeyType::kNamed:
      return text_problem(key, text);
    case KeyType::kWord:
    case KeyType::kWords:
      return word_problem(key, text);
    case KeyType::kTime:
      return time_problem(key, text);
    case KeyType::kAddress:
      return address_problem(text);
    case KeyType::kFlag:
    case KeyType::kNumber:
    case KeyType::kLater:
      break;
  }
  return {};
}

std::string wrong_type(const Key& key, const toml::node& node, const std::string& meant) {
  if (key.type == KeyType::kTime && node.is_integer())
    return "needs a unit: ms, s, m or h, as in \"5s\"";
  return "is " + std::string(type_name(node)) + " here; it must be " + meant;
}

Value read_text(const Key& key, const toml::node& node, Problems& problems) {
  if (!node.is_string()) {
    problems.push_back({&node, wrong_type(key, node, meant_by(key))});
    return std::nullopt;
  }
  const std::string& text = node.as_string()->get();
  if (auto problem = problem_of_text(key, text); !problem.empty()) {
    problems.push_back({&node, std::move(problem)});
    return std::nullopt;
  }
  return text;
}

Value read_list(const Key& key, const toml::node& node, Problems& problems) {
  if (!node.is_array()) {
    problems.push_back({&node, wrong_type(key, node, meant_by(key))});
    return std::nullopt;
  }
  std::vector<std::string> texts;
  const std::size_t before = problems.size();
  for (const toml::node& element : *node.as_array()) {
    std::string problem;
    if (!element.is_string()) {
      problem = wrong_type(key, element, "a text in quotes");
    } else {
      texts.push_back(element.as_string()->get());
      problem = problem_of_text(key, texts.back());
    }
    if (!problem.empty()) problems.push_back({&element, std::move(problem)});
  }
  if (problems.size() != before) return std::nullopt;
  return texts;
}

Value read_number(const Key& key, const toml::node& node, Problems& problems) {
  if (!node.is_integer()) {
    problems.push_back({&node, wrong_type(key, node, meant_by(key))});
    return std::nullopt;
  }
  const std::int64_t value = node.as_integer()->get();
  auto problem = range_problem(key, value, [](std::int64_t each) { return std::to_string(each); });
  if (problem.empty()) return value;
  problems.push_back({&node, std::move(problem)});
  return std::nullopt;
}

Value read_flag(const Key& key, const toml::node& node, Problems& problems) {
  if (node.is_boolean()) return node.as_boolean()->get();
  problems.push_back({&node, wrong_type(key, node, meant_by(key))});
  return std::nullopt;
}

}  // namespace

std::string meant_by(const Key& key) {
  switch (key.type) {
    case KeyType::kText:
    case KeyType::kNamed:
      return "a text in quotes";
    case KeyType::kTexts:
      return "a list of texts, as in [\"ATZ\"]";
    case KeyType::kFlag:
      return "true or false, without quotes";
    case KeyType::kNumber:
      return "a whole number, without quotes";
    case KeyType::kTime:
      return "a time such as \"250ms\" or \"5s\"";
    case KeyType::kAddress:
      return "an address such as \"10.0.2.15\"";
    case KeyType::kWord:
      return list_of(key.words);
    case KeyType::kWords:
      return "a list of texts, " + list_of(key.words);
    case KeyType::kLater:
      break;
  }
  return "left out";
}

std::string value_problem(const Key& key, const PropertyValue& value) {
  toml::table table;
  if (auto problem = apply_change(table, {.path = {"value"}, .value = value}))
    return problem->message;
  Problems problems;
  read_value(key, *table.get("value"), problems);
  return problems.empty() ? "" : problems.front().message;
}

Value read_value(const Key& key, const toml::node& node, Problems& problems) {
  switch (key.type) {
    case KeyType::kText:
    case KeyType::kNamed:
    case KeyType::kWord:
    case KeyType::kTime:
    case KeyType::kAddress:
      return read_text(key, node, problems);
    case KeyType::kTexts:
    case KeyType::kWords:
      return read_list(key, node, problems);
    case KeyType::kNumber:
      return read_number(key, node, problems);
    case KeyType::kFlag:
      return read_flag(key, node, problems);
    case KeyType::kLater:
      break;
  }
  return std::nullopt;
}

}  // namespace dial::profile
