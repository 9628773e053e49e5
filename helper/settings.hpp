#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace dial::helper {

// What root decided when it started the helper; a request changes none of it.
struct Settings {
  uid_t client = 0;                // nobody else is served
  std::vector<std::string> hooks;  // folders: what is below them may be run
  std::string power;               // the same for what switches a modem's power
  std::string options;             // pppd's options files, one folder
  std::string pppd = "/usr/sbin/pppd";
  std::string namespaces = "/run/netns";  // ip-netns(8)
  std::string resolver;                   // the one file that may be written; empty: none
  std::string resolvconf = "/usr/sbin/resolvconf";
  std::string sys = "/sys";
  std::string usb = "/dev/bus/usb";
};

}  // namespace dial::helper
