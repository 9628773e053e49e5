#include "ras/handles.hpp"

#include <doctest/doctest.h>

using namespace dial;

namespace {

const ras::Notifier kNotifier{.function = [] {}};

std::shared_ptr<ras::Dial> dial_of(const char* entry) {
  return std::make_shared<ras::Dial>(entry, kNotifier);
}

}  // namespace

TEST_SUITE("ras::Handles") {
  TEST_CASE(
      "of dials that failed and were never hung up the oldest are forgotten, of running ones "
      "none") {
    ras::Handles handles;
    const Statistics counters{.bytes_sent = 7};
    const auto running = dial_of("running");
    const auto failed = dial_of("failed");
    failed->set_ended();
    handles.add({1}, running);
    handles.set_baseline({1}, counters);
    handles.add({2}, failed);
    handles.set_baseline({2}, counters);
    for (std::uint64_t id = 3; id <= 5000; ++id) {
      const auto another = dial_of("failed");
      another->set_ended();
      handles.add({id}, another);
    }
    CHECK(handles.baseline({1}).bytes_sent == 7);
    CHECK(handles.baseline({2}).bytes_sent == 0);
    CHECK(handles.find({1}, kNotifier) == running);
    CHECK(failed.use_count() == 1);
  }
}
