#include <toml++/toml.h>

#include <algorithm>

#include "profile/bases.hpp"
#include "profile/diagnostics.hpp"
#include "profile/document.hpp"
#include "profile/keys.hpp"
#include "profile/meaning.hpp"
#include "profile/profile.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kExtension = ".toml";

void read_key(Document& document, const Key& key, Profile& profile) {
  if (key.type == KeyType::kNamed) return key.set_texts(profile, document.read_texts(key));
  if (const auto value = document.read(key)) key.set(profile, *value);
}

// The defaults that depend on other keys; a key that is there replaces its own.
void set_defaults(const Document& document, Profile& profile) {
  const auto text = [&](std::string_view path) {
    const toml::node* node = document.find(path);
    return node == nullptr || !node->is_string() ? "" : std::string_view(node->as_string()->get());
  };
  if (text("modem.type") == "direct") {
    profile.link = LinkClass::kDirect;
    // Three wires are enough for a null modem; waiting for a CTS that never comes would hang it.
    profile.line.flow_control = FlowControl::kNone;
  }
  if (text("line.flow_control") == "software") profile.line.flow_control = FlowControl::kSoftware;
  profile.ppp.accm = flow_control_characters(profile);
  if (text("location.dialling") == "pulse") profile.modem.dial_command = "ATDP";
}

// Where in the file the text of a string begins, which is written at `value`: behind its opening
// quotes, and TOML drops a line end that follows ''' or """ at once.
Place text_place(std::string_view file, const Place& value) {
  for (std::size_t skipped = 1; skipped < value.line; ++skipped) {
    const std::size_t end = file.find('\n');
    if (end == std::string_view::npos) return value;
    file.remove_prefix(end + 1);
  }
  file = file.substr(0, file.find('\n'));
  if (file.ends_with('\r')) file.remove_suffix(1);
  const std::string_view written = file.substr(std::min(value.column - 1, file.size()));
  const bool has_three = written.starts_with("'''") || written.starts_with("\"\"\"");
  if (has_three && written.size() == 3) return {value.line + 1, 1, value.file};
  return {value.line, value.column + (has_three ? 3 : 1), value.file};
}

void place_script(const Document& document, const MergedTree& tree, std::string_view text,
                  Profile& profile) {
  if (profile.login_script.empty()) return;
  const Place place = document.place("script.login");
  const auto base = tree.texts.find(place.file);
  profile.login_script_file = place.file.empty() ? profile.file : place.file;
  const Place begin = text_place(base == tree.texts.end() ? text : base->second, place);
  profile.login_script_line = begin.line;
  profile.login_script_column = begin.column;
}

std::string stem_of(std::string_view file) {
  file = file.substr(file.rfind('/') + 1);  // npos + 1 is 0
  if (file.ends_with(kExtension)) file.remove_suffix(kExtension.size());
  return std::string(file);
}

std::unexpected<std::vector<Diagnostic>> syntax_error(const std::string& file,
                                                      const toml::parse_error& error) {
  const Place place = place_of(error.source());
  return std::unexpected(
      std::vector{Diagnostic{file, place.line, place.column, syntax_problem(error.description())}});
}

}  // namespace

std::expected<Profile, std::vector<Diagnostic>> parse_profile(std::string_view text,
                                                              const std::string& file,
                                                              const BaseReader& read_base) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return syntax_error(file, error);
  }
  Profile profile;
  profile.name = stem_of(file);
  profile.file = file;
  Diagnostics diagnostics(file);
  if (const auto problem = entry_name_problem(profile.name); !problem.empty()) {
    diagnostics.add({}, "no entry can be called " + quoted(profile.name) + ": " + problem);
  }
  MergedTree tree = merge_bases(std::move(root), profile.name, read_base, diagnostics);
  profile.bases = std::move(tree.bases);
  Document document(tree.root, diagnostics);
  set_defaults(document, profile);
  for (const Key& key : keys()) {
    if (key.is_supported()) read_key(document, key, profile);
  }
  place_script(document, tree, text, profile);
  document.refuse_unknown();
  // What a base that cannot be read would say is not missing.
  if (tree.is_whole) check_meaning(document, profile);
  if (auto found = diagnostics.take(); !found.empty()) return std::unexpected(std::move(found));
  return profile;
}

}  // namespace dial::profile
