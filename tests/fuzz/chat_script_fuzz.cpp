// A script, an octet 0, and what the peer sends: parsed and run to its end. The script always
// ends, and the password comes out nowhere but in what is sent.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "script/chat.hpp"

namespace {

using dial::script::Chat;
using dial::script::Runner;

// The script cannot spell it (see below), so whoever shows it has leaked it.
constexpr std::string_view kPassword = "S3cr3t!";

void refuse_secret(std::string_view text) {
  if (text.find(kPassword) != std::string_view::npos) std::abort();
}

void drain(Runner& runner) {
  while (runner.poll_output()) {
  }
  while (const auto text = runner.poll_report())
    refuse_secret(*text);
}

void run(const Chat& chat, dial::Octets input) {
  dial::TimePoint now{};
  Runner runner(chat,
                {.phone = "123", .user = "alice", .password = dial::Secret(std::string(kPassword))},
                now);
  std::optional<Runner::Finished> finished;
  std::size_t fed = 0;
  while (!(finished = runner.poll_finished())) {
    drain(runner);
    if (fed < input.size()) {
      const std::size_t chunk = std::min<std::size_t>(1 + fed % 7, input.size() - fed);
      runner.handle_input(input.subspan(fed, chunk), now);
      fed += chunk;
    } else {
      const auto deadline = runner.poll_timeout();
      if (!deadline) std::abort();  // it would never end
      now = *deadline;
      runner.handle_timeout(now);
    }
  }
  drain(runner);
  refuse_secret(finished->text);
  refuse_secret(finished->received);
  if (runner.take_unread().size() > fed) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const dial::Octets all(data, size);
  const auto zero = std::find(all.begin(), all.end(), std::uint8_t{0});
  const std::string_view text =
      dial::text_of(all.first(static_cast<std::size_t>(zero - all.begin())));
  if (text.find("S3") != std::string_view::npos) return 0;  // the script itself knows the secret
  const auto chat = Chat::parse(text);
  if (!chat) {
    if (chat.error().line == 0 || chat.error().column == 0 || chat.error().message.empty())
      std::abort();
    return 0;
  }
  dial::Octets input;
  if (zero != all.end()) input = all.last(static_cast<std::size_t>(all.end() - zero) - 1);
  run(*chat, input);
  return 0;
}
