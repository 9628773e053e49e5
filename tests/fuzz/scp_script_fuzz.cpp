// A script, an octet 0, and what the peer sends: checked, and run to its end twice, with the octets
// at once and one by one. Both go the same way unless the script calculated for long; it always
// ends, and the password comes out nowhere but in what is sent.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "script/scp_runner.hpp"

namespace {

using namespace std::chrono_literals;
using dial::script::ParseError;
using dial::script::scp::Limits;
using dial::script::scp::Runner;
using dial::script::scp::Script;

// The script cannot spell it (see below), so whoever shows it has leaked it.
constexpr std::string_view kPassword = "S3cr3t!";
constexpr Limits kLimits{.wait = 2s, .script = 3s};
constexpr std::size_t kMostCalls = 2'000;

struct Run {
  dial::Buffer sent;
  std::size_t changes = 0;  // outputs that are not octets
  Runner::Finished end;
  dial::Buffer unread;
  bool has_rested = false;
};

void demand(bool holds) {
  if (!holds) std::abort();
}

void drain(Runner& runner, Run& run) {
  while (const auto output = runner.poll_output()) {
    if (const auto* octets = std::get_if<dial::Buffer>(&*output)) {
      run.sent.insert(run.sent.end(), octets->begin(), octets->end());
    } else {
      ++run.changes;
    }
  }
}

bool is_rest(dial::TimePoint deadline, dial::TimePoint now) {
  return deadline - now <= 10ms;
}

Run run(const Script& script, dial::Octets input, std::size_t chunk) {
  dial::TimePoint now{};
  Runner runner(script, {.user = "alice", .password = dial::Secret(std::string(kPassword))},
                kLimits, now);
  Run run;
  const auto note_rest = [&] {
    const auto deadline = runner.poll_timeout();
    if (deadline && is_rest(*deadline, now)) run.has_rested = true;
  };
  note_rest();
  for (std::size_t fed = 0; fed < input.size(); fed += chunk) {
    runner.handle_input(input.subspan(fed, std::min(chunk, input.size() - fed)), now);
    note_rest();
  }
  for (std::size_t calls = 0; const auto deadline = runner.poll_timeout(); ++calls) {
    demand(*deadline > now && calls < kMostCalls);
    now = *deadline;
    runner.handle_timeout(now);
    note_rest();
  }
  drain(runner, run);
  const auto end = runner.poll_finished();
  demand(end.has_value());
  run.end = *end;
  run.unread = runner.take_unread();
  return run;
}

void refuse_secret(std::string_view text) {
  demand(text.find(kPassword) == std::string_view::npos);
}

void check_errors(const std::vector<ParseError>& errors) {
  for (const ParseError& error : errors)
    demand(error.line > 0 && error.column > 0 && !error.message.empty());
}

void check_runs(const Script& script, dial::Octets input) {
  const Run whole = run(script, input, std::max<std::size_t>(1, input.size()));
  refuse_secret(whole.end.text);
  refuse_secret(whole.end.received);
  demand(whole.unread.size() <= input.size());
  const Run single = run(script, input, 1);
  if (whole.has_rested || single.has_rested) return;
  demand(whole.sent == single.sent && whole.changes == single.changes);
  demand(whole.end.outcome == single.end.outcome && whole.end.text == single.end.text);
  demand(whole.end.place.line == single.end.place.line);
  demand(whole.end.received == single.end.received && whole.unread == single.unread);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const dial::Octets all(data, size);
  const auto zero = std::find(all.begin(), all.end(), std::uint8_t{0});
  const std::string_view text =
      dial::text_of(all.first(static_cast<std::size_t>(zero - all.begin())));
  if (text.find("S3") != std::string_view::npos) return 0;  // the script itself knows the secret
  const auto script = Script::parse(text);
  if (!script) {
    demand(!script.error().empty());
    check_errors(script.error());
    return 0;
  }
  check_errors(script->warnings());
  dial::Octets input;
  if (zero != all.end()) input = all.last(static_cast<std::size_t>(all.end() - zero) - 1);
  check_runs(*script, input);
  return 0;
}
