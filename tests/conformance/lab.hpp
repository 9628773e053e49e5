#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/daemon_process.hpp"
#include "conformance/handler.hpp"
#include "conformance/loop_thread.hpp"
#include "conformance/scripted_far_end.hpp"
#include "dial/dialer.hpp"
#include "manager/manager_thread.hpp"
#include "simulator/line.hpp"
#include "support/temporary_folder.hpp"

namespace dial::conformance {

// The two ways a Dialer works; each case runs with both.
struct InProcess {
  static constexpr bool kDirect = true;
};
struct ThroughDaemon {
  static constexpr bool kDirect = false;
};

constexpr const char* kGood = "5551234";

// What a dial with a password enters on its way, before its end.
constexpr State kDialStates[] = {
    State::kOpenPort,        State::kPortOpened,          State::kConnectDevice,
    State::kDeviceConnected, State::kAllDevicesConnected, State::kAuthenticate,
    State::kAuthNotify,      State::kAuthenticated,       State::kAuthProject,
    State::kProjected,
};

struct LabOptions {
  std::size_t lines = 1;
  simulator::LineOptions line;                  // of each; the links are the lab's
  std::vector<std::string> numbers;             // entries for the phone book
  std::string top;                              // more keys of the profiles
  std::string modem;                            // more keys of their [modem]
  std::string restart = "50ms";                 // PPP's first wait for an answer
  std::string user = "alice";                   // empty: the profiles name no user
  std::map<std::string, std::string> profiles;  // whole files, by entry
  std::vector<std::string> ends;                // what stands at the end of each, if anything
  // More entries of the first line, with what stands at the end of their profiles.
  std::map<std::string, std::string> entries;
  std::string config;     // what stands in diald.toml; nobody reads it in process
  bool scripted = false;  // the far end asks, as in scripted_far_end.hpp
};

LabOptions with_password();  // the far end asks for it, by CHAP

// A directory with profiles line0, line1 …, a bank of simulated modems they dial, and the daemon
// if there is one. Packets go to the memory data path, so no right is needed.
class Lab {
 public:
  explicit Lab(bool direct, const LabOptions& options = {});
  ~Lab();
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  const DialerOptions& dialer_options() const { return dialer_options_; }
  const std::string& directory() const { return folder_.path(); }
  DaemonProcess& daemon() { return *daemon_; }
  void restart_daemon();
  std::string answers() const;  // what the scripted far end was answered

  std::string device(std::size_t line) const;  // the symbolic link
  // On the simulator's thread.
  template <class Work>
  auto on_line(std::size_t line, Work work) {
    return simulator_.ask([&] { return work(*lines_[line]); });
  }
  std::uint64_t calls(std::size_t line = 0);

  // Nobody has the line open or locked: a flock on it can be had and no lock file is there.
  bool is_free(std::size_t line = 0);
  // Of the process that opens the ports.
  std::size_t descriptors() const;

 private:
  std::string profile_of(std::size_t line, const LabOptions& options) const;
  void open_lines(const LabOptions& options);
  void attach_far_end();

  test::TemporaryFolder folder_;  // goes last
  std::string lock_directory_;
  DialerOptions dialer_options_;
  std::optional<DaemonProcess> daemon_;
  std::shared_ptr<manager::ManagerThread> manager_;  // in process, where the far end is scripted
  std::shared_ptr<ScriptedFarEnd> far_end_;
  LoopThread simulator_;
  std::vector<std::unique_ptr<simulator::SimulatedLine>> lines_;  // on the simulator's thread
};

// A program that dials: a thread with a loop, and a Dialer on it.
class Program {
 public:
  explicit Program(const DialerOptions& options);
  ~Program();  // end()
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // On the program's thread.
  template <class Work>
  auto with(Work work) {
    return thread_.ask([&] { return work(*dialer_); });
  }
  void post(std::function<void(Dialer&)> work);
  std::thread::id thread() const { return thread_.id(); }
  // What keeps its loop alive: more while a dial has not ended for it.
  std::size_t live_handles();

  Result<ConnectionId> dial(const DialParameters& parameters, Handler handler);
  Result<ConnectionId> dial(const std::string& entry, Handler handler, const std::string& number);
  // Begins a hang-up; its completion.
  std::future<Result<>> start_hang_up(ConnectionId id, bool force = false);
  Result<> hang_up(ConnectionId id, bool force = false);
  // The dial ends with Connected; what it returned.
  ConnectionId connect(const std::string& entry, const std::string& number = kGood);
  std::size_t connections();  // how many its manager has, dialled by anybody
  // The line is free and its entry at rest: who only sees the line free may be told 617, for the
  // device is closed before the connection is gone.
  bool can_dial(Lab& lab, std::size_t line = 0);

  std::future<void> start_destroying();  // the Dialer
  void destroy_dialer();
  void destroy_here() { dialer_.reset(); }  // on the program's thread: in a handler
  bool end();  // destroys the Dialer and closes the loop; false if something was left on it
  uv_loop_t* loop() { return thread_.loop(); }

 private:
  std::vector<ConnectionStatus> list();

  LoopThread thread_;
  std::unique_ptr<Dialer> dialer_;  // on its thread
  bool is_ended_ = false;
};

}  // namespace dial::conformance
