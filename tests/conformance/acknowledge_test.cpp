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

  TEST_CASE("a cancel that comes after the end of its dial is no error and changes nothing") {
    Lab lab(ThroughDaemon::kDirect);
    rpc::BlockingClient calls(lab.dialer_options().socket);
    // One dial that connects, and one that fails.
    for (const bool fails : {false, true}) {
      CAPTURE(fails);
      rpc::BlockingClient stream(lab.dialer_options().socket);
      rpc::Call dial = call_of("Dial", {{"entry", "line0"}});
      if (fails) dial.parameters["number"] = "5557700";
      dial.more = true;
      const auto first = stream.call(dial, kPatience);
      REQUIRE(first);
      const auto accepted = rpc::from_json<rpc::DialReply>(*first);
      REQUIRE(accepted);
      Notification last;
      while (!is_terminal(last.state))
        last = next_of(stream);
      CHECK(last.error.code == (fails ? ErrorCode::kLineBusy : ErrorCode::kSuccess));
      const ConnectionId id = accepted->notification.connection;
      const auto state = [&] {
        const auto status = calls.call(call_of("Status", {{"connection", id.value}}), kPatience);
        REQUIRE(status);
        return rpc::from_json<rpc::StatusReply>(*status)->connection.state;
      };
      for (const char* method : {"Cancel", "Cancel", "Acknowledge"}) {
        CAPTURE(method);
        rpc::Json parameters{{"connection", id.value}, {"token", accepted->token}};
        if (std::string(method) == "Acknowledge") parameters["sequence"] = last.sequence;
        CHECK(calls.call(call_of(method, parameters), kPatience));
        CHECK(state() == last.state);
        for (const std::string& wrong : {std::string(32, '0'), std::string()}) {
          parameters["token"] = wrong;
          const auto refused = calls.call(call_of(method, parameters), kPatience);
          REQUIRE_FALSE(refused);
          CHECK(refused.error().raw == rpc::kWrongToken);
        }
        parameters["token"] = accepted->token;
        parameters["connection"] = id.value + 1;
        CHECK_FALSE(calls.call(call_of(method, parameters), kPatience));
      }
      const rpc::Json hang_up{{"connection", id.value}, {"force", false}};
      CHECK(calls.call(call_of("HangUp", hang_up), kPatience));
      CHECK(lab.is_free());
    }
  }
}

}  // namespace dial::conformance
