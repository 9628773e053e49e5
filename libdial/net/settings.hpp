#pragma once

#include <functional>
#include <string>

namespace dial::net {

// What a machine's network is to connections. The defaults are those of a manager within a program:
// nothing is done there that could be left behind when the program dies.
struct Settings {
  // "/run/dial": where the journal is kept, and name servers are written. Empty: neither, and
  // resolvconf is told nothing.
  std::string runtime_directory = {};
  std::string resolv_conf = {};     // a file of the resolver's to write, too; empty: none
  std::string resolvconf = {};      // the program; empty: none
  std::string hook_directory = {};  // "/etc/ppp", whose ip-up.d and ip-down.d run; empty: none
  std::string name_spaces = "/run/netns";
  // dial-helper's socket, for what only root may do; empty: this process does everything itself.
  std::string helper = {};
  // What an operator should know; `entry` may be empty. On the loop.
  std::function<void(const std::string& entry, const std::string& text)> log = {};
};

}  // namespace dial::net
