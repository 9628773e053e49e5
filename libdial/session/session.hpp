#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "at/dialogue.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "dial/types.hpp"
#include "script/dialogue_log.hpp"
#include "script/engine.hpp"
#include "session/carrier_watch.hpp"
#include "session/established.hpp"
#include "session/login_format.hpp"
#include "session/pause.hpp"
#include "session/ppp_line.hpp"
#include "session/settings.hpp"
#include "session/terminal.hpp"

namespace dial::session {

// What the owner has to do. Each is reported back by the handle_ member named.
struct OpenPort {};    // open and lock the device: handle_port_opened / handle_port_failed
struct WatchCarrier {  // loss of DCD counts from now on, or not
  bool is_watched = true;
};
struct SendBreak {  // behind all octets so far
  Buffer then;      // to be sent behind it
};
// For the interpreter of the login script, a process of its own; the first one starts it:
// handle_interpreter / handle_interpreter_gone, also when it cannot be started.
struct TellInterpreter {
  Buffer octets;
};
struct EndInterpreter {};  // the script is over: kill it
struct Report {            // the login script's words for whoever watches, secrets masked
  std::string text;
};
struct ConfigureNetwork {  // handle_network_configured
  Projection projection;
};
struct CloseDown {};  // network away, DTR low, port closed and unlocked: handle_closed
struct Notify {       // the connection field is for the owner to fill in
  Notification notification;
};
using Effect = std::variant<OpenPort, WatchCarrier, SendBreak, TellInterpreter, EndInterpreter,
                            Report, ConfigureNetwork, CloseDown, Notify>;

// One connection, from the closed port to the routed packet and back: the RAS states over the AT
// dialogue, the login script and PPP.
//
// Sans-IO. After each call to a non-const member: send output() and call output_taken(), take an
// effect by poll_effect(), and so on until there is none; read poll_timeout() again.
//
// Every state entered is a Notify. While Settings::holds, the step that follows a state begins
// when the notification has been acknowledged; the line stays alive meanwhile, and failures and
// hang_up() take effect at once. The last Notify is Disconnected, after handle_closed().
class Session {
 public:
  Session(Settings settings, RandomSource random);

  // The owner wants something.
  void dial(TimePoint now);
  void acknowledge(std::uint64_t sequence, TimePoint now);  // cumulative, idempotent
  void stop_holding(TimePoint now);                         // nobody acknowledges any more
  // Answers a paused state, once, when its handler has returned; else kInvalidAuthState. A callback
  // number that is none is refused, and the state waits on. An empty user name keeps the present
  // one.
  Result<> resume(const ResumeInput& input, TimePoint now);
  // Ends the connection, or the dial, for this reason; later reasons are ignored. `hurry`: nobody
  // waits for the peer's answer for long.
  void hang_up(Error reason, bool hurry, TimePoint now);

  // What another Session needs to go on from here, over the same line and interface; nothing unless
  // the connection is up, and at rest. It is another one when established_changes() is.
  std::optional<Established> established() const;
  std::uint64_t established_changes() const { return established_changes_; }
  // Instead of dial(): the port is open, the network configured, and no state is reported.
  void resume_established(const Established& established, TimePoint now);

  // The world did something.
  void handle_port_opened(TimePoint now);
  void handle_port_failed(Error error, TimePoint now);
  // Consumes octets up to the end of the next IPv4 packet, or all; call again with the rest.
  [[nodiscard]] std::size_t handle_input(Octets octets, TimePoint now);
  void handle_line_lost(Error error, TimePoint now);
  void handle_network_configured(const Result<>& result, TimePoint now);
  void handle_network_lost(Error error, TimePoint now);
  void handle_closed(TimePoint now);
  void handle_timeout(TimePoint now);
  void handle_interpreter(Octets octets, TimePoint now);
  void handle_interpreter_gone(const std::string& why, TimePoint now);
  void handle_packet(Octets ipv4);  // from the network, to the line
  // A protocol between Authenticate and AuthProject has to ask whoever dialled. The state is
  // entered when its turn has come; resume() makes poll_answer(), reports AuthRetry (after which
  // authentication is tried once more), AuthCallback or AuthChangePassword, and the dial goes on.
  // A known callback number is answered without asking. kInvalidAuthState at another time, or
  // while something is being asked; kInvalidParameter for Interactive.
  Result<> handle_prompt(State paused, std::string text, TimePoint now);
  // What a person types in Interactive, to the line; at another time it is dropped.
  void handle_terminal_input(Octets octets, TimePoint now);

  // What is to be done, sent and waited for.
  [[nodiscard]] std::optional<Effect> poll_effect();
  [[nodiscard]] std::optional<Octets> poll_packet();  // to the network; valid until the next call
  [[nodiscard]] Octets output() const { return output_; }
  void output_taken() { output_.clear(); }
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;
  bool wants_input() const;  // false: let the line's flow control work
  [[nodiscard]] std::optional<Answer> poll_answer() { return std::exchange(answer_, std::nullopt); }
  // What the line said in Interactive and no terminal has taken yet, the end of it also after that
  // state.
  Octets terminal_text() const { return terminal_.text(); }
  void terminal_text_taken(std::size_t octets) { terminal_.take_text(octets); }

  State state() const { return state_; }
  bool was_connected() const { return connected_; }
  bool is_closing() const { return phase_ >= Phase::kTerminating; }  // or ended
  bool is_ended() const { return phase_ == Phase::kEnded; }
  bool is_interactive() const { return state_ == State::kInteractive && terminal_.is_open(); }
  bool takes_terminal_input() const { return is_interactive() && awaits_answer_; }
  const std::string& prompt() const;  // of the paused state, in the far end's or script's words
  bool is_prompt_secret() const;      // what is typed should not be seen
  const Error& reason() const { return reason_; }
  const std::string& connect_text() const { return connect_text_; }
  const std::optional<Projection>& projection() const { return projection_; }
  // One for LCP and one for IPCP.
  std::vector<ProjectionRecord> projections() const;
  // What passed on the line before PPP, secrets masked; what a person types in Interactive is not
  // in it, its echo is.
  Dialogue dialogue() const { return log_.dialogue(); }
  Statistics statistics() const;  // `connected` is for the owner, who has the clock

 private:
  // Where the work stands; `state_` is what has been reported of it.
  enum class Phase : std::uint8_t {
    kIdle,
    kOpening,
    kReviving,
    kInit,
    kRecovering,
    kDialling,
    kOnline,
    kLogin,
    kPpp,
    kTerminating,
    kEscaping,
    kClosing,
    kEnded,
  };
  using Script = std::unique_ptr<script::Engine>;
  using Talk = std::variant<std::monostate, at::Dialogue, at::Escape, Script, PppLine>;

  // session.cpp: states and their order
  void enter(State state) { upcoming_.push_back(state); }
  void enter_once(State state);  // unless it is to come already
  bool advance(TimePoint now);
  void begin_step(State state, TimePoint now);
  void report(State state, const Error& error);
  void settle(TimePoint now);
  bool take_events(TimePoint now);
  void take_output();
  std::uint64_t broken_frames() const;
  void say(Octets octets);  // send, and keep it for the log
  void send(Octets octets);
  void send_text(Octets octets);
  void set_talk(Talk talk);
  bool is_held() const { return acknowledged_ < held_; }
  bool is_online() const { return phase_ >= Phase::kOnline && phase_ <= Phase::kPpp; }
  // NO CARRIER said in these phases means the modem has hung up.
  bool may_lose_carrier() const {
    return dialled_ && !hangup_ignored_ && phase_ >= Phase::kOnline && phase_ <= Phase::kEscaping;
  }

  // dialogue.cpp: what is kept of it
  void begin_log(TimePoint now);
  void log_output(TimePoint now);
  void log_input(Octets octets, TimePoint now);
  void log_login(TimePoint now);

  // modem.cpp: port and modem
  void begin_init(TimePoint now);
  void send_init(TimePoint now);
  void begin_device(TimePoint now);
  void begin_dial(TimePoint now);
  void handle_answer(const at::Finished& answer, TimePoint now);
  void handle_init_answer(const at::Finished& answer, TimePoint now);
  std::size_t feed(Octets octets, TimePoint now);
  bool recover();

  // revive.cpp: a modem that does not come back
  void begin_reviving(TimePoint now);
  void revive(TimePoint now);
  void say_reviving(std::string_view command, Duration timeout, TimePoint now);
  void handle_revival_answer(const at::Finished& answer, TimePoint now);
  void end_reviving(TimePoint now);

  // login.cpp: the login script
  void begin_login(TimePoint now);
  bool take_script_events(script::Engine& engine, TimePoint now);
  void take_script_output(script::Engine& engine);
  void perform(script::Engine::Output&& output);
  void handle_script_end(const script::Engine::Finished& end, TimePoint now);
  void ask_for_script(const script::Engine::Question& question, TimePoint now);
  void forget_question();
  void follow_hangup_switch();
  std::string script_place();

  // ppp.cpp: link and network
  void begin_ppp(TimePoint now);
  void begin_authentication(TimePoint now);
  void begin_projection(TimePoint now);
  void handle_link_event(const ppp::LinkEvent& event, TimePoint now);
  void handle_lcp_opened(const ppp::LcpOpened& event, TimePoint now);
  void handle_authentication_failed(const ppp::AuthenticationFailed& event, TimePoint now);
  void handle_network_opened(const Projection& projection);

  // pause.cpp: states that wait for whoever dialled
  void ask(State paused, Prompt prompt, TimePoint now);
  void ask_for_credentials(TimePoint now);
  void begin_pause(TimePoint now);
  void end_pause();
  void go_on_from(State paused, TimePoint now);
  void take_credentials();
  void begin_terminal(std::string_view why, TimePoint now);
  void end_terminal();

  // close.cpp: the way down
  void forget_plans();
  void handle_deadline(TimePoint now);
  void fail(Error error, TimePoint now);
  void close_down(TimePoint now);
  void close_modem(TimePoint now);
  void close_port();
  Error limit_error() const;

  Settings settings_;
  RandomSource random_;
  Phase phase_ = Phase::kIdle;
  State state_ = State::kOpenPort;
  std::deque<State> upcoming_;  // true already, but an earlier handler is still running
  bool step_due_ = false;       // state_ has been reported, its step has not begun
  std::uint64_t sequence_ = 0;  // of the last notification
  std::uint64_t held_ = 0;      // the last one that must be acknowledged
  std::uint64_t acknowledged_ = 0;
  std::uint64_t established_changes_ = 0;
  bool awaits_answer_ = false;                        // resume() is what `state_` waits for
  std::optional<Prompt> prompt_;                      // what is being asked, or will be next
  std::optional<script::Engine::Question> question_;  // of the script, to be asked
  LoginFormat format_;
  std::optional<Answer> answer_;
  std::optional<Error> refusal_;  // of our credentials, while others may be tried
  Terminal terminal_;
  Talk talk_;                          // who speaks on the line
  Buffer waiting_input_;               // received on-line before its reader is there
  std::optional<TimePoint> deadline_;  // of the present step
  std::size_t next_init_ = 0;
  std::size_t next_revival_ = 0;
  std::optional<TimePoint> revived_by_;  // set while a modem that restarts is waited for
  bool is_revived_ = false;              // what there was to say has been said
  bool has_recovered_ = false;
  bool line_lost_ = false;
  bool dialled_ = false;          // the modem may be on-line
  bool hangup_ignored_ = false;   // by the login script
  bool has_interpreter_ = false;  // EndInterpreter is due
  bool hurry_ = false;
  bool connected_ = false;
  bool link_down_ = false;           // PPP has ended: nothing to terminate
  bool authentication_due_ = false;  // the peer wants to know who we are
  bool lcp_opened_ = false;          // once; the peer may negotiate again later
  bool authenticated_ = false;
  bool network_asked_ = false;  // the first ConfigureNetwork has been made
  bool network_configured_ = false;
  CarrierWatch carrier_;
  std::string connect_text_;
  std::optional<Projection> lcp_projection_;  // of LCP alone, while it is open or was
  std::optional<Projection> projection_;
  Error reason_;
  Statistics counted_;
  Buffer output_;
  script::DialogueLog log_;
  Buffer unlogged_;                           // of what was said since the time was last known
  std::vector<std::size_t> unlogged_breaks_;  // after how many octets of it
  std::deque<Effect> effects_;
};

}  // namespace dial::session
