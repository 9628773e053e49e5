#include "profile/diagnostics.hpp"

#include <algorithm>
#include <numeric>
#include <ranges>
#include <tuple>
#include <utility>

#include "base/bytes.hpp"
#include "profile/keys.hpp"

namespace dial::profile {
namespace {

// Levenshtein's distance: how many letters must be put in, left out or changed.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string in_table(std::string_view table) {
  return table.empty() ? "at the top of the file, before the first [table]"
                       : "under [" + std::string(table) + "]";
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
  return diagnostic.file + ":" + std::to_string(diagnostic.line) + ":" +
         std::to_string(diagnostic.column) + ": " + diagnostic.message;
}

std::string quoted(std::string_view name) {
  return "`" + printable(octets_of(name)) + "`";
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  static constexpr std::size_t kLongestWord = 64;  // a longer one is no slip, and costs time
  if (word.size() > kLongestWord) return {};
  const std::size_t limit = word.size() <= 3 ? 1 : 2;
  std::string_view best;
  std::size_t best_distance = limit + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t found = distance(word, candidate);
    if (found < best_distance) std::tie(best, best_distance) = std::pair(candidate, found);
  }
  return best;
}

std::string dotted(std::string_view table, std::string_view key) {
  return table.empty() ? std::string(key) : std::string(table) + "." + std::string(key);
}

void Diagnostics::add(Place place, std::string message, std::string key) {
  found_.push_back({place.file.empty() ? file_ : std::move(place.file), place.line, place.column,
                    std::move(message), std::move(key)});
}

std::vector<Diagnostic> Diagnostics::take() {
  std::ranges::sort(found_, [this](const Diagnostic& a, const Diagnostic& b) {
    const auto rank = [this](const Diagnostic& it) {
      return std::tuple(it.file != file_, std::string_view(it.file), it.line, it.column,
                        std::string_view(it.message));
    };
    return rank(a) < rank(b);
  });
  return std::exchange(found_, {});
}

std::string syntax_problem(std::string_view description) {
  std::string text(description);
  // A text that goes on into the next line.
  if (text.find("string") != std::string::npos && text.find("control char") != std::string::npos)
    text += "; is a quote missing at the end of this line?";
  return text;
}

std::string unknown_key(std::string_view table, std::string_view name) {
  const std::string start = "unknown key " + quoted(name);
  std::vector<std::string_view> here;
  auto supported = keys() | std::views::filter(&Key::is_supported);
  for (const Key& key : supported) {
    if (key.table() == table) here.push_back(key.name());
    if (table.empty() && !key.table().empty() && !contains(here, key.table()))
      here.push_back(key.table());
  }
  // [limit] is [limits] more likely than `limit` of another table.
  if (table.empty() && !contains(here, name) && contains(here, std::string(name) + "s"))
    return start + "; did you mean `" + std::string(name) + "s`?";
  for (const Key& key : supported) {
    if (key.name() == name) return start + " here; it belongs " + in_table(key.table());
  }
  if (const auto near = nearest(name, here); !near.empty())
    return start + "; did you mean `" + std::string(near) + "`?";
  for (const Key& key : supported) {
    if (!nearest(name, {key.name()}).empty())
      return start + "; did you mean `" + std::string(key.name()) + "` " + in_table(key.table()) +
             "?";
  }
  std::string all;
  for (const std::string_view each : here)
    all += (all.empty() ? "" : ", ") + std::string(each);
  return start + "; the keys here are " + all;
}

}  // namespace dial::profile
