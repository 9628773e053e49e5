#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace dial::simulator {

// What a call to a number comes to. Named on the command line as in outcome_name().
enum class Outcome {
  kConnect,      // CONNECT, then the far end of the line
  kBusy,         // BUSY
  kNoCarrier,    // NO CARRIER
  kNoAnswer,     // NO ANSWER
  kNoDialtone,   // NO DIALTONE
  kVoice,        // VOICE
  kDelayed,      // DELAYED
  kBlacklisted,  // BLACKLISTED
  kSilence,      // no result code, ever
  kDrop,         // CONNECT, and carrier lost after `lasts`
  kGarbage,      // CONNECT, then random octets
  kError,        // ERROR
};

std::string_view outcome_name(Outcome outcome);  // "no-carrier"

struct Reaction {
  Outcome outcome = Outcome::kConnect;
  std::string rate = "33600";  // in the CONNECT line; empty: a bare CONNECT
  Duration delay{0};           // from the dial command to its result
  Duration lasts{0};           // kDrop: from CONNECT to the loss of carrier
};

// Which number gets which outcome. A number is the digits, '*', '#' and '+' of the dial string.
//
// Entries are "NUMBER=OUTCOME [RATE] [delay=TIME]", for example "5551234=connect 33600 delay=2s",
// "5557705=drop:2" or "...7700=busy"; three dots in front stand for any beginning, three dots
// alone for every number nothing else matches. TIME is in seconds, or has the unit ms or s. The
// longest match wins, a whole number before an ending; of equals the one added last.
class PhoneBook {
 public:
  PhoneBook();  // the standard book: see tests/simulator/README.md

  // The error says what is wrong with the entry.
  std::expected<void, std::string> add(std::string_view entry);
  Reaction find(std::string_view number) const;

 private:
  struct Entry {
    std::string number;  // without the dots
    bool is_ending = false;
    Reaction reaction;
  };
  std::vector<Entry> entries_;
};

}  // namespace dial::simulator
