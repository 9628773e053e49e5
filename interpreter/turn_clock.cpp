#include "interpreter/turn_clock.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "script/lua_frames.hpp"

namespace dial::interpreter::turn_clock {
namespace {

using script::lua::Fail;

// The line is the first field of the message, behind its length and kind.
constexpr std::size_t kLineAt = script::lua::kLengthSize + 1;

// What the handlers of signals use: a process has one script.
volatile std::sig_atomic_t current_line = 0;
Buffer last_words;
Duration length;

// Nothing here may allocate (signal-safety(7)).
void give_up(int) {
  const auto line = static_cast<std::uint32_t>(current_line);
  for (std::size_t i = 0; i < 4; ++i)
    last_words[kLineAt + i] = static_cast<std::uint8_t>(line >> (24 - 8 * i));
  const ssize_t count = ::write(STDIN_FILENO, last_words.data(), last_words.size());
  ::_exit(count > 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

// A coroutine takes over the hook of whoever makes it.
void note_line(lua_State*, lua_Debug* event) {
  current_line = event->currentline;
}

void set_timer(Duration duration) {
  using std::chrono::duration_cast;
  const auto whole = duration_cast<std::chrono::seconds>(duration);
  itimerval timer{};
  timer.it_value.tv_sec = whole.count();
  timer.it_value.tv_usec = duration_cast<std::chrono::microseconds>(duration - whole).count();
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

}  // namespace

void set_up(Duration turn) {
  last_words = script::lua::encode(
      script::lua::Request(Fail{0, "the script computes for too long without waiting"}));
  length = turn;
  struct sigaction action{};
  action.sa_handler = give_up;
  ::sigaction(SIGPROF, &action, nullptr);
  ::sigaction(SIGXCPU, &action, nullptr);  // of all its turns together
}

void watch(lua_State* state) {
  lua_sethook(state, note_line, LUA_MASKLINE, 0);
}

void start() {
  set_timer(std::max(length, Duration(1)));
}

void stop() {
  set_timer({});
}

}  // namespace dial::interpreter::turn_clock
