#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "manager/data_path.hpp"
#include "manager/hand_over.hpp"
#include "policy/address_exchange.hpp"
#include "policy/demand.hpp"
#include "sys/tun.hpp"
#include "uv/poll.hpp"
#include "uv/timer.hpp"
#include "uv/wake.hpp"

namespace dial::manager {

// The interface of an entry that is dialled on demand. It is there while the line is down, with its
// routes, and hands its packets to policy::Demand; a call borrows it as its data path, and gets
// what was kept first, in order. Loop's thread.
class DemandLine : public std::enable_shared_from_this<DemandLine> {
 public:
  using Wanted = std::function<void()>;  // a packet has come that is to dial: on the loop
  // `number`: which placeholder it has where the profile leaves our address to the peer.
  DemandLine(std::shared_ptr<net::System> system, const profile::Profile& profile, unsigned number,
             Wanted wanted);
  // Of another process of ours: its interface is in a call, whose path takes it over. Where that
  // cannot be, one is made when the call has ended.
  DemandLine(std::shared_ptr<net::System> system, const profile::Profile& profile,
             StandingBy standing_by, Wanted wanted);

  // Makes the interface and waits for packets. What cannot be made now is tried again by itself;
  // what hinders it is said in the log, once.
  void open();
  // The profile was read anew: what is there is replaced if it is another interface now, behind a
  // call that is up.
  void change(const profile::Profile& profile);
  // No packet dials until the next call begins, or wait(): the interface is down.
  void hold();
  void wait();
  void give_up() { demand_.give_up(); }  // on what is kept: the dial has failed
  // Takes the interface away; behind a call that is up.
  void close();

  // For another process of ours, while a call has it.
  std::optional<StandingBy> standing_by() const;

  // Of a call. The path may outlive the line's place in the manager.
  std::unique_ptr<DataPath> path(DataPath::Receive receive, DataPath::Lost lost,
                                 net::Link::Totals totals);

  unsigned number() const { return standing_by_.number; }
  bool is_wanted() const { return demand_.standing() == policy::Demand::Standing::kWanted; }
  bool is_held() const { return is_held_; }
  const std::string& interface() const { return interface_; }  // empty: there is none
  std::string explain() const;  // for a person; "" if there is nothing to say

 private:
  friend class DemandPath;
  struct Call {
    DataPath::Receive receive;
    DataPath::Lost lost;
    net::Link::Totals totals;
  };

  void open_prepared(const Result<>& prepared);
  Result<> make();
  void begin(sys::Tun tun);
  bool is_stale() const;  // another profile counts when the call is over
  void fail(const Error& error);
  void lose(int os_error);
  void reopen();
  void take_down(std::function<void()> done);

  // manager/demand_path.cpp: while a call has it
  Result<> carry(const Projection& projection);
  Result<> take_over(sys::Fd descriptor, const Projection& projection);
  void begin_call(const Projection& projection);
  void write(Octets packet);
  void pause(bool paused);
  void end_call(std::function<void()> done);
  void watch();
  void serve();
  void read_packets();
  void take(std::span<std::uint8_t> packet);
  void send_kept();
  void send(std::span<std::uint8_t> packet);

  uv_loop_t* loop_;
  std::shared_ptr<net::System> system_;
  std::shared_ptr<uv::WakeQueue> queue_;
  profile::Profile profile_;
  StandingBy standing_by_;  // flows: of the former process, until they are taken over
  Wanted wanted_;
  policy::Demand demand_;
  policy::AddressExchange exchange_;
  std::optional<Call> call_;
  std::optional<net::Link> link_;  // asks for the call's totals at its end
  std::optional<sys::Tun> tun_;
  std::string interface_;
  std::optional<uv::Poll> poll_;
  uv::DeadlineTimer retry_;
  std::string told_;          // what hindered it the last time
  bool is_carrying_ = false;  // the network of a call is up
  bool is_paused_ = false;    // by a call whose line is full
  bool is_held_ = false;
  bool is_closed_ = true;
  bool is_promised_ = false;  // by another process
  Buffer incoming_;
  std::array<std::uint8_t, 65536> packet_;
};

}  // namespace dial::manager
