#include "ras/guard.hpp"

namespace dial::ras {
namespace {

thread_local std::string last_text;

}  // namespace

std::uint32_t fail(const Error& error) noexcept {
  try {
    last_text = describe(error);
  } catch (...) {
    last_text.clear();
  }
  return static_cast<std::uint32_t>(error.code);
}

std::string last_error_text() {
  return last_text;
}

}  // namespace dial::ras
