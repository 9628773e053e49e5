#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dial/dialogue.hpp"
#include "dial/error.hpp"
#include "dial/handler.hpp"
#include "dial/types.hpp"

struct uv_loop_s;

namespace dial {

class Dispatcher;

namespace client {
class PhoneBook;
}

// Where a Dialer's connections are made.
struct DialerOptions {
  std::string socket;    // the daemon's; empty: $DIAL_SOCKET, else the compiled-in path
  bool direct = false;   // no daemon: a manager in this process, which ends with it
  std::string profiles;  // direct only: the directory of *.toml profiles
  std::string secrets;   // direct only: the secrets file; empty: secrets.toml beside that directory
  // Direct only: where the lock files of ports are, for the other programs on this machine too.
  std::string lock_directory = "/run/lock";
  // Direct only: the dial-lua that runs Lua login scripts; empty: the installed one.
  std::string interpreter = {};
};

// What became of a line that was let go.
struct Disconnected {
  bool closed = false;         // the port is closed and unlocked
  std::vector<uid_t> holders;  // the uids that hold it still; empty when closed
};

// What diald would say of the file of a profile: `problem` has a line for each mistake, login
// script included, and is empty if there is none. Needs no daemon. Any thread.
ProfileInfo check_profile(const std::string& file);

// What to watch.
struct WatchOptions {
  std::optional<ConnectionId> connection;  // this one alone; empty: all
  // Changes that are kept for a handler that is slow, or a loop that does not turn: 1 to 65536.
  std::size_t queue = 1024;
};

using WatchHandler = std::function<void(const WatchEvent&)>;
using HangUpHandler = std::function<void(const Result<>&)>;

// How a dial is given up.
enum class Cancel {
  kWait,     // the manager is told; the terminal call comes when the line is free
  kAbandon,  // this side ends at once; the manager frees the line by itself
};

// Dials and watches connections, through diald or with a manager in this process. All Dialers of a
// process with the same directory of profiles share one manager; asking for it with another secrets
// file or lock directory is kInvalidParameter.
//
// Threads: a Dialer belongs to the thread that runs its loop (or calls dispatch() of its
// Dispatcher), and all members are called there. Handlers run on that loop, never inside the call
// that registered them, never re-entrantly; while one runs, its dial (and no other) waits. A
// program may have one Dialer per thread, or several. With a null loop only the synchronous members
// may be used; the others are refused with kInvalidParameter.
//
// Inside a handler every member may be called but dial(), which is refused with kInvalidParameter
// inside a notification handler, whichever Dialer of that thread it belongs to. Completions and
// watch handlers may dial. No handler may throw: that ends the program (std::terminate).
//
// Members that return a value wait for the manager's answer, five seconds at most; then they
// fail with kServiceNotReachable, and a dial that was asked for is not made. `dial()` without a
// handler, `hang_up()` without a completion and `disconnect()` wait for as long as what they ask
// for takes. None of them runs a handler. Inside a handler that wait counts against handler_limit
// like all else it does.
//
// A thread that ends, or whose loop stops turning, loses its unfinished dials: when a state has not
// been acknowledged for handler_limit, the line is hung up. Other threads' dials do not notice.
//
// Destroying the Dialer aborts its unfinished dials (the line is hung up, no handler is
// called) and leaves established connections of the daemon up. It may be done in any state, inside
// its own handlers too, on the thread of the loop or, when that has ended, on the one that joined
// it. The loop must be run once more, or closed, after that; until then uv_loop_close() is
// UV_EBUSY. What was moved from may only be destroyed or assigned to. In process the last Dialer
// hangs every line up and waits for that, some seconds at most.
class Dialer {
 public:
  // kNotEnoughMemory if the process has no descriptor left.
  static Result<Dialer> create(uv_loop_s* loop, const DialerOptions& options = {});
  // For programs without a loop of their own: handlers run inside Dispatcher::dispatch().
  static Result<Dialer> create(Dispatcher& dispatcher, const DialerOptions& options = {});
  Dialer(Dialer&&) noexcept;
  Dialer& operator=(Dialer&&) noexcept;
  ~Dialer();

  // RasDial with a notifier: returns at once. An error means no connection and no call of the
  // handler. Otherwise the handler is called for each state and ends with exactly one terminal
  // call, unless it has said Verdict::kNoMore. Refused inside a handler, as RAS does. Where the
  // profile has it dialled again, a state with an error is followed by OpenPort, after the pause,
  // and not by the terminal call.
  Result<ConnectionId> dial(const DialParameters& parameters, NotificationHandler handler);

  // RasDial without a notifier: returns when the connection is up or has failed. A detached
  // dial returns as soon as the daemon has accepted it.
  Result<ConnectionId> dial(const DialParameters& parameters);

  // Gives up a dial of this Dialer whose terminal call is still to come, though it may have ended
  // meanwhile: that is no error. kInvalidHandle for any other id. The handler gets its one terminal
  // call from the loop: Disconnected with kUserDisconnection; with kWait another one if the dial
  // has ended meanwhile (Connected: hang it up). Legal at any time, inside the handler too, and
  // idempotent.
  Result<> cancel(ConnectionId id, Cancel how);

  // Releases the caller's reference; with `force` closes the line whoever holds it. Legal at any
  // time, inside a handler too. The completion runs on the loop when the port is closed and
  // unlocked (or when another reference keeps it), so that an immediate redial works, and behind
  // the terminal call of the dial it ends. Completions for one connection come in the order of the
  // calls. An error here means that there is no completion.
  Result<> hang_up(ConnectionId id, HangUpHandler completion, bool force = false);

  // The same, waiting until the port is closed however long that takes. Inside a handler of the
  // connection it ends, the terminal call comes after it has returned.
  Result<> hang_up(ConnectionId id, bool force = false);

  // Releases all references of the caller's uid to an entry (`dialctl disconnect NAME`), and says
  // who still holds the line. With `force` the line is closed whoever holds it.
  Result<Disconnected> disconnect(const std::string& entry, bool force = false);

  // Continues a dial that waits in a paused state; elsewhere, a second time, and while the handler
  // of that state still runs, kInvalidAuthState. A callback number with another character than RAS
  // allows is kInvalidCallbackNumber, and the dial waits on.
  Result<> resume(ConnectionId id, const ResumeInput& input);

  // The line of a dial in state Interactive: a blocking stream socket, closed on exec, that carries
  // its octets both ways, also what it said before this call. It ends (end-of-file) when the state
  // does: by resume(), when the far end begins PPP, or when the dial ends. The caller closes it;
  // that leaves the dial paused. The time of pause_limit starts again with what is written.
  // kInvalidAuthState in another state; kPortAlreadyOpen while another one is open; kAccessDenied
  // unless this uid dialled, or is root. Octets written while the handler of Interactive runs wait
  // for its return.
  Result<int> open_terminal(ConnectionId id);

  // These know a connection that has ended, too: its final record. It is kept for ten minutes, the
  // last one of each entry for longer, 256 in all. For what is forgotten, and for an id of a former
  // manager, kInvalidHandle.
  Result<ConnectionStatus> status(ConnectionId id);
  Result<Statistics> statistics(ConnectionId id);
  // One record for each protocol, what is missing included: kProjectionNotComplete while it is too
  // early, kProtocolNotConfigured when the connection has ended without it.
  Result<std::vector<ProjectionRecord>> projection(ConnectionId id);
  // What modem, login script and far end said to each other before PPP, the newest 500 lines of it,
  // 32 KiB at most; secrets and their echo are masked. For whoever dialled, or root: kAccessDenied.
  Result<Dialogue> dialogue(ConnectionId id);
  // RasClearConnectionStatistics: the counters that statistics() of this Dialer gives count from
  // now on. Its `connected` and everybody else's figures stay as they are.
  Result<> clear_statistics(ConnectionId id);
  // What is up or being dialled under that name, else the last that ended since the manager was
  // started: kNoConnection if there was none.
  Result<ConnectionStatus> entry_status(const std::string& entry);
  // What the entry does next and why, in plain English sentences for a person: when it is dialled,
  // the how-manieth time and what comes if that fails; when it is hung up.
  // kCannotFindPhonebookEntry; kCannotLoadPhonebook.
  Result<std::vector<std::string>> explain(const std::string& entry);
  // All operations, the ones still dialling included, oldest first.
  Result<std::vector<ConnectionStatus>> connections();
  // What is not among them, but is dialled by itself sooner or later, or was until somebody hung it
  // up: the system's entries and the caller's own; root sees everybody's.
  Result<std::vector<WaitingEntry>> waiting();
  // RasEnumEntries: the system's entries and the caller's own; root sees everybody's.
  Result<std::vector<ProfileInfo>> profiles();
  // The profile's file as it stands, for those who may dial; kCannotFindPhonebookEntry if there is
  // none.
  Result<std::string> profile_text(const std::string& name);

  // RasGetEntryProperties. kCannotFindPhonebookEntry; kCannotLoadPhonebook or kAccessDenied with
  // what is wrong in the profile.
  Result<EntryProperties> entry_properties(const std::string& entry);

  // RasSetEntryProperties: changes the profile in place; other keys, comments and blanks stay to
  // the octet. It counts from the next dial. The system's entries are changed by root only; an
  // entry that somebody else makes is his own, seen and dialled by him and root, who calls it
  // "UID/name".
  //
  // kInvalidParameter: keys or values a profile cannot have, each with what is wrong, a line for
  // each in `context`. kAccessDenied: the entry is another's, or it has keys that are reserved for
  // root's files; they are named. kCannotLoadPhonebook: the file as it is does not load, and is not
  // touched. kScriptSyntax. kInvalidName, kAlreadyExists, kCannotFindPhonebookEntry, by `mode`.
  // kCannotWritePhonebook.
  Result<> set_entry_properties(const std::string& entry, const PropertyChanges& changes,
                                EntryMode mode);

  // Writes the profile's whole file, comments and all, if the profile is good as it would be.
  // `replaces` is the text that stands there, as profile_text() told it; nullopt makes the entry.
  // The errors of set_entry_properties, kCannotLoadPhonebook with a line "FILE:LINE:COLUMN: …" for
  // each thing that is wrong in `text`; kCannotWritePhonebook also if the file has another text by
  // now.
  Result<> set_profile_text(const std::string& entry, const std::string& text,
                            const std::optional<std::string>& replaces);

  // RasValidateEntryName: could the caller make an entry of this name? kInvalidName: 1 to 250
  // octets of UTF-8 without '/', control octets and a leading dot; kAlreadyExists.
  Result<> validate_entry_name(const std::string& name);

  // RasRenameEntry, RasDeleteEntry: kCannotDelete while the entry is dialled or connected; the
  // errors of set_entry_properties. A password that is stored under the entry's name goes along.
  Result<> rename_entry(const std::string& from, const std::string& to);
  Result<> delete_entry(const std::string& entry);

  // RasGetCredentials: the user's name, and a token for the password, which never leaves the
  // manager.
  Result<Credentials> credentials(const std::string& entry);

  // RasSetCredentials. The password is stored under the name the profile has in `secret`, else
  // under the entry's. kInvalidParameter: no password that can be stored, a token that is not good
  // here, both; the errors of set_entry_properties. kAccessDenied also where the secrets file is
  // open to others.
  Result<> set_credentials(const std::string& entry, const NewCredentials& wanted);

  // RasEnumDevices: the serial ports and modems of this machine, by name.
  Result<std::vector<Device>> devices();

  // RasConnectionNotification. Calls `handler` for every connection there is, then for every
  // change, in order. A slow handler loses nothing until `queue` changes wait for it; then it gets
  // kLost and what there is at that time. Nobody else waits for it.
  //
  // The last call is kEnd, exactly one, unless the Dialer is destroyed before. Its status.error
  // says why: what the daemon refused (kAccessDenied; kInvalidHandle where the connection is not
  // known), kServiceStopped, kServiceNotReachable when the daemon died; it is empty where the one
  // connection that was watched has ended. A watch is not taken up again by itself.
  Result<> watch(WatchHandler handler, const WatchOptions& options = {});

 private:
  class Impl;
  explicit Dialer(std::unique_ptr<Impl> impl);
  client::PhoneBook& phone_book();
  std::unique_ptr<Impl> impl_;
};

}  // namespace dial
