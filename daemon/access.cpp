#include "access.hpp"

#include <grp.h>
#include <unistd.h>

#include <algorithm>

namespace dial::daemon {

bool Access::may_dial(const rpc::Peer& peer) const {
  return peer.uid == 0 || peer.uid == geteuid() || is_member(peer);
}

void Access::look_up_group() {
  const group* found = getgrnam(group_.c_str());
  gid_ = found == nullptr ? std::nullopt : std::optional(found->gr_gid);
}

bool Access::is_member(const rpc::Peer& peer) const {
  if (!gid_) return false;
  return peer.gid == *gid_ || std::ranges::find(peer.groups, *gid_) != peer.groups.end();
}

Error Access::refusal(const rpc::Peer& peer) const {
  return {ErrorCode::kAccessDenied, Layer::kService,
          "uid " + std::to_string(peer.uid) + " is neither root nor in group " + group_, "", 0};
}

}  // namespace dial::daemon
