#include "profile/import/option_file.hpp"

namespace dial::profile {
namespace {

constexpr int kDeepestCall = 8;  // files that call files
constexpr int kMostCalls = 64;   // by all of them together

}  // namespace

void OptionFile::read(std::string_view text) {
  const std::vector<SourceWord> words = option_words(text);
  for (std::size_t i = 0; i < words.size() && !draft_.is_refused(); ++i) {
    const Option* option = find_option(words[i].view());
    const Origin origin{file_, words[i].line, std::string(option == nullptr ? "" : option->name)};
    if (option == nullptr) {
      read_bare_word(words[i].view(), origin);
      continue;
    }
    const std::size_t operand = i + 1;
    i += static_cast<std::size_t>(option->operands);
    if (i >= words.size()) return draft_.refuse(origin, "lacks its operand");
    if (option->fate == Fate::kLeftOut) draft_.left_out(origin, option->why);
    if (option->fate == Fate::kRefused) draft_.refuse(origin, option->why);
    if (option->fate != Fate::kTaken) continue;
    (this->*option->take)(option->operands == 0 ? "" : words[operand].view(), origin);
  }
}

void OptionFile::read_other(const std::string& path, const Origin& origin) {
  if (depth_ == kDeepestCall) return draft_.refuse(origin, "is called too deep, maybe in a circle");
  if (++options_.files > kMostCalls) return draft_.refuse(origin, "is the 65th file: too many");
  auto text = read_file_(path);
  if (!text) return draft_.refuse(origin, "names a file that cannot be read");
  const WipedText wiped(std::move(*text));
  OptionFile(path, read_file_, draft_, options_, depth_ + 1).read(wiped.view());
}

// A word that is no option: a speed, LOCAL:REMOTE or the line's name (pppd(8), "ttyname speed").
void OptionFile::read_bare_word(std::string_view word, const Origin& origin) {
  Profile& profile = draft_.profile();
  const auto named = [&](std::string_view name) {
    return Origin{origin.file, origin.line, std::string(name)};
  };
  if (parse_unsigned(word)) return draft_.set_speed(word, named("the speed"));
  if (word.starts_with('/') || word.starts_with("tty") || word.starts_with("cua"))
    return draft_.set_device(word, named("the device"));
  const std::size_t colon = word.find(':');
  if (colon != std::string_view::npos && word.find_first_not_of("0123456789.:") == word.npos) {
    const std::string_view local = word.substr(0, colon);
    const std::string_view remote = word.substr(colon + 1);
    if (!local.empty()) draft_.set_address(profile.ip.local, local, named("the local address"));
    if (!remote.empty()) draft_.set_address(profile.ip.remote, remote, named("the remote address"));
    return;
  }
  // Not by its name: it may be a password that lost its option.
  draft_.left_out(origin,
                  "a word that is no option known here; what follows it may be its operand");
}

void read_peer_options(std::string_view text, const std::string& file, const ReadFile& read_file,
                       Draft& draft, PeerOptions& options) {
  OptionFile(file, read_file, draft, options, 0).read(text);
}

}  // namespace dial::profile
