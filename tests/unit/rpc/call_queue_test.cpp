#include "rpc/call_queue.hpp"

#include <doctest/doctest.h>

#include <string>

namespace dial::rpc {
namespace {

using namespace std::string_literals;
using Fault = CallQueue::Fault;

std::string calls(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i)
    text += serialize(Call{.method = "a.M" + std::to_string(i)});
  return text;
}

std::string next(CallQueue& queue) {
  const auto call = queue.poll_call();
  return call ? call->method : "";
}

}  // namespace

TEST_SUITE("rpc::CallQueue") {
  TEST_CASE("calls are taken in the order they came") {
    CallQueue queue(8);
    queue.handle_input(octets_of(calls(1, 3)));
    CHECK(next(queue) == "a.M1");
    CHECK(next(queue) == "a.M2");
    CHECK(next(queue) == "a.M3");
    CHECK(next(queue).empty());
    CHECK(queue.fault() == Fault::kNone);
    CHECK(queue.wants_input());
  }

  TEST_CASE("garbage is a fault after the calls before it, and nothing follows it") {
    CallQueue queue(8);
    queue.handle_input(octets_of(calls(1, 1) + "garbage\0"s + calls(2, 2)));
    CHECK(queue.fault() == Fault::kNone);
    CHECK(next(queue) == "a.M1");
    CHECK(next(queue).empty());
    CHECK(queue.fault() == Fault::kGarbage);
    CHECK_FALSE(queue.wants_input());
    queue.handle_input(octets_of(calls(3, 3)));
    CHECK(next(queue).empty());
  }

  TEST_CASE("as many calls as the limit wait behind an open one, and one more is a fault") {
    CallQueue queue(3);
    queue.handle_input(octets_of(calls(0, 3)));
    CHECK(next(queue) == "a.M0");
    queue.settle();
    CHECK(queue.wants_input());
    queue.handle_input(octets_of(calls(4, 5)));
    queue.settle();
    CHECK_FALSE(queue.wants_input());
    CHECK(queue.fault() == Fault::kNone);  // the three that were in time are served first
    CHECK(next(queue) == "a.M1");
    CHECK(next(queue) == "a.M2");
    CHECK(next(queue) == "a.M3");
    CHECK(queue.fault() == Fault::kTooManyCalls);
    CHECK(next(queue).empty());
  }

  TEST_CASE("any number of calls may come at once while none is open") {
    CallQueue queue(3);
    queue.handle_input(octets_of(calls(1, 1000)));
    int taken = 0;
    while (queue.poll_call())
      ++taken;
    CHECK(taken == 1000);
    CHECK(queue.fault() == Fault::kNone);
  }

  TEST_CASE("an overlong message is a fault after the calls before it") {
    CallQueue queue(8);
    queue.handle_input(octets_of(calls(1, 1) + std::string(kMaxMessage + 1, ' ')));
    CHECK(queue.fault() == Fault::kNone);
    CHECK_FALSE(queue.wants_input());
    CHECK(next(queue) == "a.M1");
    CHECK(next(queue).empty());
    CHECK(queue.fault() == Fault::kMessageTooLarge);
  }

  TEST_CASE("input is not wanted while more than a message's worth is held") {
    CallQueue queue(8);
    const Call big{.method = "a.B", .parameters = {{"x", std::string(600'000, 'x')}}};
    queue.handle_input(octets_of(serialize(big)));
    CHECK(queue.wants_input());
    queue.handle_input(octets_of(serialize(big)));
    CHECK_FALSE(queue.wants_input());
    CHECK(next(queue) == "a.B");
    CHECK(queue.wants_input());
  }

  TEST_CASE("the longest legal message is still read to its end") {
    CallQueue queue(8);
    queue.handle_input(octets_of(std::string(kMaxMessage, ' ')));
    CHECK(queue.wants_input());
  }
}

}  // namespace dial::rpc
