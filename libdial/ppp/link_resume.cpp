// An open link that is handed over: what it is made of, and how another begins with that.
#include "ppp/link_impl.hpp"

namespace dial::ppp {

std::optional<OpenedLink> Link::Impl::opened() const {
  if (!is_network_open() || !is_authenticated() || them_) return std::nullopt;
  return OpenedLink{.ours = lcp_.ours(),
                    .theirs = lcp_.theirs(),
                    .local = ipcp_.local(),
                    .remote = ipcp_.remote(),
                    .name_servers = ipcp_.name_servers(),
                    .lcp_id = lcp_automaton_.next_id(),
                    .ipcp_id = ipcp_automaton_.next_id(),
                    .unanswered_echoes = echo_.unanswered()};
}

void Link::Impl::resume(const OpenedLink& opened, TimePoint now) {
  if (phase_ != Phase::kDead) return;
  lcp_.resume(opened.ours, opened.theirs);
  ipcp_.resume(opened.local, opened.remote, opened.name_servers);
  lcp_automaton_.resume(opened.lcp_id);
  ipcp_automaton_.resume(opened.ipcp_id);
  lcp_automaton_.limit_packets(opened.theirs.mru);
  ipcp_automaton_.limit_packets(opened.theirs.mru);
  phase_ = Phase::kOpened;
  make_sides();
  if (us_) us_->resume();
  heard_peer_ = true;
  authentication_allowed_ = true;
  network_allowed_ = true;
  authentication_started_ = true;
  authentication_reported_ = true;
  network_started_ = true;
  network_was_open_ = true;
  echo_.start(now, opened.unanswered_echoes);
}

}  // namespace dial::ppp
