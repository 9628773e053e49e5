#include "profile/import/pppd_secrets.hpp"

namespace dial::profile {
namespace {

// How well a name of the file fits: nothing if not at all, 0 by wildcard or `weight` by itself.
std::optional<int> match(std::string_view word, std::string_view name, int weight) {
  if (word == "*") return 0;
  if (!name.empty() && word != name) return std::nullopt;
  return weight;
}

}  // namespace

std::optional<SourceWord> find_pppd_secret(std::string_view text, std::string_view client,
                                           std::string_view server) {
  const std::vector<SourceWord> words = option_words(text);
  std::optional<SourceWord> best;
  int best_weight = -1;
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    // All three on one line; a shorter line is no secret.
    if (!words[i].begins_line || words[i + 1].begins_line || words[i + 2].begins_line) continue;
    const auto by_client = match(words[i].view(), client, 2);
    const auto by_server = match(words[i + 1].view(), server, 1);
    if (!by_client || !by_server || *by_client + *by_server <= best_weight) continue;
    best_weight = *by_client + *by_server;
    best = words[i + 2];
  }
  return best;
}

}  // namespace dial::profile
