// The login script, of whatever language: what it says, asks and changes, and how it ends.
#include <algorithm>
#include <utility>

#include "script/overloaded.hpp"
#include "script/ppp_detector.hpp"
#include "session/outcome_error.hpp"
#include "session/session.hpp"

namespace dial::session {
namespace {

using script::Engine;

bool holds_ppp(Octets octets) {
  script::PppDetector detector;
  return std::ranges::any_of(octets,
                             [&](std::uint8_t octet) { return detector.handle_octet(octet); });
}

}  // namespace

void Session::begin_login(TimePoint now) {
  if (settings_.terminal == TerminalStage::kAfterDial) return begin_terminal(kTerminalWanted, now);
  // A peer that has begun PPP asks for no login.
  if (!settings_.login || holds_ppp(waiting_input_)) return enter(State::kAllDevicesConnected);
  phase_ = Phase::kLogin;
  deadline_.reset();  // the script has limits of its own
  const auto& authentication = settings_.link.authentication;
  Script engine = settings_.login->start({.number = settings_.number,
                                          .user = authentication.user,
                                          .password = authentication.password},
                                         settings_.login_limits, now);
  engine->handle_input(waiting_input_, now);
  waiting_input_.clear();
  set_talk(std::move(engine));
}

bool Session::take_script_events(Engine& engine, TimePoint now) {
  take_script_output(engine);
  if (const auto end = engine.poll_finished()) {
    handle_script_end(*end, now);
    return true;
  }
  if (!question_) return false;
  ask_for_script(*std::exchange(question_, std::nullopt), now);
  return true;
}

void Session::take_script_output(Engine& engine) {
  while (auto output = engine.poll_output())
    perform(std::move(*output));
}

void Session::perform(Engine::Output&& output) {
  std::visit(
      script::Overloaded{
          [&](const Buffer& octets) {
            ByteWriter(unlogged_).bytes(octets);
            send_text(octets);
          },
          [&](const Engine::Break&) {
            unlogged_breaks_.push_back(unlogged_.size());
            effects_.emplace_back(SendBreak{});
          },
          [&](Engine::Report& report) { effects_.emplace_back(Report{std::move(report.text)}); },
          [&](const Engine::ClientAddress& client) { settings_.link.ipcp.local = client.address; },
          [&](const Engine::LineFormat& format) { format_.change(format); },
          [&](Engine::Question& question) { question_ = std::move(question); },
          [&](Engine::ToInterpreter& frames) {
            has_interpreter_ = true;
            effects_.emplace_back(TellInterpreter{std::move(frames.octets)});
          },
      },
      output);
}

void Session::handle_script_end(const Engine::Finished& end, TimePoint now) {
  if (phase_ != Phase::kLogin) return;
  if (Error error = script_error(end)) return fail(std::move(error), now);
  forget_question();
  // What followed the last expected octet is PPP's, or the first frame that ended the script.
  waiting_input_ = std::get<Script>(talk_)->take_unread();
  set_talk(std::monostate{});
  phase_ = Phase::kOnline;
  if (end.outcome == Engine::Outcome::kHalted)
    return begin_terminal("the login script leaves the rest to a person (halt)", now);
  enter(State::kAllDevicesConnected);
}

void Session::ask_for_script(const Engine::Question& question, TimePoint now) {
  Error failure = pause_failure(State::kInteractive);
  failure.layer = Layer::kScript;
  failure.context = "the login script asks: " + question.text;
  ask(State::kInteractive,
      {.text = question.text, .failure = std::move(failure), .is_secret = question.is_secret}, now);
}

// The peer has begun PPP instead of waiting for the answer.
void Session::forget_question() {
  question_.reset();
  if (!prompt_) return;
  std::erase(upcoming_, State::kInteractive);
  end_pause();
}

void Session::handle_interpreter(Octets octets, TimePoint now) {
  auto* script = std::get_if<Script>(&talk_);
  if (script == nullptr || !has_interpreter_) return;
  (*script)->handle_interpreter(octets, now);
  settle(now);
}

void Session::handle_interpreter_gone(const std::string& why, TimePoint now) {
  auto* script = std::get_if<Script>(&talk_);
  if (script == nullptr || !has_interpreter_) return;
  (*script)->handle_interpreter_gone(why);
  settle(now);
}

// chat(8), HANGUP: while a script has switched it off, the carrier may go and come.
void Session::follow_hangup_switch() {
  const auto* script = std::get_if<Script>(&talk_);
  const bool is_ignored = script != nullptr && (*script)->ignores_hangup();
  if (is_ignored == std::exchange(hangup_ignored_, is_ignored) || is_closing()) return;
  carrier_ = {};
  if (dialled_) effects_.emplace_back(WatchCarrier{.is_watched = !is_ignored});
}

// Where the script was when the line was lost, for the error text.
std::string Session::script_place() {
  auto* script = std::get_if<Script>(&talk_);
  if (script == nullptr) return {};
  (*script)->handle_hangup();
  const auto end = (*script)->poll_finished();
  return end && !end->text.empty() ? " (login script " + end->text + ")" : std::string();
}

}  // namespace dial::session
