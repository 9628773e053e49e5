#include <toml++/toml.h>

#include "base/wipe.hpp"
#include "profile/diagnostics.hpp"
#include "profile/document.hpp"
#include "profile/profile.hpp"

namespace dial::profile {
namespace {

// RFC 1334 2.2.1: Passwd-Length is one octet.
constexpr std::size_t kLongestPassword = 255;

// The whole tree: a password in the wrong place is a password too.
void wipe_tree(toml::node& node) {
  if (auto* text = node.as_string()) wipe(text->get());
  if (auto* list = node.as_array()) {
    for (toml::node& element : *list)
      wipe_tree(element);
  }
  if (auto* table = node.as_table()) {
    for (auto&& [key, value] : *table)
      wipe_tree(value);
  }
}

// "" if the node is a password, else what is wrong with it; nothing of the file is quoted.
std::string_view password_problem(const toml::node& node) {
  if (!node.is_string()) return "the password must be a text in quotes";
  const std::string& text = node.as_string()->get();
  if (text.empty()) return "the password is empty; leave `secret` out of the profile instead";
  if (text.size() > kLongestPassword) return "the password is longer than 255 octets";
  return {};
}

void read_secret(std::string_view name, const toml::table& table, Place place, Secrets& secrets,
                 Diagnostics& diagnostics) {
  for (const auto& [key, node] : table) {
    if (key.str() != "password")
      diagnostics.add(place_of(key.source()), "unknown key; a secret has `password` only");
  }
  const toml::node* node = table.get("password");
  if (node == nullptr) return diagnostics.add(place, "the secret has no `password`");
  if (const auto problem = password_problem(*node); !problem.empty())
    return diagnostics.add(place_of(node->source()), std::string(problem));
  secrets.emplace(name, Secret(node->as_string()->get()));
}

}  // namespace

std::expected<Secrets, std::vector<Diagnostic>> parse_secrets(std::string_view text,
                                                              const std::string& file) {
  toml::table root;
  try {
    root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    // toml++ words its errors with pieces of the text, so none of that is passed on.
    const Place place = place_of(error.source());
    return std::unexpected(std::vector{
        Diagnostic{file, place.line, place.column,
                   "this is not TOML; a secret is a line [NAME] and a line password = '…'"}});
  }
  Secrets secrets;
  Diagnostics diagnostics(file);
  for (const auto& [key, node] : root) {
    const Place place = place_of(key.source());
    if (!node.is_table()) {
      diagnostics.add(place, "a key outside a secret; write [NAME] above it");
    } else if (const std::string problem = entry_name_problem(key.str()); !problem.empty()) {
      diagnostics.add(place, "a secret needs another name: " + problem);
    } else {
      read_secret(key.str(), *node.as_table(), place, secrets, diagnostics);
    }
  }
  wipe_tree(root);
  if (auto found = diagnostics.take(); !found.empty()) return std::unexpected(std::move(found));
  return secrets;
}

}  // namespace dial::profile
