#include "profile/bases.hpp"

#include <algorithm>

#include "profile/document.hpp"

namespace dial::profile {
namespace {

// What a base says of itself, and not of those based on it.
constexpr std::string_view kBase = "base";
constexpr std::string_view kAbstract = "abstract";
// Each profile is read with all of its bases: a long chain would cost its square.
constexpr std::size_t kMostBases = 16;

// Moved, not copied: a copied node forgets its place.
void join(toml::table& near, toml::table&& far) {
  for (auto&& [key, node] : far) {
    toml::node* own = near.get(key.str());
    if (own == nullptr) {
      node.visit([&, name = key](auto& value) { near.insert(name, std::move(value)); });
    } else if (own->is_table() && node.is_table()) {
      join(*own->as_table(), std::move(*node.as_table()));
    }
  }
}

// A base as the nearer file names it, and where.
struct Wanted {
  std::string name;
  Place place;
};

std::optional<Wanted> base_of(const toml::table& table) {
  const toml::node* node = table.get(kBase);
  if (node == nullptr || !node->is_string()) return std::nullopt;
  return Wanted{node->as_string()->get(), place_of(node->source())};
}

class Chain {
 public:
  Chain(const std::string& name, const BaseReader& read_base, Diagnostics& diagnostics)
      : names_{name}, read_base_(read_base), diagnostics_(diagnostics) {}

  // The tree of a base; nullopt: it is told why not.
  std::optional<toml::table> read(const Wanted& wanted, MergedTree& tree) {
    if (!entry_name_problem(wanted.name).empty()) return std::nullopt;  // the key's own check tells
    const bool is_cycle = std::ranges::find(names_, wanted.name) != names_.end();
    names_.push_back(wanted.name);
    if (is_cycle) return refuse(wanted, "comes back to itself: " + path());
    tree.bases.push_back(wanted.name);
    if (tree.bases.size() > kMostBases)
      return refuse(wanted, "is the " + std::to_string(kMostBases + 1) + "th of a chain: too many");
    if (!read_base_) return refuse(wanted, "cannot be looked up here: no directory is known");
    auto base = read_base_(wanted.name);
    if (!base) return refuse(wanted, "= " + quoted(wanted.name) + ": " + base.error());
    try {
      auto table = toml::parse(base->text, base->file);
      tree.texts.emplace(std::move(base->file), std::move(base->text));
      return table;
    } catch (const toml::parse_error& error) {
      diagnostics_.add(place_of(error.source()), syntax_problem(error.description()));
      return std::nullopt;
    }
  }

 private:
  std::optional<toml::table> refuse(const Wanted& wanted, const std::string& message) {
    diagnostics_.add(wanted.place, "`base` " + message, std::string(kBase));
    return std::nullopt;
  }
  std::string path() const {
    std::string text;
    for (const std::string& name : names_)
      text += (text.empty() ? "" : " → ") + quoted(name);
    return text;
  }

  std::vector<std::string> names_;
  const BaseReader& read_base_;
  Diagnostics& diagnostics_;
};

}  // namespace

MergedTree merge_bases(toml::table own, const std::string& name, const BaseReader& read_base,
                       Diagnostics& diagnostics) {
  MergedTree tree{.root = std::move(own), .bases = {}, .texts = {}};
  Chain chain(name, read_base, diagnostics);
  for (auto wanted = base_of(tree.root); wanted;) {
    auto base = chain.read(*wanted, tree);
    tree.is_whole = base.has_value();
    if (!base) break;
    wanted = base_of(*base);
    base->erase(kBase);
    base->erase(kAbstract);
    join(tree.root, std::move(*base));
  }
  return tree;
}

}  // namespace dial::profile
