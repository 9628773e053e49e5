#pragma once

#include <optional>
#include <string_view>

#include "at/outcome.hpp"

namespace dial::at {

// The final result code a whole line is (V.250, 5.7.1), or nullopt. Blanks around it and the
// case of its letters do not count; a line that only contains the words is none.
std::optional<Outcome> word_code(std::string_view line);

// The same for results as numbers (V0). Modems agree on the numbers of V.250 only; of the others
// just those are known that mean CONNECT wherever they are used at all.
std::optional<Outcome> numeric_code(std::string_view line);

// RING as a number (V.250, 5.7.1).
bool is_numeric_ring(std::string_view line);

// Tells how a call went, so that it answers a command that makes one and no other.
bool is_call_progress(Outcome outcome);

// The line comes by itself, whatever was asked: RING, "+CREG: 1", "^RSSI:17". A line that carries
// the name of the command outstanding is its answer ("+CREG: 0,1" to AT+CREG?).
bool is_unsolicited(std::string_view line, std::string_view command);

}  // namespace dial::at
