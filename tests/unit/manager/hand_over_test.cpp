#include "manager/hand_over.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <vector>

#include "manager/descriptor_store.hpp"

using namespace dial;
using namespace dial::manager;
using namespace std::chrono_literals;

namespace {

HandOver sample() {
  HandOver from;
  from.id = {4711};
  from.entry = "1000/isp";
  from.device = "/dev/ttyUSB0";
  from.number = "5551234";
  from.owner = 1000;
  from.groups = {20, 30};
  from.references = {{0, 1}, {1000, 2}};
  from.parameters.entry = "isp";
  from.parameters.number = "5559999";
  from.parameters.user = "bob";
  from.parameters.password = "his own";
  from.parameters.callback_number = "*";
  from.parameters.send_ahead = false;
  from.way = {.device = "/dev/ttyUSB0", .number = "5551234", .profile = "other"};
  from.required = {4000};
  from.told_before = 5;
  from.accounted = {.connected = TimePoint(103s), .until = TimePoint(170s), .octets = 900};
  from.started = TimePoint(100s);
  from.connected = TimePoint(103s);
  from.established.link.ours = {.mru = 1500, .accm = 0, .magic = 0xdeadbeef};
  from.established.link.theirs = {.mru = 1400,
                                  .accm = 0xa0000,
                                  .magic = 7,
                                  .compress_protocol = true,
                                  .compress_address = true,
                                  .authentication = ppp::AuthenticationMethod::kChapMd5};
  from.established.link.local = {0x0a000002};
  from.established.link.remote = {0x0a000001};
  from.established.link.name_servers = {{0x0a000035}, {0x0a000036}};
  from.established.link.lcp_id = 255;
  from.established.link.ipcp_id = 3;
  from.established.link.unanswered_echoes = 2;
  from.established.user = "alice";
  from.established.password = Secret("pass word");
  from.established.connect_text = "CONNECT 33600";
  from.established.is_dialled = true;
  from.established.sequence = 11;
  from.established.counted.bytes_sent = 1ULL << 40U;
  from.established.counted.fcs_errors = 3;
  from.standing_by = StandingBy{
      .number = 3,
      .address = {0x0a404043},
      .made_for = std::string("a\0b", 3),
      .flows = {{.remote = {0xc6336407}, .remote_port = 65535, .local_port = 4097, .protocol = 17},
                {.remote = {0xc6336408}, .protocol = 255}}};
  return from;
}

// A store that only says what it was told.
struct ToldStore final : DescriptorStore {
  void keep(const std::string& name, int) override { told.push_back("keep " + name); }
  void forget(const std::string& name, std::function<void()> done) override {
    told.push_back("forget " + name);
    done();
  }
  std::vector<std::string> told;
};

}  // namespace

TEST_SUITE("manager::HandOver") {
  TEST_CASE("a connection is read as it was written") {
    const HandOver from = sample();
    const auto read = decode_hand_over(encode(from));
    REQUIRE(read);
    CHECK(read->id == from.id);
    CHECK(read->entry == from.entry);
    CHECK(read->device == from.device);
    CHECK(read->number == from.number);
    CHECK(read->owner == from.owner);
    CHECK(read->groups == from.groups);
    CHECK(read->references == from.references);
    CHECK(read->parameters.entry == "isp");
    CHECK(read->parameters.number == "5559999");
    CHECK(read->parameters.user == "bob");
    CHECK(read->parameters.password == "his own");
    CHECK(read->parameters.callback_number == "*");
    CHECK(read->parameters.send_ahead == false);
    CHECK(read->way == from.way);
    CHECK(read->required == from.required);
    CHECK(read->told_before == 5);
    CHECK(read->accounted == from.accounted);
    CHECK(read->started == from.started);
    CHECK(read->connected == from.connected);
    CHECK(read->established.link == from.established.link);
    CHECK(read->established.user == "alice");
    CHECK(read->established.password.reveal() == "pass word");
    CHECK(read->established.connect_text == from.established.connect_text);
    CHECK(read->established.is_dialled);
    CHECK(read->established.sequence == 11);
    CHECK(read->established.counted.bytes_sent == 1ULL << 40U);
    CHECK(read->established.counted.fcs_errors == 3);
    CHECK(read->standing_by == from.standing_by);
  }

  TEST_CASE("a choice that nobody made is not made by the hand-over") {
    HandOver from = sample();
    for (const std::optional<bool> choice : {std::optional<bool>(), std::optional(true)}) {
      from.parameters.send_ahead = choice;
      CHECK(decode_hand_over(encode(from))->parameters.send_ahead == choice);
    }
  }

  TEST_CASE("an interface that ends with its call does not stand by in the next process") {
    HandOver from = sample();
    from.standing_by.reset();
    const auto read = decode_hand_over(encode(from));
    REQUIRE(read);
    CHECK_FALSE(read->standing_by);
  }

  TEST_CASE("the state of a call on demand with all flows that are kept fits into one page") {
    HandOver from = sample();
    from.standing_by->made_for.assign(512, 'x');
    from.standing_by->flows.assign(StandingBy::kMostFlows, from.standing_by->flows.front());
    CHECK(encode(from).size() <= 4096);
  }

  TEST_CASE("what is cut, changed or of another version is refused") {
    const Buffer octets = encode(sample());
    for (std::size_t length = 0; length < octets.size(); ++length)
      CHECK_FALSE(decode_hand_over(Octets(octets).first(length)));
    for (std::size_t at = 0; at < octets.size(); ++at) {
      Buffer wrong = octets;
      wrong[at] ^= 0x01;
      CHECK_FALSE(decode_hand_over(wrong));
    }
    // A seal that is good, around another version's octets.
    const Buffer later = seal(Octets(octets).subspan(16), kHandOverVersion + 1);
    CHECK_FALSE(decode_hand_over(later));
  }

  TEST_CASE("a payload with something behind it, or without an id, is refused") {
    const Buffer octets = encode(sample());
    Buffer payload(octets.begin() + 16, octets.end());
    CHECK(decode_hand_over(seal(payload, kHandOverVersion)));
    payload.push_back(0);
    CHECK_FALSE(decode_hand_over(seal(payload, kHandOverVersion)));
    HandOver nameless = sample();
    nameless.id = {};
    CHECK_FALSE(decode_hand_over(encode(nameless)));
  }

  TEST_CASE("the state in the store is the last that was written, and none once there is none") {
    ToldStore store;
    const sys::Fd state(::memfd_create("state", MFD_CLOEXEC));
    REQUIRE(state);
    KeptLine kept(store, "connection-1", sys::Fd(::dup(state.get())));
    const Buffer longer = encode(sample());
    HandOver other = sample();
    other.entry = "x";
    other.established.connect_text.clear();
    kept.write(longer);
    CHECK(decode_hand_over(read_state(state))->entry == "1000/isp");
    kept.write(encode(other));  // shorter: what is left of the first does not count
    CHECK(decode_hand_over(read_state(state))->entry == "x");
    kept.write({});
    CHECK_FALSE(decode_hand_over(read_state(state)));
    kept.write(longer);
    CHECK(decode_hand_over(read_state(state)));
  }

  TEST_CASE("a new interface replaces what was kept, by the same name") {
    ToldStore store;
    KeptLine kept(store, "connection-1", sys::Fd(::memfd_create("state", MFD_CLOEXEC)));
    kept.keep(5, 6, 10);
    CHECK(store.told == std::vector<std::string>(3, "keep connection-1"));
    store.told.clear();
    kept.keep(5, 6, 11);  // by the same number
    REQUIRE(store.told.size() == 4);
    CHECK(store.told.front() == "forget connection-1");
    CHECK(kept.interface() == 11);
  }
}
