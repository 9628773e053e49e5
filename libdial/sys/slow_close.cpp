#include "sys/slow_close.hpp"

#include <atomic>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

namespace dial::sys {
namespace {

std::atomic<std::size_t> under_way{0};

struct Closing {
  Fd descriptor;
  std::function<void()> done;

  void run() {
    descriptor.reset();
    // Counted down first: whoever `done` tells may look at the count.
    --under_way;
    if (done) done();
  }
};

}  // namespace

void close_slowly(Fd descriptor, std::function<void()> done) {
  ++under_way;
  const auto closing = std::make_shared<Closing>(Closing{std::move(descriptor), std::move(done)});
  try {
    std::thread([closing] { closing->run(); }).detach();
  } catch (const std::system_error&) {
    closing->run();  // no thread to be had: late is better than never
  }
}

std::size_t slow_closes() {
  return under_way;
}

}  // namespace dial::sys
