#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "at/dialogue.hpp"

// The input is a sequence of events: an octet that says which, and for the modem's words their
// length too. After each of them what a Dialogue promises has to hold.
namespace {

using namespace dial::at;
using namespace std::chrono_literals;

constexpr const char* kCommands[] = {"ATZ", "ATDT5551234", "ATH", "AT+CREG?", "ATV0", "ATI", "ATA"};

void require(bool is_true) {
  if (!is_true) std::abort();
}

class Player {
 public:
  void send(unsigned which) {
    const bool was_busy = dialogue_.is_busy();
    const auto sent = dialogue_.send(kCommands[which % std::size(kCommands)], 5s, now_);
    require(sent.has_value() != was_busy);
    if (sent) ++open_;
    check();
  }

  void hear(dial::Octets octets) {
    while (!octets.empty()) {
      const std::size_t used = dialogue_.handle_input(octets, now_);
      require(used <= octets.size());
      octets = octets.subspan(used);
      const bool is_connected = check();
      require(octets.empty() || is_connected);
      if (is_connected) return;  // the rest is the call's
    }
  }

  void wait(bool is_long) {
    now_ = is_long && dialogue_.poll_timeout() ? *dialogue_.poll_timeout() : now_ + 10ms;
    dialogue_.handle_timeout(now_);
    check();
  }

  void abort() {
    if (dialogue_.is_busy()) --open_;
    dialogue_.abort(now_);
    check();
  }

  void hang_up() {
    dialogue_.handle_hangup();
    check();
    require(open_ == 0);
  }

  // Whatever happened, time alone ends the command.
  void finish() {
    for (int step = 0; dialogue_.is_busy(); ++step) {
      require(step < 8);
      wait(true);
    }
    require(open_ == 0);
  }

 private:
  bool check() {
    bool is_connected = false;
    require(dialogue_.poll_timeout().has_value() == dialogue_.is_busy());
    require(dialogue_.poll_output().size() <= 64);
    while (const auto finished = dialogue_.poll_finished()) {
      --open_;
      require(finished->info.size() <= 256);
      require(finished->result.size() <= Lexer::kMaxLine);
      is_connected |= finished->outcome == Outcome::kConnect;
    }
    require(open_ == (dialogue_.is_busy() ? 1 : 0));
    while (const auto report = dialogue_.poll_unsolicited())
      require(!report->line.empty() && report->line.size() <= Lexer::kMaxLine);
    return is_connected;
  }

  Dialogue dialogue_;
  dial::TimePoint now_{};
  int open_ = 0;  // commands accepted and not yet finished
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dial::ByteReader reader({data, size});
  Player player;
  while (const auto event = reader.u8()) {
    if (*event >= 0x80)
      player.hear(*reader.take(std::min<std::size_t>(*event & 0x7f, reader.rest().size())));
    else if (*event < 0x10)
      player.send(*event);
    else if (*event < 0x40)
      player.wait(*event >= 0x20);
    else if (*event < 0x60)
      player.abort();
    else
      player.hang_up();
  }
  player.finish();
  return 0;
}
