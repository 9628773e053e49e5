#include "cli/clock.hpp"

#include <array>
#include <ctime>

namespace dial::cli {
namespace {

std::string text_of(std::time_t time, const char* format) {
  std::tm local{};
  std::array<char, 32> text{};
  localtime_r(&time, &local);
  const std::size_t length = std::strftime(text.data(), text.size(), format, &local);
  return {text.data(), length};
}

}  // namespace

std::string time_of_day() {
  return text_of(std::time(nullptr), "%H:%M:%S");
}

std::string local_time(std::chrono::milliseconds since_1970) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  return text_of(static_cast<std::time_t>(seconds), "%Y-%m-%d %H:%M:%S");
}

}  // namespace dial::cli
