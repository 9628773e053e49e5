#include "simulator/far_ends.hpp"

#include <fcntl.h>

#include <array>
#include <cstdint>
#include <utility>

namespace dial::simulator {
namespace {

class Echo : public FarEnd {
 public:
  explicit Echo(FarEndOwner& owner) : owner_(owner) {}
  void write(Octets octets) override { owner_.on_far_end_output(octets); }

 private:
  FarEndOwner& owner_;
};

class Silence : public FarEnd {
 public:
  void write(Octets) override {}
};

class Garbage : public FarEnd {
 public:
  Garbage(uv_loop_t* loop, FarEndOwner& owner)
      : loop_(loop), owner_(owner), timer_(loop, [this] { send(); }) {
    timer_.set(uv::now_on(loop));
  }
  void write(Octets) override {}
  void pause_output(bool paused) override { is_paused_ = paused; }

 private:
  void send() {
    timer_.set(uv::now_on(loop_) + kInterval);
    if (is_paused_) return;
    std::array<std::uint8_t, 64> octets;
    for (auto& octet : octets) {
      seed_ = seed_ * 1664525 + 1013904223;  // a linear congruence: no pattern a framing knows
      octet = static_cast<std::uint8_t>(seed_ >> 24);
    }
    owner_.on_far_end_output(octets);
  }

  static constexpr Duration kInterval{10};
  uv_loop_t* loop_;
  FarEndOwner& owner_;
  bool is_paused_ = false;
  std::uint32_t seed_ = 1;
  uv::DeadlineTimer timer_;
};

}  // namespace

std::unique_ptr<FarEnd> make_echo(FarEndOwner& owner) {
  return std::make_unique<Echo>(owner);
}

std::unique_ptr<FarEnd> make_silence() {
  return std::make_unique<Silence>();
}

std::unique_ptr<FarEnd> make_garbage(uv_loop_t* loop, FarEndOwner& owner) {
  return std::make_unique<Garbage>(loop, owner);
}

class PtyFarEnd::Call : public FarEnd {
 public:
  explicit Call(PtyFarEnd& end) : end_(end) { end_.is_in_call_ = true; }
  ~Call() override {
    end_.is_in_call_ = false;
    end_.stream_.pause_input(false);
  }
  void write(Octets octets) override { end_.stream_.write(octets); }
  std::size_t unsent() const override { return end_.stream_.unsent(); }
  void pause_output(bool paused) override { end_.stream_.pause_input(paused); }

 private:
  PtyFarEnd& end_;
};

PtyFarEnd::PtyFarEnd(uv_loop_t* loop, Pty pty, FarEndOwner& owner)
    : pty_(std::move(pty)),
      slave_(::open(pty_.slave.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)),
      stream_(loop, pty_.master.get(), *this),
      owner_(owner) {
  stream_.start();
}

std::unique_ptr<FarEnd> PtyFarEnd::call() {
  stream_.discard_unsent();
  pty_.refresh();
  return std::make_unique<Call>(*this);
}

void PtyFarEnd::on_pty_input(PtyStream& /*stream*/, Octets octets) {
  if (is_in_call_) owner_.on_far_end_output(octets);
}

void PtyFarEnd::on_pty_closed(PtyStream& /*stream*/) {
  if (is_in_call_) owner_.on_far_end_gone("the second pty is closed");
}

void PtyFarEnd::on_pty_drained(PtyStream& /*stream*/) {
  if (is_in_call_) owner_.on_far_end_drained();
}

}  // namespace dial::simulator
