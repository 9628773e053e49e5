#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The types of the phone book functions (RasEnumEntries, RasGetEntryProperties and their kin). The
// functions themselves are members of Dialer. Values only; nothing here has a thread or an error.
namespace dial {

// What a key of a profile may hold. Times are texts with a unit, "250ms", "5s", "2m"; enumerations
// are texts too, "hardware". docs/profile.md has the keys, their units and ranges.
using PropertyValue = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

// By dotted key, as in "number", "line.device", "ppp.mru". A part that TOML would want in quotes
// has them here too: "x.site.\"who to ask\"".
using Properties = std::map<std::string, PropertyValue>;

// RASENTRY: a profile as keys and values. Passwords are never among them.
struct EntryProperties {
  // What the file says. Of the keys under [x.*] those whose value a PropertyValue can hold; the
  // others are kept in the file all the same.
  Properties set;
  // Every key the profile layer knows, with the value that counts: the file's, else the default.
  // `send_ahead` is absent while nobody has chosen, `base` where there is none.
  Properties effective;
};

// What to change, by dotted key: a value sets the key, nullopt removes it (so that its default
// counts). Keys that are not named stay as they are, to the octet.
using PropertyChanges = std::map<std::string, std::optional<PropertyValue>>;

enum class EntryMode : std::uint8_t {
  kCreate,  // there is no such entry yet: 183 if there is
  kChange,  // there is one: 623 if not
  kEither,
};

// Stands for a password the manager keeps: it says nothing of it. Good for the user it was given
// to, for entries whose secrets are in the same file as its own, while the manager lives.
struct SecretToken {
  std::string value;
  bool operator==(const SecretToken&) const = default;
};

// RASCREDENTIALS, read.
struct Credentials {
  std::string user;
  bool has_password = false;
  SecretToken token;  // empty unless has_password
};

// RASCREDENTIALS, to be stored. What is nullopt stays as it is.
struct NewCredentials {
  std::optional<std::string> user;      // empty: the profile names nobody any more
  std::optional<std::string> password;  // at most 255 octets of UTF-8; empty: forget it
  std::optional<SecretToken> token;     // instead of `password`: the one it stands for
};

// RASDEVINFO: a port that can be dialled from.
struct Device {
  std::string name;         // "ttyUSB0"
  std::string type;         // "modem", "serial"
  std::string path;         // "/dev/ttyUSB0"
  std::string stable_path;  // "/dev/serial/by-id/…"; empty if udev made none
  std::string description;  // maker and product, as the device says; may be empty
  std::string used_by;      // who has it: a connection's entry, a process; empty: nobody seen
  bool operator==(const Device&) const = default;
};

}  // namespace dial
