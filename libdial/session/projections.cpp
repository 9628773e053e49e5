// What each protocol came to (RasGetProjectionInfo).
#include "ppp/protocol_numbers.hpp"
#include "session/session.hpp"

namespace dial::session {
namespace {

ProjectionRecord record_of(std::uint16_t protocol, const std::optional<Projection>& values,
                           bool too_late) {
  if (values) return {.protocol = protocol, .error = {}, .values = *values};
  const ErrorCode code =
      too_late ? ErrorCode::kProtocolNotConfigured : ErrorCode::kProjectionNotComplete;
  return {.protocol = protocol, .error = {.code = code, .layer = Layer::kManager}, .values = {}};
}

}  // namespace

std::vector<ProjectionRecord> Session::projections() const {
  std::optional<Projection> network = projection_;
  if (network) {  // without what LCP decided
    network->authentication.clear();
    network->mru = Projection().mru;
  }
  return {record_of(ppp::kProtocolLcp, lcp_projection_, is_closing()),
          record_of(ppp::kProtocolIpcp, network, is_closing())};
}

}  // namespace dial::session
