#include "manager/data_path.hpp"

#include "manager/memory_path.hpp"
#include "manager/tun_path.hpp"

namespace dial::manager {

std::unique_ptr<DataPath> make_data_path(uv_loop_t* loop, const profile::Profile& profile,
                                         DataPath::Receive receive, DataPath::Lost lost) {
  switch (profile.datapath) {
    case profile::DataPath::kMemory:
      return std::make_unique<MemoryPath>(loop, std::move(receive));
    case profile::DataPath::kAuto:
    case profile::DataPath::kTun:
      break;
  }
  return std::make_unique<TunPath>(loop, profile.ip, std::move(receive), std::move(lost));
}

}  // namespace dial::manager
