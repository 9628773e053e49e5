#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "rpc/server.hpp"

namespace dial::daemon {

// Who may do what, by the credentials the kernel vouches for (SO_PEERCRED, SO_PEERGROUPS). No name
// service is asked while clients are served: it may take seconds, and the loop carries the lines.
class Access {
 public:
  Access(std::string group, bool everybody_may_look)
      : group_(std::move(group)), everybody_may_look_(everybody_may_look) {
    look_up_group();
  }

  // What the configuration says now; look_up_group() is to follow.
  void set(std::string group, bool everybody_may_look) {
    group_ = std::move(group);
    everybody_may_look_ = everybody_may_look;
  }
  // Again, since the group may have been made after the daemon was started. May block.
  void look_up_group();
  // Without it only root and the daemon's own user dial.
  bool has_group() const { return gid_.has_value(); }
  const std::string& group_name() const { return group_; }

  // root, the daemon's own user, and members of the group.
  bool may_dial(const rpc::Peer& peer) const;
  bool may_look(const rpc::Peer& peer) const { return everybody_may_look_ || may_dial(peer); }
  Error refusal(const rpc::Peer& peer) const;

 private:
  bool is_member(const rpc::Peer& peer) const;

  std::string group_;
  std::optional<gid_t> gid_;  // of group_, if there is one
  bool everybody_may_look_;
};

}  // namespace dial::daemon
