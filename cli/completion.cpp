#include "cli/completion.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace dial::cli {
namespace {

enum class Kind : std::uint8_t { kNone, kEntry, kDevice, kDeviceOrEntry, kKey, kFile, kDirectory };

struct Named {
  std::string_view name;
  Kind kind;
};

// By the name of a positional, by what stands behind an option in --help, by an option's own name.
constexpr std::array kKinds{
    Named{"ENTRY", Kind::kEntry},
    Named{"ENTRY|ID", Kind::kEntry},
    Named{"NAME", Kind::kEntry},
    Named{"KEY", Kind::kKey},
    Named{"KEY=VALUE", Kind::kKey},
    Named{"FILE", Kind::kFile},
    Named{"DIALOGUE", Kind::kFile},
    Named{"DIR", Kind::kDirectory},
    Named{"--socket", Kind::kFile},
    Named{"--secrets", Kind::kFile},
    Named{"--interpreter", Kind::kFile},
    Named{"--profiles", Kind::kDirectory},
    Named{"--root", Kind::kDirectory},
    Named{"--device", Kind::kDevice},
    Named{"DEVICE|ENTRY", Kind::kDeviceOrEntry},
};

Kind kind_of(const CLI::Option& option) {
  for (const std::string& name :
       {option.get_option_text(), option.get_single_name(), option.get_name()}) {
    const auto* found = std::ranges::find(kKinds, name, &Named::name);
    if (found != kKinds.end()) return found->kind;
  }
  return Kind::kNone;
}

// An IsMember says its words as "{one,two}".
std::vector<Candidate> members_of(const CLI::Option& option) {
  std::vector<Candidate> members;
  const std::string type = option.get_type_name();
  const auto open = type.find('{');
  const auto close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return members;
  std::string_view rest = std::string_view(type).substr(open + 1, close - open - 1);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    members.push_back({std::string(rest.substr(0, comma)), ""});
    rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
  }
  return members;
}

std::vector<Candidate> values_of(const CLI::Option& option, const CompletionSources& sources) {
  if (auto members = members_of(option); !members.empty()) return members;
  switch (kind_of(option)) {
    case Kind::kNone:
      return {};
    case Kind::kEntry:
      return sources.entries();
    case Kind::kDevice:
      return sources.devices();
    case Kind::kDeviceOrEntry: {
      auto both = sources.devices();
      std::ranges::move(sources.entries(), std::back_inserter(both));
      return both;
    }
    case Kind::kKey:
      return sources.keys();
    case Kind::kFile:
      return {{kFiles, ""}};
    case Kind::kDirectory:
      return {{kDirectories, ""}};
  }
  return {};
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

// Where on the command line the last word is.
class Walk {
 public:
  explicit Walk(const CLI::App& app) : path_{&app} {}

  void take(const std::string& word) {
    if (word == "=") return;  // the option before it is still without its value
    if (pending_ != nullptr) {
      pending_ = nullptr;
      return;
    }
    if (word.starts_with('-')) return take_option(word);
    if (const CLI::App* inner = subcommand(word)) {
      path_.push_back(inner);
      positionals_ = 0;
      return;
    }
    ++positionals_;
  }

  std::vector<Candidate> candidates(std::string& prefix, const CompletionSources& sources) const {
    if (prefix == "=") prefix.clear();
    if (pending_ != nullptr) return values_of(*pending_, sources);
    if (const auto equals = prefix.find('='); prefix.starts_with("--") && equals != prefix.npos)
      return inline_values(prefix, equals, sources);
    if (prefix.starts_with('-')) return options();
    auto words = subcommands();
    if (const CLI::Option* positional = present_positional())
      std::ranges::move(values_of(*positional, sources), std::back_inserter(words));
    return words;
  }

 private:
  void take_option(const std::string& word) {
    const CLI::Option* option = find_option(word.substr(0, word.find('=')));
    const bool waits = option != nullptr && takes_value(*option) && word.find('=') == word.npos;
    pending_ = waits ? option : nullptr;
  }

  const CLI::App* subcommand(const std::string& name) const {
    for (const CLI::App* each : path_.back()->get_subcommands({})) {
      if (each->get_name() == name) return each;
    }
    return nullptr;
  }

  // An option may stand behind the subcommands of the one it belongs to.
  const CLI::Option* find_option(const std::string& name) const {
    for (const CLI::App* app : path_) {
      for (const CLI::Option* option : app->get_options()) {
        if (option->check_name(name)) return option;
      }
    }
    return nullptr;
  }

  std::vector<Candidate> inline_values(const std::string& prefix, std::size_t equals,
                                       const CompletionSources& sources) const {
    const CLI::Option* option = find_option(prefix.substr(0, equals));
    if (option == nullptr) return {};
    auto values = values_of(*option, sources);
    for (Candidate& value : values)
      value.word.insert(0, prefix.substr(0, equals + 1));
    return values;
  }

  std::vector<Candidate> subcommands() const {
    std::vector<Candidate> found;
    if (positionals_ > 0) return found;
    for (const CLI::App* each : path_.back()->get_subcommands({}))
      found.push_back({each->get_name(), each->get_description()});
    return found;
  }

  std::vector<Candidate> options() const {
    std::vector<Candidate> found;
    for (auto app = path_.rbegin(); app != path_.rend(); ++app) {
      for (const CLI::Option* option : (*app)->get_options()) {
        for (const std::string& name : option->get_lnames()) {
          Candidate candidate{"--" + name, option->get_description()};
          // Each subcommand has a --help of its own.
          if (std::ranges::find(found, candidate.word, &Candidate::word) == found.end())
            found.push_back(std::move(candidate));
        }
      }
    }
    return found;
  }

  const CLI::Option* present_positional() const {
    std::size_t before = 0;
    for (const CLI::Option* option : path_.back()->get_options()) {
      if (!option->get_positional()) continue;
      const auto most = static_cast<std::size_t>(option->get_items_expected_max());
      if (positionals_ < before + most) return option;
      before += most;
    }
    return nullptr;
  }

  std::vector<const CLI::App*> path_;  // from the whole to the innermost subcommand
  const CLI::Option* pending_ = nullptr;
  std::size_t positionals_ = 0;  // of the innermost, before the last word
};

}  // namespace

std::vector<Candidate> complete(const CLI::App& app, const std::vector<std::string>& words,
                                const CompletionSources& sources) {
  if (words.empty()) return {};
  Walk walk(app);
  for (auto word = words.begin(); word + 1 != words.end(); ++word)
    walk.take(*word);
  std::string prefix = words.back();
  auto found = walk.candidates(prefix, sources);
  std::erase_if(found, [&](const Candidate& candidate) {
    return !candidate.word.starts_with(prefix) && candidate.word != kFiles &&
           candidate.word != kDirectories;
  });
  return found;
}

}  // namespace dial::cli
