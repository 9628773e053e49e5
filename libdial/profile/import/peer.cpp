// /etc/ppp/peers/NAME with what it takes along: chat(8) scripts and the secrets files (pppd(8)).
#include "profile/import/chat_import.hpp"
#include "profile/import/peer_options.hpp"
#include "profile/import/pppd_secrets.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kOptionsFile = "/etc/ppp/options";
constexpr std::string_view kPapSecrets = "/etc/ppp/pap-secrets";
constexpr std::string_view kChapSecrets = "/etc/ppp/chap-secrets";

class PeerImport {
 public:
  PeerImport(const ImportSource& source, const ReadFile& read_file, Draft& draft)
      : source_(source), read_file_(read_file), draft_(draft) {}

  void read() {
    start_as_pppd();
    if (auto options = read_file_(std::string(kOptionsFile))) {
      const WipedText wiped(std::move(*options));
      read_peer_options(wiped.view(), std::string(kOptionsFile), read_file_, draft_, options_);
    }
    read_peer_options(source_.text, source_.file, read_file_, draft_, options_);
    if (draft_.is_refused()) return;
    settle_echoes();
    note_options_of_line();
    settle_authentication();
    settle_demand();
    read_scripts();
  }

 private:
  struct Found {
    Secret secret;
    Origin origin;
  };

  // What pppd does when nothing says otherwise.
  void start_as_pppd() {
    Profile& profile = draft_.profile();
    profile.modem.init.clear();
    profile.line.flow_control = FlowControl::kNone;
    profile.ppp.echo_interval = 0s;
    profile.ip.name_servers = false;
  }

  void settle_echoes() {
    if (draft_.profile().ppp.echo_interval == 0s || options_.counts_echoes) return;
    draft_.changed(draft_.here(),
                   "pppd would never count the peer as dead; here four unanswered"
                   " echoes do it");
  }

  void note_options_of_line() {
    const std::string_view line = base_name(draft_.profile().line.device);
    const std::string path = std::string(kOptionsFile) + "." + std::string(line);
    if (!line.empty() && read_file_(path))
      draft_.left_out({path, 0, ""}, "the options of this line are not read; look through them");
  }

  void settle_authentication();
  void settle_demand();
  void take_secrets();
  std::optional<Found> find_secret(std::string_view path);
  void read_scripts();
  template <class Import>
  void read_script(const std::optional<PeerOptions::Command>& command, Import import);

  const ImportSource& source_;
  const ReadFile& read_file_;
  Draft& draft_;
  PeerOptions options_;
};

void PeerImport::settle_authentication() {
  Profile& profile = draft_.profile();
  if (profile.user.empty() && !options_.name.empty())
    draft_.set_user(options_.name, draft_.origin(0, "name"));
  if (options_.auth)
    draft_.left_out(*options_.auth, "is not kept: the peer is not asked to authenticate itself");
  if (options_.refuses_pap) profile.ppp.allow_pap = false;
  if (options_.refuses_chap) profile.ppp.allow_chap = false;
  const bool authenticates = profile.ppp.allow_pap || profile.ppp.allow_chap;
  if (authenticates && draft_.password().empty() && !profile.user.empty()) take_secrets();
}

// pppd has a route to the address that it makes up for the peer; there is none of that kind here.
void PeerImport::settle_demand() {
  if (!options_.demand) return;
  Profile& profile = draft_.profile();
  profile.on_demand = profile.ip.default_route || profile.ip.remote;
  if (!profile.on_demand)
    draft_.left_out(*options_.demand,
                    "is not kept: nothing leads packets to the interface; write `on_demand` and "
                    "[ip] `routes` by hand");
}

// pppd agrees to a protocol when it has a secret for it, and so does the profile.
void PeerImport::take_secrets() {
  PppSettings& ppp = draft_.profile().ppp;
  const auto pap = ppp.allow_pap ? find_secret(kPapSecrets) : std::nullopt;
  const auto chap = ppp.allow_chap ? find_secret(kChapSecrets) : std::nullopt;
  if (!pap && !chap) {
    return draft_.left_out(draft_.here(),
                           "no secret of the user was found in pap-secrets or"
                           " chap-secrets, or they may not be read");
  }
  const Found& best = chap ? *chap : *pap;
  draft_.set_password(best.secret.reveal(), best.origin);
  ppp.allow_chap = chap.has_value();
  ppp.allow_pap = pap && pap->secret.reveal() == best.secret.reveal();
  if (pap && !ppp.allow_pap)
    draft_.left_out(pap->origin, "is another password than that for CHAP; only CHAP is allowed");
}

std::optional<PeerImport::Found> PeerImport::find_secret(std::string_view path) {
  auto text = read_file_(std::string(path));
  if (!text) return std::nullopt;
  const WipedText wiped(std::move(*text));
  auto word = find_pppd_secret(wiped.view(), draft_.profile().user, options_.remote_name);
  if (!word) return std::nullopt;
  const Origin origin{std::string(path), word->line, "the secret"};
  if (!word->view().starts_with("@/")) return Found{word->text, origin};
  auto content = read_file_(std::string(word->view().substr(1)));
  if (!content) {
    draft_.left_out(origin, "is in a file that cannot be read");
    return std::nullopt;
  }
  const WipedText wiped_content(std::move(*content));
  const auto words = option_words(wiped_content.view());
  if (words.empty()) return std::nullopt;
  return Found{words.front().text, origin};
}

template <class Import>
void PeerImport::read_script(const std::optional<PeerOptions::Command>& command, Import import) {
  if (!command || draft_.is_refused()) return;
  const auto script = read_chat_command(command->command.reveal(), command->origin, read_file_);
  if (!script) return draft_.refuse(script.error().origin, script.error().message);
  import(*script);
}

void PeerImport::read_scripts() {
  read_script(options_.init,
              [&](const ChatScript& script) { import_init_script(script, read_file_, draft_); });
  read_script(options_.connect,
              [&](const ChatScript& script) { import_connect_script(script, read_file_, draft_); });
  if (!options_.connect) draft_.profile().modem.present = false;  // pppd dials nothing by itself
  if (!draft_.profile().modem.present) {
    if (options_.init) draft_.left_out(options_.init->origin, "is not kept: there is no modem");
    return;
  }
  read_script(options_.disconnect, [&](const ChatScript& script) {
    import_disconnect_script(script, options_.disconnect->origin, draft_);
  });
}

}  // namespace

Imported import_peer(const ImportSource& source, const ReadFile& read_file) {
  Imported result;
  Draft draft(source, std::string(base_name(source.file)), 0, result);
  PeerImport(source, read_file, draft).read();
  draft.finish("pppd peer");
  return result;
}

}  // namespace dial::profile
