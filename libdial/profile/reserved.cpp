#include "profile/reserved.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "profile/diagnostics.hpp"
#include "profile/table_reader.hpp"
#include "profile/toml_model.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kRuns = "runs a program";
constexpr std::string_view kReads = "reads a file";
constexpr std::string_view kReaches = "reaches another network name space";

bool always(std::string_view) {
  return true;
}
bool is_program(std::string_view device) {
  return device.starts_with("exec:");
}
bool is_pppd(std::string_view datapath) {
  return datapath == "pppd";
}

// chat(8): a string to send that begins with @ names a file. A word begins behind a blank, or
// behind the quote that follows one.
bool sends_file(std::string_view script) {
  for (std::size_t at = script.find('@'); at < script.size(); at = script.find('@', at + 1)) {
    std::size_t begin = at;
    if (begin > 0 && (script[begin - 1] == '"' || script[begin - 1] == '\'')) --begin;
    if (begin == 0 || std::string_view(" \t\r\n").find(script[begin - 1]) != std::string_view::npos)
      return true;
  }
  return false;
}

struct Reserved {
  std::string_view table;                   // "": the top of the file
  std::string_view key;                     // "*": every key of the table, and of the tables in it
  bool (*is_meant)(std::string_view text);  // which values of it
  std::string_view use;
  std::string_view example;
};

constexpr std::array kReserved{
    Reserved{"hooks", "*", always, kRuns, "/usr/local/bin/up"},
    Reserved{"line", "device", is_program, kRuns, "exec:/usr/bin/ssh gateway"},
    Reserved{"modem", "power_hook", always, kRuns, "/usr/local/bin/power"},
    Reserved{"ppp", "pppd_options", always, kRuns, "plugin x.so"},
    Reserved{"", "datapath", is_pppd, kRuns, "pppd"},
    Reserved{"script", "file", always, kReads, "/etc/shadow"},
    Reserved{"script", "login", sends_file, kReads, "'' @/etc/shadow"},
    Reserved{"ip", "namespace", always, kReaches, "other"},
};

bool is_named(const Reserved& reserved, const KeyPath& key) {
  const std::string_view table = key.size() > 1 ? std::string_view(key.front()) : "";
  if (reserved.key == "*") return key.front() == reserved.table;
  return reserved.table == table && (reserved.table.empty() ? key.front() : key[1]) == reserved.key;
}

bool is_meant(const Reserved& reserved, const PropertyValue* value) {
  if (value == nullptr || reserved.is_meant == always) return true;
  const auto* text = std::get_if<std::string>(value);
  return text != nullptr && reserved.is_meant(*text);
}

void collect(const toml::table& table, KeyPath& path, const std::string& file,
             std::vector<Diagnostic>& found) {
  for (const auto& [key, node] : table) {
    path.emplace_back(key.str());
    const auto value = property_of(node);
    // A value of another shape is reserved too where any is.
    const PropertyValue other = false;
    const auto use = reserved_use(path, value ? &*value : &other);
    const toml::table* inner = node.as_table();
    if (!use.empty() && (inner == nullptr || path.size() > 1)) {
      const Place place = place_of(key.source());
      found.push_back(
          {file, place.line, place.column, reserved_message(path, use), key_text(path)});
    } else if (inner != nullptr) {
      collect(*inner, path, file, found);
    }
    path.pop_back();
  }
}

}  // namespace

std::string_view reserved_use(const KeyPath& key, const PropertyValue* value) {
  if (key.empty()) return {};
  const auto* found = std::ranges::find_if(kReserved, [&](const Reserved& reserved) {
    return is_named(reserved, key) && is_meant(reserved, value);
  });
  return found == kReserved.end() ? std::string_view() : found->use;
}

std::string reserved_message(const KeyPath& key, std::string_view use) {
  return quoted(key_text(key)) + " " + std::string(use) +
         " with the daemon's rights: it is taken only from a file that belongs to root and that "
         "others cannot write";
}

std::vector<Diagnostic> reserved_keys(std::string_view text, const std::string& file) {
  std::vector<Diagnostic> found;
  try {
    KeyPath path;
    collect(toml::parse(text), path, file, found);
  } catch (const toml::parse_error&) {
    return {};  // the parser proper says what is wrong
  }
  return found;
}

std::vector<ReservedExample> reserved_examples() {
  std::vector<ReservedExample> examples;
  for (const Reserved& reserved : kReserved) {
    const std::string name = reserved.key == "*" ? "up" : std::string(reserved.key);
    const std::string table = reserved.table.empty() ? "" : std::string(reserved.table) + ".";
    examples.push_back({table + name, PropertyValue(std::string(reserved.example))});
  }
  return examples;
}

}  // namespace dial::profile
