// What the modem says to the DTE: ITU-T V.250, 5.7.
#include <array>

#include "simulator/hayes_modem.hpp"

namespace dial::simulator {
namespace {

struct Words {
  std::string_view text;
  std::string_view number;
};

// In the order of HayesModem::Code. 0 to 8 are V.250's (table 1); the others as USRobotics (VOICE)
// and Rockwell modems number them.
constexpr std::array<Words, 11> kWords{{{"OK", "0"},
                                        {"CONNECT", "1"},
                                        {"RING", "2"},
                                        {"NO CARRIER", "3"},
                                        {"ERROR", "4"},
                                        {"NO DIALTONE", "6"},
                                        {"BUSY", "7"},
                                        {"NO ANSWER", "8"},
                                        {"VOICE", "12"},
                                        {"DELAYED", "24"},
                                        {"BLACKLISTED", "32"}}};

}  // namespace

void HayesModem::put(std::string_view text) {
  const Octets octets = octets_of(text);
  output_.insert(output_.end(), octets.begin(), octets.end());
}

// V.250, 5.7.1: <CR><LF>text<CR><LF> with V1, text<CR><LF> with V0.
void HayesModem::put_info(std::string_view text) {
  const std::string end{static_cast<char>(settings_.registers[3]),
                        static_cast<char>(settings_.registers[4])};
  put((settings_.verbose ? end : std::string()) + std::string(text) + end);
}

void HayesModem::put_result(Code code, std::string_view rate) {
  if (settings_.quiet) return;
  const auto& words = kWords[static_cast<std::size_t>(as_reported(code))];
  if (!settings_.verbose) {
    put(std::string(words.number) + static_cast<char>(settings_.registers[3]));
    return;
  }
  std::string text(words.text);
  if (code == Code::kConnect && settings_.results > 0 && !rate.empty()) {
    text += " " + std::string(rate);
  }
  put_info(text);
}

// V.250, 6.2.7 (X): what the modem does not listen for, or may not say, it calls NO CARRIER.
HayesModem::Code HayesModem::as_reported(Code code) const {
  switch (code) {
    case Code::kOk:
    case Code::kConnect:
    case Code::kRing:
    case Code::kNoCarrier:
    case Code::kError:
      return code;
    case Code::kNoDialtone:
      return settings_.results == 2 || settings_.results == 4 ? code : Code::kNoCarrier;
    case Code::kBusy:
      return settings_.results >= 3 ? code : Code::kNoCarrier;
    case Code::kNoAnswer:
    case Code::kVoice:
    case Code::kDelayed:
    case Code::kBlacklisted:
      return settings_.results >= 1 ? code : Code::kNoCarrier;
  }
  return code;
}

}  // namespace dial::simulator
