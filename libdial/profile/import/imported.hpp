#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile/profile.hpp"

// Profiles made of what other dialling programs keep. Pure: a file that the source names is asked
// of the caller, nothing is opened here. What cannot be carried over is left out or refused and
// named in a note; it is never guessed at. No password stands in a profile or in a note.
namespace dial::profile {

enum class NoteKind : std::uint8_t {
  kRefused,  // no profile was made of the entry
  kLeftOut,  // the profile does without it
  kChanged,  // the profile does it in another way, or something had to be chosen
};

std::string_view to_string(NoteKind kind);  // "left out"

struct ImportNote {
  NoteKind kind = NoteKind::kLeftOut;
  std::string entry;     // whose it is; empty: of the whole file
  std::string file;      // where it stands: the source, or a file that the source names
  std::size_t line = 0;  // from 1; 0: no line in particular
  std::string message;   // what it is and why

  bool operator==(const ImportNote&) const = default;
};
std::string to_string(const ImportNote& note);  // "wvdial.conf:7: left out: …"

struct ImportedProfile {
  std::string name;  // of the entry: the file to write is NAME.toml
  std::string text;  // TOML with comments; parse_profile() takes it

  bool operator==(const ImportedProfile&) const = default;
};

struct Imported {
  std::vector<ImportedProfile> profiles;
  Secrets secrets;  // by the names that the profiles have for them
  std::vector<ImportNote> notes;
};

struct ImportSource {
  std::string_view text;
  std::string file;  // its name for the notes; its stem names an entry that has no name of its own
  std::string device;  // what to take where the source names none; empty: /dev/modem, with a note
};

// The text of a file that the source names; nothing if there is none or the caller may not read it.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// wvdial.conf: one profile for each [Dialer NAME] with what it inherits, as `wvdial NAME` would
// dial it, and one with the file's own name for [Dialer Defaults] when that has a number.
Imported import_wvdial(const ImportSource& source);

// /etc/ppp/peers/NAME as `pppd call NAME` reads it: /etc/ppp/options before it, chat(8) scripts,
// pap-secrets and chap-secrets. A lone carriage return after CONNECT is not kept.
Imported import_peer(const ImportSource& source, const ReadFile& read_file);

// A connection of NetworkManager in its keyfile form, of type gsm, cdma or serial.
Imported import_keyfile(const ImportSource& source);

// A phone book of Windows, rasphone.pbk: one profile for each entry of a modem or a cable.
Imported import_phone_book(const ImportSource& source);

// The secrets as a secrets file; parse_secrets() takes it. A Secret, for it is full of passwords.
Secret secrets_text(const Secrets& secrets);

}  // namespace dial::profile
