#include "access.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace dial::daemon {

bool Access::may_dial(const rpc::Peer& peer) const {
  return peer.uid == 0 || peer.uid == geteuid() || is_member(peer);
}

bool Access::is_member(const rpc::Peer& peer) const {
  const group* wanted = getgrnam(group_.c_str());
  if (wanted == nullptr) return false;
  const gid_t gid = wanted->gr_gid;
  if (peer.gid == gid) return true;
  const passwd* user = getpwuid(peer.uid);
  if (user == nullptr) return false;
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgrouplist(user->pw_name, user->pw_gid, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
    getgrouplist(user->pw_name, user->pw_gid, groups.data(), &count);
  }
  return std::ranges::find(groups, gid) != groups.end();
}

Error Access::refusal(const rpc::Peer& peer) const {
  return {ErrorCode::kAccessDenied, Layer::kService,
          "uid " + std::to_string(peer.uid) + " is neither root nor in group " + group_, "", 0};
}

}  // namespace dial::daemon
