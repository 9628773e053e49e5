#include "simulator/login_menu.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "uv/timer.hpp"

namespace dial::simulator {
namespace {

constexpr std::size_t kLongest = 64;  // octets of a name or a password
constexpr unsigned kTries = 3;

// What a terminal server offers behind the login. PPP is the last; the others lead nowhere here.
struct Choice {
  std::string_view key;
  std::string_view text;
};
constexpr std::array kMenu{
    Choice{"1", "console of the router"},
    Choice{"2", "console of the switch"},
    Choice{"3", "PPP"},
};

class LoginMenu : public FarEnd {
 public:
  LoginMenu(uv_loop_t* loop, const PeerOptions& options, PeerCounters& counters, FarEndOwner& owner)
      : loop_(loop), options_(options), counters_(counters), owner_(owner), greeting_(loop, [this] {
          say("\r\nWelcome to " + options_.name + "\r\nlogin: ");
        }) {
    greeting_.set(uv::now_on(loop));
  }

  void write(Octets octets) override {
    while (!peer_ && !is_gone_ && !octets.empty()) {
      take(static_cast<char>(octets.front()));
      octets = octets.subspan(1);
    }
    if (peer_ && !octets.empty()) peer_->write(octets);
  }
  std::size_t unsent() const override { return peer_ ? peer_->unsent() : 0; }
  void pause_output(bool paused) override {
    if (peer_) peer_->pause_output(paused);
  }

 private:
  void say(std::string_view text) { owner_.on_far_end_output(octets_of(text)); }

  void take(char key) {
    if (key == '\r' || key == '\n') {
      // CR and LF are one end of a line.
      if (key == '\n' && std::exchange(last_was_cr_, false)) return;
      last_was_cr_ = key == '\r';
      return take_line();
    }
    last_was_cr_ = false;
    if (key == '\b' || key == '\x7f') {
      if (!line_.empty()) line_.pop_back();
    } else if (line_.size() < kLongest) {
      line_ += key;
    }
    if (!has_name_ || is_in_menu_) say({&key, 1});
  }

  void take_line() {
    std::string line = std::exchange(line_, {});
    if (is_in_menu_) return choose(line);
    if (!has_name_ && line.empty()) return say("\r\nlogin: ");
    if (!std::exchange(has_name_, true)) {
      name_ = std::move(line);
      return say("\r\nPassword: ");
    }
    has_name_ = false;
    const auto found = options_.users.find(name_);
    if (found != options_.users.end() && found->second == line)
      return options_.menu ? show_menu() : begin_ppp();
    say("\r\nLogin incorrect\r\n");
    if (++tries_ == kTries) return leave("three logins were wrong");
    say("login: ");
  }

  void show_menu() {
    is_in_menu_ = true;
    say("\r\n");
    for (const Choice& choice : kMenu)
      say("\r\n " + std::string(choice.key) + "  " + std::string(choice.text));
    say("\r\n\r\nYour choice: ");
  }

  void choose(std::string_view key) {
    if (key == kMenu.back().key) return begin_ppp();
    const bool is_known = std::ranges::find(kMenu, key, &Choice::key) != kMenu.end();
    say(is_known ? "\r\nnobody answers\r\n" : "\r\nno such choice\r\n");
    show_menu();
  }

  void begin_ppp() {
    say("\r\nStarting PPP\r\n");
    PeerOptions options = options_;
    options.speaks_first = true;
    auto peer = answer_with_ppp(loop_, options, counters_, owner_);
    if (!peer) return leave(describe(peer.error()));
    peer_ = std::move(*peer);
  }

  void leave(const std::string& reason) {
    is_gone_ = true;
    owner_.on_far_end_gone(reason);
  }

  uv_loop_t* loop_;
  PeerOptions options_;
  PeerCounters& counters_;
  FarEndOwner& owner_;
  uv::DeadlineTimer greeting_;
  std::string line_;
  std::string name_;
  bool has_name_ = false;
  bool is_in_menu_ = false;
  bool last_was_cr_ = false;
  bool is_gone_ = false;
  unsigned tries_ = 0;
  std::unique_ptr<FarEnd> peer_;  // logged in
};

}  // namespace

std::unique_ptr<FarEnd> ask_in_text(uv_loop_t* loop, const PeerOptions& options,
                                    PeerCounters& counters, FarEndOwner& owner) {
  return std::make_unique<LoginMenu>(loop, options, counters, owner);
}

}  // namespace dial::simulator
