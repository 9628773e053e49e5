// DESIGN 3: how a Varlink client dials with acknowledgements.
#include "conformance/both_ways.hpp"
#include "rpc/client.hpp"
#include "rpc/messages.hpp"

namespace dial::conformance {
namespace {

rpc::Call call_of(const std::string& method, rpc::Json parameters) {
  return {.method = std::string(rpc::kInterface) + "." + method,
          .parameters = std::move(parameters)};
}

rpc::Call dial_call() {
  rpc::Call call = call_of("Dial", {{"entry", "line0"}, {"acknowledge", true}});
  call.more = true;
  return call;
}

// What the daemon says of the dial next; the test cannot go on without it.
Notification next_of(rpc::BlockingClient& stream) {
  const auto reply = stream.next(kPatience);
  const auto said =
      reply ? rpc::from_json<rpc::DialReply>(reply->parameters) : std::unexpected(reply.error());
  if (!said) give_up(("a reply of Dial: " + describe(said.error())).c_str());
  return said->notification;
}

}  // namespace

TEST_SUITE("conformance: acknowledge") {
  TEST_CASE("an acknowledgement needs the token of its dial, and twice is once") {
    Lab lab(ThroughDaemon::kDirect);
    rpc::BlockingClient stream(lab.dialer_options().socket);
    rpc::BlockingClient calls(lab.dialer_options().socket);
    const auto first = stream.call(dial_call(), kPatience);
    REQUIRE(first);
    const auto accepted = rpc::from_json<rpc::DialReply>(*first);
    REQUIRE(accepted);
    CHECK(accepted->notification.sequence == 0);
    const std::string token = accepted->token;
    const ConnectionId id = accepted->notification.connection;
    CHECK(token.size() == 32);
    const auto acknowledge = [&](const std::string& with, std::uint64_t sequence) {
      return calls.call(
          call_of("Acknowledge",
                  {{"connection", id.value}, {"token", with}, {"sequence", sequence}}),
          kPatience);
    };
    const auto state = [&] {
      const auto status = calls.call(call_of("Status", {{"connection", id.value}}), kPatience);
      REQUIRE(status);
      return rpc::from_json<rpc::StatusReply>(*status)->connection.state;
    };

    CHECK(next_of(stream).state == State::kOpenPort);
    std::string wrong = token;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    for (const std::string& guess : {wrong, std::string()}) {
      CHECK_FALSE(acknowledge(guess, 1));
      CHECK(state() == State::kOpenPort);
    }
    CHECK(acknowledge(token, 1));
    const Notification opened = next_of(stream);
    CHECK(opened.state == State::kPortOpened);
    CHECK(opened.sequence == 2);
    CHECK(acknowledge(token, 1));
    CHECK(state() == State::kPortOpened);
    // One counts for all before it, and not for what is still to be said.
    CHECK(acknowledge(token, 100));
    CHECK(next_of(stream).state == State::kConnectDevice);
    CHECK(state() == State::kConnectDevice);
    CHECK(calls.call(call_of("HangUp", {{"connection", id.value}, {"force", false}}), kPatience));
    CHECK(next_of(stream).state == State::kDisconnected);
    CHECK(lab.is_free());
  }
}

}  // namespace dial::conformance
