#pragma once

#include <doctest/doctest.h>
#include <sched.h>

#include <filesystem>
#include <string>
#include <thread>

#include "sys/name_space.hpp"

namespace dial::test {

// A network name space as `ip netns add` makes it, but without the right to mount: a name in that
// folder for the descriptor.
inline sys::Fd make_space(const std::string& folder, const std::string& name) {
  Result<sys::Fd> space = std::unexpected(Error{});
  std::thread([&] {
    if (::unshare(CLONE_NEWNET) == 0) space = sys::own_name_space();
  }).join();
  REQUIRE(space);
  std::filesystem::create_directory(folder);
  std::filesystem::create_symlink("/proc/self/fd/" + std::to_string(space->get()),
                                  std::filesystem::path(folder) / name);
  return std::move(*space);
}

}  // namespace dial::test
