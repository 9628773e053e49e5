#include "ras/numbers.hpp"

namespace dial::ras {

std::uint32_t Numbers::number_of(ConnectionId id) {
  const std::scoped_lock lock(mutex_);
  const auto next = static_cast<std::uint32_t>(ids_.size() + 1);
  const auto [found, is_new] = numbers_.emplace(id, next);
  if (is_new) ids_.push_back(id);
  return found->second;
}

std::optional<ConnectionId> Numbers::id_of(std::uint32_t number) const {
  const std::scoped_lock lock(mutex_);
  if (number == 0 || number > ids_.size()) return std::nullopt;
  return ids_[number - 1];
}

}  // namespace dial::ras
