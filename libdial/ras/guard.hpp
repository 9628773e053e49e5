#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <string>

#include "dial/error.hpp"

namespace dial::ras {

// Keeps the error for RasXGetLastErrorText of this thread; its number.
std::uint32_t fail(const Error& error) noexcept;
// What fail() kept; empty if it was never called on this thread.
std::string last_error_text();

inline Error misused(std::string context) {
  return {ErrorCode::kInvalidParameter, Layer::kService, std::move(context), "", 0};
}
inline Error no_such_handle() {
  return {ErrorCode::kInvalidHandle, Layer::kService, "", "", 0};
}

// What every function of the C interface does: no exception leaves it, and a Result becomes a
// number.
template <class Work>
std::uint32_t guarded(const Work& work) noexcept {
  try {
    const Result<> result = work();
    return result ? 0 : fail(result.error());
  } catch (const std::bad_alloc&) {
    return fail({ErrorCode::kNotEnoughMemory, Layer::kService, "", "", 0});
  } catch (const std::exception& thrown) {
    return fail({ErrorCode::kUnknown, Layer::kService, thrown.what(), "", 0});
  } catch (...) {
    return fail({ErrorCode::kUnknown, Layer::kService, "", "", 0});
  }
}

}  // namespace dial::ras
