#include "profile/modem_commands.hpp"

#include <utility>

namespace dial::profile {
namespace {

// 3GPP TS 27.007, 10.1.1. Nothing in an access point's name needs an escape (profile/keys_line).
std::string access_point_command(const Cellular& cellular) {
  return "AT+CGDCONT=" + std::to_string(cellular.context) + ",\"IP\",\"" + cellular.access_point +
         "\"";
}

// V.250, 6.3.13 and 6.3.14: the loudspeaker.
std::string speaker_command(const Modem& modem) {
  std::string command;
  if (modem.speaker != Speaker::kAsIs)
    command += "M" + std::to_string(static_cast<unsigned>(modem.speaker) - 1);
  if (modem.volume) command += "L" + std::to_string(*modem.volume);
  return command.empty() ? command : "AT" + command;
}

}  // namespace

std::vector<std::string> init_commands(const Profile& profile) {
  const Modem& modem = profile.modem;
  if (!modem.present) return {};
  std::vector<std::string> commands = modem.init;
  if (auto command = speaker_command(modem); !command.empty())
    commands.push_back(std::move(command));
  // V.250, 6.2.7: X3 is X4, which modems start with, without the wait for a dial tone.
  if (!modem.wait_for_dial_tone) commands.emplace_back("ATX3");
  if (!profile.cellular.access_point.empty())
    commands.push_back(access_point_command(profile.cellular));
  return commands;
}

}  // namespace dial::profile
