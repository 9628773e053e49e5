#pragma once

#include <string>
#include <vector>

#include "dial/dialer.hpp"

// What the manager says, as text for a person or as JSON for a program (one document per line,
// with the field names of org.libdial.dial.varlink). Pure; any thread. All text is safe for a
// terminal. Every result ends with a line feed, unless it is empty.
namespace dial::cli {

// "dialctl: error 676: the line is busy: \"BUSY\"" and "try: …" where there is something to try.
std::string render_error(const Error& error);

// A block of lines. `owner` is the name of status.owner; null counters are left out.
std::string render_status(const ConnectionStatus& status, const Statistics* counters,
                          const std::string& owner);

// What a dial came to.
std::string render_connected(const ConnectionStatus& status, std::chrono::milliseconds took);

// owners[i] is the name of connections[i].owner.
std::string render_connections(const std::vector<ConnectionStatus>& connections,
                               const std::vector<std::string>& owners);

// A line each; nothing if there are none.
std::string render_waiting(const std::vector<WaitingEntry>& waiting);

// One line; `clock` is the time of day, as text.
std::string render_change(const WatchEvent& event, const std::string& clock);

std::string render_profiles(const std::vector<ProfileInfo>& profiles);

// holders: names.
std::string render_disconnected(const std::string& what, bool closed,
                                const std::vector<std::string>& holders);

// What there is to say of a state besides its name: the number, the CONNECT text, addresses.
std::string detail_of(State state, const ConnectionStatus& status);

std::string error_json(const Error& error);                       // {"problem": {…}}
std::string notification_json(const Notification& notification);  // as a reply of Dial
std::string status_json(const ConnectionStatus& status, const Statistics* counters);
// {"connections": […], "waiting": […]}
std::string list_json(const std::vector<ConnectionStatus>& connections,
                      const std::vector<WaitingEntry>& waiting);
std::string explain_json(const std::vector<std::string>& sentences);
std::string change_json(const WatchEvent& event);
std::string profiles_json(const std::vector<ProfileInfo>& profiles);
std::string profile_text_json(const std::string& text);
std::string disconnected_json(const Disconnected& outcome);

}  // namespace dial::cli
