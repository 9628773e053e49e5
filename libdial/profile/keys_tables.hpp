#pragma once

#include <span>
#include <string>
#include <string_view>

#include "profile/keys.hpp"

// The parts of the table of keys; keys() joins them.
namespace dial::profile {

std::span<const Key> call_keys();     // top of the file, [location]
std::span<const Key> line_keys();     // [line], [modem]
std::span<const Key> script_keys();   // [script]
std::span<const Key> network_keys();  // [ppp]
std::span<const Key> system_keys();   // [ip], [hooks]
std::span<const Key> policy_keys();   // alternates, [redial], [limits]
std::span<const Key> later_keys();    // what is known by name only

// What is wrong with a device; empty: nothing.
std::string device_problem(std::string_view device);

}  // namespace dial::profile
