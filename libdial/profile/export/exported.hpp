#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profile/import/imported.hpp"
#include "profile/profile.hpp"

// A profile as files of pppd(8) and chat(8). Pure: nothing is written here. What they cannot say is
// left out and named in a note. No password is asked for or written: `needs` says where it belongs.
namespace dial::profile {

struct ExportNote {
  NoteKind kind = NoteKind::kLeftOut;
  std::string key;      // of the profile: "line.parity"
  std::string message;  // what became of it and why

  bool operator==(const ExportNote&) const = default;
};
std::string to_string(const ExportNote& note);  // "left out: `line.parity` …"

struct ExportedFile {
  std::string path;  // below the folder that was given
  std::string text;
  bool is_private = false;  // belongs beside a password: for its owner only

  bool operator==(const ExportedFile&) const = default;
};

struct Exported {
  std::vector<ExportedFile> files;  // none: the profile was refused, the notes say why
  std::vector<std::string> needs;   // what has to be added by hand: the password's places
  std::vector<ExportNote> notes;
};

// The profile as ETC/ppp/peers/NAME and, where it dials or logs in, ETC/chatscripts/NAME. `etc` is
// a whole path, as the files name each other by it; with "/etc" they are for `pppd call NAME`. Each
// option that Debian's /etc/ppp/options may have set is set again.
Exported export_peer(const Profile& profile, const std::string& etc);

}  // namespace dial::profile
