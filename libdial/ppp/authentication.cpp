#include "ppp/authentication.hpp"

#include <nettle/memops.h>

#include <utility>

namespace dial::ppp {
namespace {
// Transmissions, the most of them three seconds apart: three minutes.
constexpr unsigned kTriesForAPerson = 60;
}  // namespace

std::string_view authentication_name(AuthenticationMethod method) {
  switch (method) {
    case AuthenticationMethod::kNone:
      return "none";
    case AuthenticationMethod::kPap:
      return "pap";
    case AuthenticationMethod::kChapMd5:
      return "chap-md5";
  }
  return "none";
}

Authentication::Authentication(const Timers& timers)
    : tries_(timers.max_configure), timer_(timers) {}

void Authentication::start(TimePoint now) {
  begin();
  if (progress_ == Progress::kRunning) repeat_until_answered(std::exchange(repeated_, {}), now);
}

void Authentication::retry(TimePoint now) {
  progress_ = Progress::kRunning;
  message_.clear();
  renew();
  start(now);
}

void Authentication::handle_timeout(TimePoint now) {
  if (!timer_.is_due(now)) return;
  // A peer that is open already and leaves the answer to a new Challenge without a Success has
  // accepted it once; that a later Success is lost ends nothing.
  if (!timer_.has_tries()) {
    timer_.stop();
    if (progress_ == Progress::kRunning) progress_ = Progress::kTimedOut;
    return;
  }
  timer_.back_off();
  if (!repeated_.empty()) send(repeated_);
  timer_.count_transmission(now);
}

std::optional<Buffer> Authentication::poll_packet() {
  if (packets_.empty()) return std::nullopt;
  auto packet = std::move(packets_.front());
  packets_.pop_front();
  return packet;
}

void Authentication::repeat_until_answered(Buffer packet, TimePoint now) {
  repeat(std::move(packet), tries_, now);
}

void Authentication::repeat_for_a_person(Buffer packet, TimePoint now) {
  repeat(std::move(packet), kTriesForAPerson, now);
}

void Authentication::repeat(Buffer packet, unsigned tries, TimePoint now) {
  repeated_ = std::move(packet);
  timer_.initialize(tries);
  if (!repeated_.empty()) send(repeated_);
  timer_.count_transmission(now);
}

void Authentication::finish(Progress progress) {
  progress_ = progress;
  timer_.stop();
}

bool equal_in_constant_time(Octets a, Octets b) {
  return a.size() == b.size() && nettle_memeql_sec(a.data(), b.data(), a.size()) != 0;
}

}  // namespace dial::ppp
