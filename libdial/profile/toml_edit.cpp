#include "profile/toml_edit.hpp"

#include <algorithm>

#include "profile/toml_layout.hpp"
#include "profile/toml_model.hpp"

namespace dial::profile {
namespace {

// As the first line ends.
std::string_view line_end_of(std::string_view text) {
  const std::size_t end = text.find('\n');
  const bool has_return = end != std::string_view::npos && end > 0 && text[end - 1] == '\r';
  return has_return ? "\r\n" : "\n";
}

// Makes one change in a text whose layout is known. False: the layout makes no sense.
class Editor {
 public:
  Editor(std::string& text, TomlLayout layout)
      : text_(text), layout_(std::move(layout)), line_end_(line_end_of(text)) {}

  bool set(const KeyPath& path, const PropertyValue& value);
  bool remove(const KeyPath& path);
  void remove_table(const KeyPath& path);

 private:
  using Value = TomlLayout::Value;

  const Value* find(const KeyPath& path) const;
  const Value* last_below(const KeyPath& table) const;
  bool add(const KeyPath& path, const PropertyValue& value);
  bool add_to_section(std::size_t section, const KeyPath& path, const PropertyValue& value);
  bool add_to_root(const KeyPath& path, const PropertyValue& value);
  bool add_behind(const Value& sibling, const KeyPath& path, const PropertyValue& value);
  bool add_inline(std::size_t container, const KeyPath& path, const PropertyValue& value);
  bool add_table(const KeyPath& path, const PropertyValue& value);
  void add_line(std::size_t at, const std::string& line);
  void remove_entry(const Value& value);
  std::string assignment(const KeyPath& path, std::size_t depth, const PropertyValue& value,
                         bool single_line = false) const;

  std::string& text_;
  TomlLayout layout_;
  std::string_view line_end_;
};

const TomlLayout::Value* Editor::find(const KeyPath& path) const {
  const auto found = std::ranges::find(layout_.values, path, &Value::path);
  return found == layout_.values.end() ? nullptr : &*found;
}

bool Editor::set(const KeyPath& path, const PropertyValue& value) {
  const Value* there = find(path);
  if (there == nullptr) return add(path, value);
  const auto [begin, end] = there->value;
  text_.replace(begin, end - begin, value_text(value, line_end_, there->container.has_value()));
  return true;
}

std::string Editor::assignment(const KeyPath& path, std::size_t depth, const PropertyValue& value,
                               bool single_line) const {
  const KeyPath rest(path.begin() + static_cast<std::ptrdiff_t>(depth), path.end());
  return key_text(rest) + " = " + value_text(value, line_end_, single_line);
}

// A table is written in one of four ways, and only that way can it grow: as a [header], as {…}, by
// keys with dots, or not at all. What is nearest to the key decides.
bool Editor::add(const KeyPath& path, const PropertyValue& value) {
  KeyPath table(path.begin(), path.end() - 1);
  if (table.empty()) return add_to_root(path, value);
  for (bool is_own = true; !table.empty(); table.pop_back(), is_own = false) {
    const auto section = std::ranges::find_if(layout_.sections, [&](const auto& candidate) {
      return !candidate.path.empty() && !candidate.in_list && candidate.path == table;
    });
    if (section != layout_.sections.end()) {
      if (!is_own) break;
      return add_to_section(static_cast<std::size_t>(section - layout_.sections.begin()), path,
                            value);
    }
    const auto braces = std::ranges::find_if(layout_.inline_tables, [&](const auto& candidate) {
      return !candidate.in_list && candidate.path == table;
    });
    if (braces != layout_.inline_tables.end())
      return add_inline(static_cast<std::size_t>(braces - layout_.inline_tables.begin()), path,
                        value);
    if (const Value* sibling = last_below(table)) return add_behind(*sibling, path, value);
  }
  return add_table(path, value);
}

// The last key that makes `table` by its dots.
const TomlLayout::Value* Editor::last_below(const KeyPath& table) const {
  const auto found =
      std::find_if(layout_.values.rbegin(), layout_.values.rend(), [&](const Value& value) {
        return !value.container && value.depth < table.size() && value.path.size() > table.size() &&
               begins_with(value.path, table);
      });
  return found == layout_.values.rend() ? nullptr : &*found;
}

// A line of its own, where another line begins or the text ends.
void Editor::add_line(std::size_t at, const std::string& line) {
  const bool follows_line = at == layout_.start || text_[at - 1] == '\n';
  // A text that ends without a line end goes on to do so.
  text_.insert(at, follows_line ? line + std::string(line_end_) : std::string(line_end_) + line);
}

bool Editor::add_behind(const Value& sibling, const KeyPath& path, const PropertyValue& value) {
  const std::size_t begin = sibling.line.begin;
  const std::string indent = text_.substr(begin, text_.find_first_not_of(" \t", begin) - begin);
  add_line(sibling.line.end, indent + assignment(path, sibling.depth, value));
  return true;
}

bool Editor::add_to_section(std::size_t section, const KeyPath& path, const PropertyValue& value) {
  const auto last = std::find_if(
      layout_.values.rbegin(), layout_.values.rend(),
      [&](const Value& candidate) { return candidate.section == section && !candidate.container; });
  if (last != layout_.values.rend()) return add_behind(*last, path, value);
  add_line(layout_.sections[section].line.end, assignment(path, path.size() - 1, value));
  return true;
}

// Above the first header, and above the comment that belongs to it.
bool Editor::add_to_root(const KeyPath& path, const PropertyValue& value) {
  const bool has_keys = !layout_.values.empty() && layout_.values.front().section == 0;
  if (has_keys) return add_to_section(0, path, value);
  const std::string line = assignment(path, 0, value);
  if (layout_.sections.size() == 1) {
    add_line(text_.size(), line);
    return true;
  }
  const std::size_t header = layout_.sections[1].line.begin;
  std::size_t at = header;
  while (at > layout_.start) {
    const std::size_t above = at < 2 ? std::string::npos : text_.rfind('\n', at - 2);
    const std::size_t begin = above == std::string::npos ? layout_.start : above + 1;
    if (text_[begin] != '#') break;
    at = begin;
  }
  // A comment on the first line is the file's.
  add_line(at == layout_.start ? header : at, line + std::string(line_end_));
  return true;
}

bool Editor::add_inline(std::size_t container, const KeyPath& path, const PropertyValue& value) {
  const TomlLayout::InlineTable& table = layout_.inline_tables[container];
  const std::string entry = assignment(path, table.path.size(), value, true);
  const auto last =
      std::find_if(layout_.values.rbegin(), layout_.values.rend(),
                   [&](const Value& candidate) { return candidate.container == container; });
  if (last != layout_.values.rend()) {
    text_.insert(last->value.end, ", " + entry);
  } else {
    const bool has_blank = text_[table.braces.begin + 1] != '}';
    text_.insert(table.braces.begin + 1, " " + entry + (has_blank ? "" : " "));
  }
  return true;
}

bool Editor::add_table(const KeyPath& path, const PropertyValue& value) {
  const KeyPath table(path.begin(), path.end() - 1);
  const std::string end(line_end_);
  const std::string lines =
      "[" + key_text(table) + "]" + end + assignment(path, table.size(), value);
  if (text_.size() == layout_.start) {
    text_ += lines + end;
  } else {
    add_line(text_.size(), end + lines);
  }
  return true;
}

bool Editor::remove(const KeyPath& path) {
  const Value* there = find(path);
  if (there == nullptr) return false;
  remove_entry(*there);
  return true;
}

void Editor::remove_entry(const Value& value) {
  Span gone = value.line;
  if (value.container) {
    // A comma goes too: the one behind the entry, or before it if it is the last.
    const auto is_beside = [&](const Value& other) { return other.container == value.container; };
    const auto at = layout_.values.begin() + (&value - layout_.values.data());
    const auto next = std::find_if(at + 1, layout_.values.end(), is_beside);
    const auto previous =
        std::find_if(std::make_reverse_iterator(at), layout_.values.rend(), is_beside);
    if (next != layout_.values.end()) {
      gone.end = next->line.begin;
    } else if (previous != layout_.values.rend()) {
      gone.begin = previous->value.end;
    }
  }
  text_.erase(gone.begin, gone.end - gone.begin);
}

// The header and the keys, however they are written. What is said between them stays.
void Editor::remove_table(const KeyPath& path) {
  std::vector<Span> gone;
  for (const auto& section : layout_.sections) {
    if (!section.path.empty() && begins_with(section.path, path)) gone.push_back(section.line);
  }
  for (const Value& value : layout_.values) {
    if (!begins_with(value.path, path)) continue;
    if (!value.container) gone.push_back(value.line);
  }
  std::ranges::sort(gone, std::greater(), &Span::begin);
  for (const Span& span : gone)
    text_.erase(span.begin, span.end - span.begin);
}

bool is_change(const toml::table& model, const TomlChange& change) {
  const toml::node* node = find_node(model, change.path);
  if (!change.value) return node != nullptr;
  return node == nullptr || property_of(*node) != change.value;
}

bool make_change(std::string& text, const TomlChange& change) {
  auto layout = read_layout(text);
  if (!layout) return false;
  Editor editor(text, std::move(*layout));
  if (change.value) return editor.set(change.path, *change.value);
  if (!change.whole_table) return editor.remove(change.path);
  editor.remove_table(change.path);
  return true;
}

std::unexpected<EditFailure> internal(std::string message) {
  return std::unexpected(EditFailure{.internal = true, .problems = {{"", std::move(message)}}});
}

}  // namespace

std::string to_string(const KeyProblem& problem) {
  return problem.key.empty() ? problem.message : problem.key + ": " + problem.message;
}

std::expected<std::string, EditFailure> edit_toml(std::string_view text,
                                                  const std::vector<TomlChange>& changes) {
  std::string edited(text);
  EditFailure failure;
  try {
    toml::table wanted = toml::parse(text);
    for (const TomlChange& change : changes) {
      const bool changes_something = is_change(wanted, change);
      if (auto problem = apply_change(wanted, change)) {
        failure.problems.push_back(std::move(*problem));
      } else if (changes_something && !make_change(edited, change)) {
        return internal("the file's layout was not understood at " + key_text(change.path));
      }
    }
    if (!failure.problems.empty()) return std::unexpected(std::move(failure));
    if (is_same_model(toml::parse(edited), wanted)) return edited;
  } catch (const toml::parse_error&) {
    return internal("the file does not parse");
  }
  return internal("the edited file would not say what was asked for");
}

}  // namespace dial::profile
