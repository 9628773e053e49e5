#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "dial/error.hpp"
#include "simulator/peer.hpp"
#include "simulator/phone_book.hpp"

namespace dial::simulator {

enum class FarEndKind {
  kPeer,    // our own answering PPP peer
  kEcho,    // sends back what it gets (a loop-back)
  kSilent,  // takes octets and never sends one
  kExec,    // a program on a pty of its own, started per call
  kPty,     // a second pty
};

enum class CarrierLoss {
  kText,    // NO CARRIER
  kHangUp,  // NO CARRIER and TIOCVHANGUP on the slave, as a serial line with DCD does; needs
            // CAP_SYS_ADMIN, without it as kText
};

struct LineOptions {
  std::string link;  // a symbolic link to make to the slave, removed at the end; empty: none
  PhoneBook book;
  FarEndKind far_end = FarEndKind::kPeer;
  PeerOptions peer;
  std::string exec;     // kExec: a command for /bin/sh
  std::string to_link;  // kPty: a symbolic link to make to the second slave; empty: none
  bool cable = false;   // no modem: the far end is there while DTR is high
  bool no_dtr = false;  // DTR is not wired: only +++ and ATH hang up
  CarrierLoss loss = CarrierLoss::kText;
  // One line of text per thing that happens, without a line end; empty function: silence.
  std::function<void(std::string_view)> log;
};

// A modem on a pty with a telephone network behind it, on the caller's loop. The slave is what a
// program opens as its serial port; a pty has no modem lines, so B0 in the slave's termios or
// the last close of the slave is DTR low (seen within 20 ms).
//
// All members belong to the loop's thread; the destructor hangs up, ends programs it started
// (it may wait a moment for them) and removes the links. Run the loop afterwards until the handles
// have closed.
class SimulatedLine {
 public:
  // Fails with kPortOrDevice where no pty can be had or the link cannot be made.
  static Result<std::unique_ptr<SimulatedLine>> open(uv_loop_t* loop, LineOptions options);
  // As open(); throws nothing, ends the program with a message when it fails: for tests.
  SimulatedLine(uv_loop_t* loop, LineOptions options);
  ~SimulatedLine();
  SimulatedLine(const SimulatedLine&) = delete;
  SimulatedLine& operator=(const SimulatedLine&) = delete;

  const std::string& device() const;     // the slave: "/dev/pts/7"
  const std::string& to_device() const;  // kPty: the second slave; else empty

  bool dtr() const;          // the slave is open and its speed is not B0, looked at now
  bool is_online() const;    // a call is up (also while escaped); the far end of a cable is there
  bool is_off_hook() const;  // dialling or on-line

  std::uint64_t calls() const;     // dial commands so far
  std::uint64_t connects() const;  // of them answered by CONNECT
  std::uint64_t hang_ups() const;  // calls and dials that ended, whoever ended them
  const std::string& last_number() const;
  const PeerCounters& peer_counters() const;  // over all calls

  void ring();                    // an incoming call: RING until answered, 10 times at most
  void lose_carrier();            // the far end hangs up now
  void set_book(PhoneBook book);  // for the next call
  // Octets on the cable that the modem never sent, between those it sends.
  void make_noise(Octets octets);
  // The modem takes no octets from the program for so long, as with CTS low.
  void stall(Duration lasts);

 private:
  struct Impl;
  explicit SimulatedLine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dial::simulator
