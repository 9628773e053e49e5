#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "profile/import/imported.hpp"
#include "profile/import/text.hpp"

namespace dial::profile {

// Where a value stands, and what its source calls it: a name that the importer knows, so that
// nothing of the file gets into a note.
struct Origin {
  std::string file;
  std::size_t line = 0;
  std::string what;
};

// A profile in the making. Each value is checked as it comes: what a profile cannot have is noted
// and leaves the profile as it was. Only finish() adds to the result.
class Draft {
 public:
  Draft(const ImportSource& source, std::string name, std::size_t line, Imported& result);

  Profile& profile() { return profile_; }
  const Profile& profile() const { return profile_; }
  std::string_view password() const { return password_.reveal(); }
  Origin origin(std::size_t line, std::string_view what) const;  // in the source itself
  Origin here() const { return origin(line_, ""); }              // where the entry begins

  void left_out(const Origin& origin, std::string_view why) {
    note(NoteKind::kLeftOut, origin, why);
  }
  void changed(const Origin& origin, std::string_view why) {
    note(NoteKind::kChanged, origin, why);
  }
  void refuse(const Origin& origin, std::string_view why);
  bool is_refused() const { return is_refused_; }

  void set_text(std::string& target, std::string_view value, const Origin& origin);
  void set_user(std::string_view value, const Origin& origin);
  // A second one that is another password refuses the entry: a profile has one.
  void set_password(std::string_view value, const Origin& origin);
  void set_number(std::string_view value, const Origin& origin);  // a bad one refuses the entry
  void set_dial_command(std::string_view value, const Origin& origin);  // and this
  void set_prefix(std::string_view value, const Origin& origin);        // so does this
  void set_device(std::string_view value, const Origin& origin);
  void set_interface(std::string_view value, const Origin& origin);
  void set_address(Ipv4Address& target, std::string_view value, const Origin& origin);
  void set_flag(bool& target, std::string_view value, const Origin& origin);
  void set_seconds(Duration& target, std::string_view value, Duration least, Duration most,
                   const Origin& origin);
  void set_speed(std::string_view value, const Origin& origin);
  // A command to the modem before it dials. One that holds a PIN or a password is left out.
  void add_init(std::string_view command, const Origin& origin);

  template <std::unsigned_integral T>
  void set_count(T& target, std::string_view value, std::uint32_t least, std::uint32_t most,
                 const Origin& origin, int base = 10) {
    if (const auto number = checked_number(value, least, most, origin, base))
      target = static_cast<T>(*number);
  }

  // Chooses what is still open, writes the profile and checks it. `kind` says what the source is.
  void finish(std::string_view kind);

 private:
  void note(NoteKind kind, const Origin& origin, std::string_view why);
  bool is_text(std::string_view value, const Origin& origin);
  std::optional<std::uint32_t> checked_number(std::string_view value, std::uint32_t least,
                                              std::uint32_t most, const Origin& origin, int base);
  void settle_device();
  void settle_credentials();
  std::vector<std::string> remarks(std::string_view kind) const;

  const ImportSource& source_;
  std::size_t line_;
  Imported& result_;
  std::size_t first_note_;  // in the result: the first that is this entry's
  Profile profile_;
  Secret password_;
  bool is_refused_ = false;
};

}  // namespace dial::profile
