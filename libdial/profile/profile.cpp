#include "profile/profile.hpp"

#include "base/control_octets.hpp"

namespace dial::profile {

using namespace std::chrono_literals;

std::string entry_name_problem(std::string_view name) {
  static constexpr std::size_t kLongest = 256;  // RAS_MaxEntryName
  if (name.empty()) return "the name is empty";
  if (name.size() > kLongest) return "the name is longer than 256 octets";
  if (name.front() == '.') return "the name begins with a dot";
  if (name.find('/') != std::string_view::npos) return "the name contains a slash";
  if (has_control_octet(name)) return "the name contains a control character";
  return {};
}

std::uint32_t flow_control_characters(const Profile& profile) {
  static constexpr std::uint32_t kXonXoff = 0x000a0000;  // DC1 (0x11) and DC3 (0x13)
  return profile.line.flow_control == FlowControl::kSoftware ? kXonXoff : 0;
}

bool has_login_script(const Profile& profile) {
  return !profile.login_script.empty() || !profile.script.path.empty();
}

unsigned restart_after_of(const Profile& profile) {
  constexpr unsigned kCellular = 4;
  const bool is_cellular =
      profile.link == LinkClass::kCellular || !profile.cellular.access_point.empty();
  return profile.recovery.restart_after.value_or(is_cellular ? kCellular : 0);
}

Rule authentication_rule_of(const Profile& profile) {
  const Rule by_default = profile.persistent || profile.on_demand ? Rule::kSlow : Rule::kStop;
  return profile.redial.authentication.value_or(by_default);
}

Duration first_restart(const Profile& profile) {
  if (profile.ppp.restart) return *profile.ppp.restart;
  switch (profile.link) {
    case LinkClass::kDirect:
      return 250ms;
    case LinkClass::kTelephone:
      return 750ms;
    case LinkClass::kCellular:
      return 1500ms;
    case LinkClass::kSatellite:
      return 3s;
  }
  return 3s;
}

}  // namespace dial::profile
