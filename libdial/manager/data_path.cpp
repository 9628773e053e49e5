#include "manager/data_path.hpp"

#include "manager/demand_line.hpp"
#include "manager/memory_path.hpp"
#include "manager/tun_path.hpp"

namespace dial::manager {

std::unique_ptr<DataPath> make_data_path(std::shared_ptr<net::System> system,
                                         const profile::Profile& profile,
                                         const std::shared_ptr<DemandLine>& demand,
                                         DataPath::Receive receive, DataPath::Lost lost,
                                         net::Link::Totals totals) {
  if (demand) return demand->path(std::move(receive), std::move(lost), std::move(totals));
  switch (profile.datapath) {
    case profile::DataPath::kMemory:
      return std::make_unique<MemoryPath>(system->loop(), std::move(receive));
    case profile::DataPath::kAuto:
    case profile::DataPath::kTun:
      break;
  }
  return std::make_unique<TunPath>(std::move(system), profile, std::move(receive), std::move(lost),
                                   std::move(totals));
}

}  // namespace dial::manager
