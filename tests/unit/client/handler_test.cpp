#include "dial/handler.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <vector>

namespace dial {
namespace {

const Notification kRefused{
    .connection = {7},
    .sequence = 1,
    .state = State::kOpenPort,
    .error = {ErrorCode::kPortNotAvailable, Layer::kPort, "opening /dev/ttyS0", "", EBUSY},
    .subentry = 2};

void take_plainly(const Notification&) {}

}  // namespace

TEST_SUITE("handler kinds") {
  TEST_CASE("a handler that returns nothing goes on, one that returns a verdict decides") {
    const NotificationHandler plain = [](const Notification&) {};
    CHECK(plain(kRefused) == Verdict::kContinue);
    const NotificationHandler done = [](const Notification&) { return Verdict::kNoMore; };
    CHECK(done(kRefused) == Verdict::kNoMore);
    const NotificationHandler more = [](const Notification&) { return Verdict::kContinue; };
    CHECK(more(kRefused) == Verdict::kContinue);
  }

  TEST_CASE("whatever is empty makes an empty handler") {
    CHECK_FALSE(NotificationHandler());
    CHECK_FALSE(NotificationHandler(nullptr));
    CHECK_FALSE(NotificationHandler(std::function<void(const Notification&)>()));
    CHECK_FALSE(NotificationHandler(static_cast<void (*)(const Notification&)>(nullptr)));
    CHECK_FALSE(notify(DialFunc()));
    CHECK_FALSE(notify(DialFunc1()));
    CHECK_FALSE(notify(DialFunc2(), 1));
    CHECK(NotificationHandler(take_plainly));
    CHECK(NotificationHandler([](const Notification&) {}));
  }

  TEST_CASE("RasDialFunc gets state and error") {
    State state{};
    ErrorCode error{};
    const auto handler = notify([&](State entered, ErrorCode code) {
      state = entered;
      error = code;
    });
    CHECK(handler(kRefused) == Verdict::kContinue);
    CHECK(state == State::kOpenPort);
    CHECK(error == ErrorCode::kPortNotAvailable);
  }

  TEST_CASE("RasDialFunc1 gets the connection and the extended error too") {
    ConnectionId connection;
    State state{};
    ErrorCode error{};
    std::uint32_t extended = 0;
    const auto handler =
        notify([&](ConnectionId id, State entered, ErrorCode code, std::uint32_t more) {
          connection = id;
          state = entered;
          error = code;
          extended = more;
        });
    CHECK(handler(kRefused) == Verdict::kContinue);
    CHECK(connection == ConnectionId{7});
    CHECK(state == State::kOpenPort);
    CHECK(error == ErrorCode::kPortNotAvailable);
    CHECK(extended == EBUSY);
  }

  TEST_CASE("RasDialFunc2 gets its context and the link too, and its verdict counts") {
    for (const Verdict verdict : {Verdict::kContinue, Verdict::kNoMore}) {
      std::uintptr_t context = 0;
      std::uint32_t link = 0;
      ConnectionId connection;
      std::uint32_t extended = 0;
      const auto handler = notify(
          [&](std::uintptr_t given, std::uint32_t subentry, ConnectionId id, State, ErrorCode,
              std::uint32_t more) {
            context = given;
            link = subentry;
            connection = id;
            extended = more;
            return verdict;
          },
          4711);
      CHECK(handler(kRefused) == verdict);
      CHECK(context == 4711);
      CHECK(link == 2);
      CHECK(connection == ConnectionId{7});
      CHECK(extended == EBUSY);
    }
  }

  TEST_CASE("the extended error is errno, or 0 where the system refused nothing") {
    CHECK(extended_error(Error{}) == 0);
    CHECK(extended_error({ErrorCode::kLineBusy, Layer::kModem, "", "BUSY", 0}) == 0);
    CHECK(extended_error({ErrorCode::kPortNotFound, Layer::kPort, "", "", ENOENT}) == ENOENT);
  }
}

}  // namespace dial
