#pragma once

#include <doctest/doctest.h>

#include "session/established.hpp"
#include "support/session_rig.hpp"

// A connection that goes on in another Session, as over a restart of the daemon.
namespace dial::test {

// The same connection in a Session of a later process, by way of octets.
inline void hand_over(SessionRig& rig, const session::Settings& settings) {
  const auto before = rig.session.established();
  REQUIRE(before);
  Packer packer;
  session::pack(packer, *before);
  const Buffer octets = packer.take();
  Unpacker unpacker(octets);
  const auto after = session::unpack_established(unpacker);
  REQUIRE(unpacker.is_good());
  REQUIRE(unpacker.is_at_end());
  rig.session = session::Session(settings, SessionRig::seeded(99));
  rig.session.resume_established(after, rig.now);
  rig.settle();
}

// Up, handed over, and nobody has heard or said anything.
inline SessionRig handed_over(const SessionRig::Options& options) {
  SessionRig rig(options);
  rig.dial();
  REQUIRE(rig.has_heard(State::kConnected));
  auto settings = options.settings;
  settings.link.authentication.user.clear();  // what was used came from whoever dialled
  settings.link.authentication.password = {};
  const auto heard = rig.heard.size();
  const auto said = rig.sent_online.size();
  rig.peer_events.clear();
  hand_over(rig, settings);
  CHECK(rig.heard.size() == heard);
  CHECK(rig.sent_online.size() == said);
  CHECK(rig.peer_events.empty());
  return rig;
}

inline SessionRig handed_over(
    ppp::AuthenticationMethod method = ppp::AuthenticationMethod::kChapMd5) {
  SessionRig::Options options;
  options.peer = demanding(method);
  return handed_over(options);
}

}  // namespace dial::test
