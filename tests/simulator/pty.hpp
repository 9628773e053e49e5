#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "dial/error.hpp"
#include "sys/fd.hpp"
#include "uv/poll.hpp"
#include "uv/timer.hpp"

namespace dial::simulator {

// A pty whose slave is raw at 115200 bit/s and open nowhere.
struct Pty {
  sys::Fd master;  // non-blocking, close-on-exec
  std::string slave;

  static Result<Pty> open();  // fails with kPortOrDevice

  bool is_slave_open() const;
  unsigned long output_speed() const;  // a Bxxx constant: B0 is DTR low
  // After the last close: what the next program finds when it opens the slave, without octets of
  // the past, raw and with a speed.
  void refresh() const;
  void hang_up_slave() const;  // TIOCVHANGUP; nothing happens without CAP_SYS_ADMIN
};

// A symbolic link that is removed with this, if it still is the one that was made. A dead
// link in its place is replaced; anything else is not touched.
class Link {
 public:
  static Result<Link> make(const std::string& path, const std::string& target);
  Link() = default;
  Link(Link&& other) noexcept;
  Link& operator=(Link&& other) noexcept;
  ~Link() { remove(); }

 private:
  void remove();
  std::string path_;  // empty: nothing to remove
  std::string target_;
};

// Octets of a pty's master on a loop: reads what comes, queues what the kernel does not take.
// Owns no descriptor; destroy it before the master is closed.
class PtyStream {
 public:
  class Owner {
   public:
    virtual void on_pty_input(PtyStream& stream, Octets octets) = 0;
    virtual void on_pty_closed(PtyStream& stream) = 0;  // the last slave is closed: reading stops
    virtual void on_pty_drained(PtyStream& stream) = 0;

   protected:
    ~Owner() = default;
  };

  PtyStream(uv_loop_t* loop, int master, Owner& owner);

  void start();  // a slave is open
  void stop();
  void write(Octets octets);
  void discard_unsent() { unsent_.clear(); }
  std::size_t unsent() const { return unsent_.size(); }
  void pause_input(bool paused);
  bool read_some();  // hands over what has come; false: nothing had

 private:
  void handle_ready(int status, int events);
  void write_some();
  void watch();

  int master_;
  Owner& owner_;
  bool is_started_ = false;
  bool is_paused_ = false;
  Buffer unsent_;
  uv::Poll poll_;
};

// Tells when programs open and close a slave; by inotify(7), or where that is exhausted by
// looking every 10 ms.
class SlaveWatch {
 public:
  // `changed` runs after each open or close, with true if there was a close and an open after it:
  // perhaps the last close, which polling the master no longer shows.
  SlaveWatch(uv_loop_t* loop, const std::string& slave,
             std::function<void(bool was_reopened)> changed);

 private:
  void read_events();
  void look_again();

  uv_loop_t* loop_;
  std::function<void(bool)> changed_;
  sys::Fd inotify_;
  std::unique_ptr<uv::Poll> poll_;
  std::unique_ptr<uv::DeadlineTimer> timer_;  // without inotify
};

}  // namespace dial::simulator
