#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profile/import/draft.hpp"
#include "profile/import/words.hpp"

namespace dial::profile {

// What pppd's options say beyond the values that go into the profile at once.
struct PeerOptions {
  struct Command {
    Secret command;  // for the shell; its words may be passwords
    Origin origin;
  };
  std::optional<Command> connect;
  std::optional<Command> init;
  std::optional<Command> disconnect;
  std::optional<Origin> auth;    // the peer must authenticate itself
  std::optional<Origin> demand;  // packets dial
  std::string name;              // ours, when `user` does not say it
  std::string remote_name;       // the peer's, by which it is found in the secrets files
  bool refuses_pap = false;
  bool refuses_chap = false;
  bool counts_echoes = false;  // lcp-echo-failure was given
  int files = 0;               // that were called
};

// Reads the options in a file of pppd, and in those that it calls, into the draft. Later ones win.
void read_peer_options(std::string_view text, const std::string& file, const ReadFile& read_file,
                       Draft& draft, PeerOptions& options);

}  // namespace dial::profile
