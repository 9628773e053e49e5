#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "dial/types.hpp"

namespace dial::ras {

// Gives ids numbers 1, 2, 3 …: where a pointer is too small for an id (2^53), a handle is such a
// number and means something in this process only. Any thread.
class Numbers {
 public:
  std::uint32_t number_of(ConnectionId id);  // the same for the same id
  std::optional<ConnectionId> id_of(std::uint32_t number) const;

 private:
  mutable std::mutex mutex_;
  std::map<ConnectionId, std::uint32_t> numbers_;
  std::vector<ConnectionId> ids_;
};

}  // namespace dial::ras
