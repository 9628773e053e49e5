#pragma once

#include <functional>

#include "dial/error.hpp"
#include "sys/fd.hpp"

namespace dial::sys {

// The network name space of the calling thread, and one of ip-netns(8), as descriptors.
Result<Fd> own_name_space();
Result<Fd> named_name_space(const std::string& path);

// Runs `work` in the network name space of that descriptor, on a thread of its own, and waits for
// it. kAccessDenied, naming it, without CAP_SYS_ADMIN; then it has not run.
Result<> run_in_name_space(int space, const std::function<void()>& work);

// What `work` returns there.
template <class T>
Result<T> in_name_space(int space, Result<T> (*work)()) {
  Result<T> result = std::unexpected(Error{});
  if (auto entered = run_in_name_space(space, [&] { result = work(); }); !entered)
    return std::unexpected(entered.error());
  return result;
}

}  // namespace dial::sys
