#pragma once

#include <chrono>
#include <string>

namespace dial::cli {

std::string time_of_day();                                     // now, here: "14:03:22"
std::string local_time(std::chrono::milliseconds since_1970);  // "2026-01-02 14:03:22"

}  // namespace dial::cli
