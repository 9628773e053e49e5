#pragma once

#include <uv.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dial/types.hpp"
#include "manager/connection.hpp"
#include "manager/demand_line.hpp"
#include "manager/history.hpp"
#include "manager/phone_book.hpp"
#include "manager/policy_store.hpp"
#include "manager/watchers.hpp"
#include "policy/entry_policy.hpp"
#include "uv/path_watch.hpp"
#include "uv/timer.hpp"
#include "uv/wake.hpp"

namespace dial::manager {

// Who hears of a dial: each state, in order, the terminal one last. On the manager's loop, never
// inside a call of the manager's.
class DialObserver {
 public:
  virtual ~DialObserver() = default;
  virtual void on_notification(const Notification& notification) = 0;
};

struct DialRequest {
  DialParameters parameters;
  uid_t uid = 0;
  std::vector<gid_t> groups = {};          // of who dials: which devices his own entries may name
  bool acknowledges = false;               // the observer's side calls acknowledge()
  std::shared_ptr<DialObserver> observer;  // null: nobody
};

struct HangUpOutcome {
  bool closed = false;         // port closed and unlocked
  std::vector<uid_t> holders;  // who else holds the line; empty when closed
};
using HangUpDone = std::function<void(const Result<HangUpOutcome>&)>;

// Owns all connections of a machine or a process: who dials what, who holds it, what became of it.
// Loop's thread, all of it; completions run on the loop, never inside the call that took them. The
// loop must have its WakeQueue: whoever makes a Manager holds that.
class Manager final : private ConnectionOwner {
 public:
  struct Settings {
    std::string lock_directory = "/run/lock";
    std::chrono::minutes keep_ended{10};
    std::size_t keep_ended_most = 256;
    std::string interpreter = {};  // dial-lua; empty: the installed one
    std::string helper = {};       // dial-helper's socket; empty: what needs it fails
    net::Settings network = {};
    DescriptorStore* store = nullptr;  // in which lines outlive this process; null: none does
    // What a login script says for whoever watches, printable, secrets masked.
    std::function<void(const ConnectionStatus& status, const std::string& text)> on_report = {};
    std::string policy_file = {};  // budgets and the like; empty: they end with the manager
    std::function<policy::WallTime()> wall_time = local_wall_time;
    std::function<void(const Error& problem)> on_problem = {};  // of the policy file, for the log
  };
  Manager(uv_loop_t* loop, PhoneBook& book, RandomSource random, Settings settings);
  ~Manager();

  // The operation is accepted: its first notification comes from the loop. An entry that is up
  // gets one more reference, and the observer one Connected. Where the profile says so, what fails
  // is dialled again, other ways too, within the one operation: docs/policy.md.
  Result<ConnectionId> dial(const DialRequest& request);
  // With `no_more` the observer's side will not acknowledge any longer: nothing waits for it.
  Result<> acknowledge(ConnectionId id, std::uint64_t sequence, bool no_more = false);
  // Whoever dialled answers, or root: kAccessDenied for others.
  Result<> resume(ConnectionId id, uid_t uid, const ResumeInput& input);
  // The seam through which a protocol, or a test's far end, asks whoever dialled: see
  // session::Session::handle_prompt(). What was answered is there once.
  Result<> prompt(ConnectionId id, State paused, const std::string& text);
  std::optional<session::Answer> take_answer(ConnectionId id);
  // The line of a connection in state Interactive belongs to whoever dialled, or root, one at a
  // time: kAccessDenied, kInvalidAuthState, kPortAlreadyOpen.
  Result<> may_open_terminal(ConnectionId id, uid_t uid);
  // Allowed just now: nothing else has happened on the loop.
  void open_terminal(ConnectionId id, TerminalStream stream);
  // For a user in this process: one end of a pair of sockets, which blocks and is the caller's.
  Result<int> open_terminal(ConnectionId id, uid_t uid);
  // Ends the dial `id` if it is not up yet; with `gone` nobody waits for it (DESIGN 2, rule 7).
  void cancel(ConnectionId id, bool gone);

  void hang_up(ConnectionId id, uid_t uid, bool force, HangUpDone done);
  void disconnect(const std::string& entry, uid_t uid, bool force, HangUpDone done);
  // Dials the system's persistent entries that nobody has hung up, and keeps them up; lets those
  // on demand wait for packets; no longer those that have ceased to be. At the start, and when the
  // phone book was loaded.
  void keep_persistent();
  // What the entry does next and why, in plain sentences. kCannotFindPhonebookEntry,
  // kCannotLoadPhonebook.
  Result<std::vector<std::string>> explain(const std::string& entry, uid_t uid);

  // What is down, and is dialled by itself sooner or later or stays down because it was hung up.
  std::vector<WaitingEntry> waiting(uid_t uid);
  // How many entries are down until a packet comes.
  std::size_t waiting_for_packets() const;

  // Takes back what managers that were killed have left, but for what was taken over. Before the
  // first dial.
  void recover();
  // Hangs everything up; `done` when every line is free, or the limit of each has passed, and no
  // hook runs any more.
  void shut_down(std::function<void()> done);

  // For a later manager: leaves what is up and in the store as it is, current, and hangs up the
  // rest. `done` as for shut_down(); then the process has to end without another word.
  void hand_over(std::function<void()> done);
  // What a former manager has left by one name. Empty and the reason if nobody can go on with it:
  // the descriptors are closed, and the store has forgotten them. Before the first dial.
  Result<ConnectionStatus> take_over(StoredLine stored);

  // These know the ended ones, too, for a while.
  Result<ConnectionStatus> status(ConnectionId id) const;
  Result<Statistics> statistics(ConnectionId id) const;
  Result<std::vector<ProjectionRecord>> projections(ConnectionId id) const;
  // What was said on the line before PPP. Whoever dialled may see it, or root: kAccessDenied.
  Result<Dialogue> dialogue(ConnectionId id, uid_t uid) const;
  // What is up or being dialled of that user's entry, else the last that ended: kNoConnection if
  // there is none.
  Result<ConnectionStatus> entry_status(const std::string& entry, uid_t uid) const;
  std::vector<ConnectionStatus> connections() const;
  // Every connection there is, then every change, until the observer is gone. Of a connection that
  // is not known kInvalidHandle.
  Result<> watch(const WatchRequest& request);
  void continue_watch(const WatchObserver& observer);  // which is ready again

  PhoneBook& book() { return book_; }
  bool is_in_use(const std::string& key) const;  // the entry is dialled, up or being hung up

 private:
  struct Record {
    std::unique_ptr<Connection> connection;  // of the present dial, or the last
    std::string entry;
    DialRequest request;
    uid_t owner = 0;
    std::map<uid_t, unsigned> references;
    std::shared_ptr<DialObserver> observer;  // until its terminal call
    std::vector<HangUpDone> waiting;
    bool closing = false;
    bool hung_up = false;            // somebody wants it down, and it is to stay so
    bool fails = false;              // its connection is on its way down, and is dialled again
    bool pausing = false;            // between two dials
    std::uint64_t told = 0;          // the last notification of the operation
    State state = State::kOpenPort;  // of it
    std::uint64_t told_before = 0;   // of them, by connections that have failed
    std::string awaits = {};         // the entry that must be up before this one is dialled
    bool awaits_end = false;         // of its call, behind which it is dialled anew
    bool lacks = false;              // it is not up, and so this one fails
    ConnectionId required = {};      // it, if this operation holds a reference to it
  };
  using Records = std::map<ConnectionId, Record>;

  // An entry that has been dialled, or is to be kept up: also while it is down.
  struct Entry {
    policy::EntryPolicy policy;
    // What comes back by itself is dialled with this when it has no operation.
    std::optional<DialRequest> again = {};
    std::map<uid_t, unsigned> references = {};  // to that
    ConnectionId lost = {};                     // which it follows; zero: none
    bool kept = false;                          // persistent, and nobody has hung it up
    std::optional<TimePoint> check_at = {};
    std::optional<TimePoint> saved_at = {};
    std::unique_ptr<uv::PathWatch> device_watch = {};  // while its device is waited for
    std::unique_ptr<HelperCall> mending = {};          // while dial-helper does something for it
    std::shared_ptr<DemandLine> demand = {};           // null: no packet dials it
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  std::vector<std::string> outlook(const std::string& key, Entry& entry) const;
  // The record of a connection that this uid may answer for.
  Result<Record*> dialled_by(ConnectionId id, uid_t uid);
  void on_notification(Connection& connection, const Notification& notification) override;
  void on_handler_limit(Connection& connection) override;
  void on_ended(Connection& connection) override;
  void on_report(Connection& connection, const std::string& text) override;
  void on_established_changed(Connection& connection) override;

  // manager_hand_over.cpp
  void keep(Record& record);
  void keep_all();
  bool is_shut_down() const;
  DialPlan plan_to_take_over(const HandOver& from, Error& problem) const;
  void take_over_policy(const HandOver& from, const profile::Profile& profile);
  void take_over_demand(const HandOver& from);
  ConnectionId take_over_record(const HandOver& from, const DialPlan& plan);

  void end_record(Records::node_type record, const Error& reason);
  void remember(const Record& record, const Error& reason);
  void discard(Record& record);

  // manager_dial.cpp: the beginning of an operation
  using References = std::map<uid_t, unsigned>;
  Result<DialPlan> plan_first(const std::string& key, const DialRequest& request);
  References take_references(const std::string& key);
  static bool is_superseded(const Record& record);
  void succeed(ConnectionId former, ConnectionId by);
  ConnectionId holder_of(ConnectionId id) const;
  void supersede(Records::node_type former, ConnectionId by);
  void start(ConnectionId id, const DialRequest& request, const DialPlan& plan,
             References references);
  Result<ConnectionId> add_reference(Record& record, const DialRequest& request);

  // manager_redial.cpp: its dials
  Result<Entry*> entry_for(const std::string& key);
  Result<DialPlan> plan_next(const DialRequest& request, Entry& entry);
  Result<> check_required(const std::string& key, uid_t uid) const;
  std::unique_ptr<Connection> make_connection(ConnectionId id, const DialRequest& request,
                                              const DialPlan& plan);
  void launch(ConnectionId id);
  void require(Record& record, const std::string& name);
  void dial_required(Record& record, const std::string& key);
  static bool is_ending(const Record& record);
  void tell_dependants(const std::string& entry, const Error& error);
  void fail_dependant(Record& record, const std::string& required, const Error& error);
  bool goes_on(Record& record, const Error& error);
  Result<std::optional<DialPlan>> plan_again(const std::string& key, const DialRequest& request);
  void redial(ConnectionId id);
  void dial_again(const std::string& key, Entry& entry);
  void finish(ConnectionId id, const Error& reason);
  void tell_end(Record& record, const Error& reason);

  // manager_recovery.cpp: between two dials
  session::Revival revival_for(const std::string& key);
  void look_after(const std::string& key, Entry& entry, bool can_dial);
  void handle_device_there(const std::string& key);
  void mend(const std::string& key, Entry& entry, const policy::EntryPolicy::HelperStep& due);
  void tell(const std::string& key, const std::string& device, const std::string& text);
  void add_outlook(ConnectionStatus& status, bool is_between_dials) const;

  // manager_keep.cpp: what happens by itself
  policy::Moment moment() const;
  void serve_policies();
  void set_policy_timer();
  void check_call(const std::string& key, Entry& entry);
  void handle_up(Record& record);
  void settle_account(const Record& record);
  void handle_down(const Record& record, const Error& reason);
  bool forget_redial(Entry& entry, uid_t uid, bool all, bool force);
  void save(const std::string& key, Entry& entry);

  // manager_demand.cpp: what a packet dials
  void keep_on_demand();
  bool is_on_demand(const std::string& key) const;
  unsigned free_demand_number() const;
  void wait_on_demand(const std::string& key);
  static void stop_waiting(Entry& entry);
  std::optional<TimePoint> packet_due(const std::string& key, const Entry& entry) const;
  void handle_packet(const std::string& key);
  void dial_for_packet(const std::string& key, Entry& entry);
  void wait_again(Entry& entry, const Error& reason, bool lacks = false);
  void handle_down_on_demand(const Record& record, const Error& reason);
  std::optional<Result<HangUpOutcome>> hold_down(Entry& entry, const std::string& key, uid_t uid,
                                                 bool force);

  void close(Record& record, Error reason, bool hurry);
  void release(Record& record, uid_t uid, bool all, bool force, HangUpDone done);
  ConnectionStatus status_of(const Record& record) const;
  static Error no_such(ConnectionId id);
  std::vector<WatchEvent> present(std::optional<ConnectionId> only) const;
  void tell_watchers(const Record& record, const Notification& notification);
  const Record* user_of(const std::string& device) const;         // null: the port is free
  std::string key_of(const std::string& entry, uid_t uid) const;  // whom `uid` means by it
  Records::iterator find_entry(const std::string& entry);
  Records::const_iterator find_entry(const std::string& entry) const;
  void post(std::function<void()> work);

  uv_loop_t* loop_;
  PhoneBook& book_;
  RandomSource random_;
  Settings settings_;
  std::shared_ptr<uv::WakeQueue> queue_;
  std::shared_ptr<net::System> network_;
  Records records_;
  History history_;
  std::vector<std::unique_ptr<Connection>> finished_;  // destroyed from the loop
  Watchers watchers_;
  Entries entries_;
  PolicyStore store_;
  uv::DeadlineTimer policy_timer_;
  uv::DeadlineTimer keep_timer_;  // for what changes all the time in what is kept
  std::function<void()> shut_down_done_;
  bool keeps_ = false;  // what is persistent, as a daemon does
  bool handing_over_ = false;
  std::uint64_t last_id_ = 0;
  std::uint64_t changes_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::manager
