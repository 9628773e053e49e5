#include "client/backend.hpp"

#include <cerrno>

namespace dial::client {

Result<std::shared_ptr<manager::Delivery>> delivery_of(uv_loop_s* loop) {
  if (loop == nullptr) return nullptr;
  errno = 0;
  if (auto delivery = manager::Delivery::get(loop)) return delivery;
  return std::unexpected(Error{ErrorCode::kNotEnoughMemory, Layer::kManager,
                               "making the wake-up of the loop", "", errno});
}

}  // namespace dial::client
