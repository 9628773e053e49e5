#include "profile/import/draft.hpp"

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "base/command_line.hpp"
#include "base/control_octets.hpp"
#include "base/dial_string.hpp"
#include "profile/diagnostics.hpp"
#include "profile/edit.hpp"
#include "profile/import/profile_text.hpp"

namespace dial::profile {
namespace {

constexpr std::size_t kLongestText = 255;      // as parse_profile() has it
constexpr std::size_t kLongestPassword = 255;  // RFC 1334, 2.2.1
constexpr std::size_t kLongestRemark = 400;    // octets of a comment line

std::string place_text(const ImportNote& note) {
  return note.file + (note.line == 0 ? "" : ":" + std::to_string(note.line)) + ": ";
}

}  // namespace

std::string_view to_string(NoteKind kind) {
  switch (kind) {
    case NoteKind::kRefused:
      return "refused";
    case NoteKind::kLeftOut:
      return "left out";
    case NoteKind::kChanged:
      return "changed";
  }
  return "noted";
}

std::string to_string(const ImportNote& note) {
  return place_text(note) + (note.entry.empty() ? "" : quoted(note.entry) + ": ") +
         std::string(to_string(note.kind)) + ": " + note.message;
}

Draft::Draft(const ImportSource& source, std::string name, std::size_t line, Imported& result)
    : source_(source), line_(line), result_(result), first_note_(result.notes.size()) {
  profile_.name = std::move(name);
  if (const auto problem = entry_name_problem(profile_.name); !problem.empty())
    refuse(origin(line, ""), "the entry needs another name: " + problem);
  if (!is_utf8(profile_.name)) refuse(origin(line, ""), "the entry's name is not UTF-8");
  const auto has_name = [&](const ImportedProfile& other) { return other.name == profile_.name; };
  if (std::any_of(result.profiles.begin(), result.profiles.end(), has_name))
    refuse(origin(line, ""), "an entry before it has the same name");
}

Origin Draft::origin(std::size_t line, std::string_view what) const {
  return {source_.file, line, std::string(what)};
}

void Draft::note(NoteKind kind, const Origin& origin, std::string_view why) {
  const std::string what = origin.what.empty() ? "" : "`" + origin.what + "` ";
  result_.notes.push_back({kind, profile_.name, origin.file, origin.line, what + std::string(why)});
}

void Draft::refuse(const Origin& origin, std::string_view why) {
  is_refused_ = true;
  note(NoteKind::kRefused, origin, why);
}

bool Draft::is_text(std::string_view value, const Origin& origin) {
  std::string_view problem;
  if (value.empty()) problem = "is empty";
  if (value.size() > kLongestText) problem = "is longer than 255 octets";
  if (has_control_octet(value)) problem = "contains a control character";
  if (!is_utf8(value)) problem = "is not UTF-8";
  if (!problem.empty()) left_out(origin, problem);
  return problem.empty();
}

void Draft::set_text(std::string& target, std::string_view value, const Origin& origin) {
  if (is_text(value, origin)) target = value;
}

void Draft::set_user(std::string_view value, const Origin& origin) {
  set_text(profile_.user, value, origin);
}

void Draft::set_password(std::string_view value, const Origin& origin) {
  if (value.empty()) return left_out(origin, "is empty");
  if (value.size() > kLongestPassword) return left_out(origin, "is longer than 255 octets");
  if (!is_utf8(value)) return left_out(origin, "is not UTF-8, which the secrets file has to be");
  if (!password_.empty() && password_.reveal() != value)
    return refuse(origin, "is another password than the one before; a profile has one");
  password_ = Secret(std::string(value));
}

void Draft::set_number(std::string_view value, const Origin& origin) {
  if (const auto digits = dial_string(value); !digits)
    return refuse(origin, "is no number that a modem dials: digits, * # + and T P W , @ ! only");
  if (!is_text(value, origin)) return refuse(origin, "is too long for a number");
  profile_.number = value;
}

void Draft::set_prefix(std::string_view value, const Origin& origin) {
  if (const auto digits = dial_string(value); !digits)
    return refuse(origin, "is nothing that a modem dials: digits, * # + and T P W , @ ! only");
  if (!is_text(value, origin)) return refuse(origin, "is too long for a prefix");
  profile_.modem.prefix = value;
}

void Draft::set_dial_command(std::string_view value, const Origin& origin) {
  if (value.empty() || has_control_octet(value) || !is_utf8(value) || value.size() > kLongestText)
    return refuse(origin, "is no command that a modem takes");
  profile_.modem.dial_command = value;
}

void Draft::set_device(std::string_view value, const Origin& origin) {
  std::string device;
  set_text(device, value, origin);
  if (device.empty()) return;
  if (device.front() != '/') device.insert(0, "/dev/");
  profile_.line.device = device;
}

void Draft::set_interface(std::string_view value, const Origin& origin) {
  static constexpr std::size_t kLongest = 15;  // IFNAMSIZ without its NUL
  if (value.size() > kLongest || value == "." || value == ".." ||
      value.find_first_of("/: %") != std::string_view::npos)
    return left_out(origin, "is no name of a network interface");
  set_text(profile_.ip.interface, value, origin);
}

void Draft::set_address(Ipv4Address& target, std::string_view value, const Origin& origin) {
  if (const auto address = parse_ipv4(value)) {
    target = *address;
  } else {
    left_out(origin, "is no IPv4 address");
  }
}

void Draft::set_flag(bool& target, std::string_view value, const Origin& origin) {
  if (const auto flag = parse_switch(value)) {
    target = *flag;
  } else {
    left_out(origin, "is neither yes nor no");
  }
}

void Draft::set_seconds(Duration& target, std::string_view value, Duration least, Duration most,
                        const Origin& origin) {
  using std::chrono::seconds;
  const auto first = std::chrono::ceil<seconds>(least).count();
  const auto last = std::chrono::floor<seconds>(most).count();
  if (const auto number = checked_number(value, static_cast<std::uint32_t>(first),
                                         static_cast<std::uint32_t>(last), origin, 10))
    target = seconds(*number);
}

void Draft::set_speed(std::string_view value, const Origin& origin) {
  set_count(profile_.line.speed, value, 50, 4'000'000, origin);
}

void Draft::add_init(std::string_view command, const Origin& origin) {
  if (!secret_part(command).empty())
    return left_out(origin, "holds a PIN or a password, which a profile may not");
  if (is_text(command, origin)) profile_.modem.init.emplace_back(command);
}

std::optional<std::uint32_t> Draft::checked_number(std::string_view value, std::uint32_t least,
                                                   std::uint32_t most, const Origin& origin,
                                                   int base) {
  const auto number = parse_unsigned(value, base);
  if (number && *number >= least && *number <= most) return number;
  left_out(origin, number
                       ? "is not between " + std::to_string(least) + " and " + std::to_string(most)
                       : std::string("is no whole number"));
  return std::nullopt;
}

void Draft::settle_device() {
  if (!profile_.line.device.empty()) return;
  if (!source_.device.empty()) return set_device(source_.device, origin(line_, "device"));
  profile_.line.device = "/dev/modem";
  changed(here(), "no device is named: write the modem's in place of /dev/modem");
}

void Draft::settle_credentials() {
  const bool has_script = !profile_.login_script.empty();
  const bool authenticates = profile_.ppp.allow_pap || profile_.ppp.allow_chap;
  const bool is_known = !profile_.user.empty() || !password_.empty();
  if (!authenticates && !has_script && is_known)
    return refuse(here(), "neither PAP nor CHAP is allowed, and there is nothing else yet");
  if (!password_.empty() && profile_.user.empty() && !has_script) {
    left_out(here(), "a password without a user name belongs to nobody");
    password_ = Secret();
  }
  if (!password_.empty()) profile_.secret = profile_.name;
}

std::vector<std::string> Draft::remarks(std::string_view kind) const {
  const auto clean = [](const std::string& text) {
    return printable(octets_of(text), kLongestRemark);
  };
  std::vector<std::string> lines{
      clean("Imported from " + source_.file + " (" + std::string(kind) + ").")};
  for (std::size_t i = first_note_; i < result_.notes.size(); ++i) {
    const ImportNote& note = result_.notes[i];
    lines.push_back(
        clean(place_text(note) + std::string(to_string(note.kind)) + ": " + note.message));
  }
  return lines;
}

void Draft::finish(std::string_view kind) {
  if (profile_.modem.present && profile_.number.empty() && !is_refused_)
    refuse(here(), "no number is named that could be dialled");
  if (!is_refused_) settle_device();
  if (!is_refused_) settle_credentials();
  if (is_refused_) return;
  const bool is_packet_data = profile_.number.starts_with("*99") || profile_.number == "#777";
  if (is_packet_data) profile_.link = LinkClass::kCellular;
  if (!profile_.modem.present) {
    profile_.link = LinkClass::kDirect;
    profile_.modem = Modem{};
    profile_.modem.present = false;
  }
  profile_.ppp.accm |= flow_control_characters(profile_);

  std::string text = profile_text(profile_, remarks(kind));
  if (const auto parsed = parse_profile(text, profile_.name + ".toml"); !parsed) {
    return refuse(here(), "no profile can be made of it: " + parsed.error().front().message);
  }
  if (!profile_.secret.empty()) result_.secrets.insert_or_assign(profile_.secret, password_);
  result_.profiles.push_back({profile_.name, std::move(text)});
}

}  // namespace dial::profile
