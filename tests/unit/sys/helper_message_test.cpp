#include "sys/helper_message.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

using namespace std::string_literals;
using namespace std::chrono_literals;
using namespace dial;
using namespace dial::sys;
using namespace dial::sys::helper;

namespace {

const std::string kShortest = "verb=name-holder\0name=/dev/ttyS0\0limit=1\0"s;

std::string many(const std::string& field, std::size_t count) {
  std::string fields;
  for (std::size_t i = 0; i < count; ++i)
    fields += field + '\0';
  return fields;
}

struct Pair {
  Pair() {
    std::array<int, 2> made{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, made.data()) == 0);
    near = Fd(made[0]);
    far = Fd(made[1]);
  }
  Fd near;
  Fd far;
};

ino_t file_of(int descriptor) {
  struct stat status{};
  REQUIRE(::fstat(descriptor, &status) == 0);
  return status.st_ino;
}

}  // namespace

TEST_SUITE("sys::helper") {
  TEST_CASE("a request comes out of its packet as it went in, whatever its texts hold") {
    const Request request{.verb = Verb::kRunHook,
                          .name = "/etc/dial/hooks/up",
                          .arguments = {"", "a=b", "two\nlines", "\xff"},
                          .environment = {{"IFNAME", "ppp0"}, {"DIAL_X1", "a=b c"}, {"E", ""}},
                          .limit = 90s};
    CHECK(parse_request(to_packet(request)) == request);
    const Request shortest{.verb = Verb::kNameHolder, .name = "/dev/ttyS0", .limit = 1ms};
    CHECK(to_packet(shortest) == kShortest);
    CHECK(parse_request(kShortest) == shortest);
  }

  TEST_CASE("each verb has a name of its own, which is what is parsed") {
    for (const Verb verb :
         {Verb::kRunHook, Verb::kRunPowerHook, Verb::kRunPppd, Verb::kOpenNamespace,
          Verb::kSetSysctl, Verb::kResetUsb, Verb::kNameHolder}) {
      const Request request{.verb = verb, .name = "x"};
      CHECK(parse_request(to_packet(request)) == request);
      CHECK(verb_purpose(verb).starts_with("to "));
    }
  }

  TEST_CASE("what is no request to the letter is refused") {
    const std::string head = "verb=name-holder\0name=x\0limit=1\0"s;
    for (const std::string& packet : {""s,
                                      "\0"s,
                                      "verb"s,
                                      "verb\0"s,
                                      "verb=name-holder"s,
                                      kShortest.substr(0, kShortest.size() - 1),
                                      "verb=format-disk\0name=x\0limit=1\0"s,
                                      "name=x\0verb=name-holder\0limit=1\0"s,
                                      "verb=name-holder\0verb=name-holder\0name=x\0limit=1\0"s,
                                      "verb=name-holder\0limit=1\0"s,
                                      "verb=name-holder\0name=\0limit=1\0"s,
                                      "verb=name-holder\0name=x\0"s,
                                      "verb=name-holder\0name=x\0limit=0\0"s,
                                      "verb=name-holder\0name=x\0limit=-1\0"s,
                                      "verb=name-holder\0name=x\0limit=01\0"s,
                                      "verb=name-holder\0name=x\0limit=1s\0"s,
                                      "verb=name-holder\0name=x\0limit=3600001\0"s,
                                      "verb=name-holder\0name=x\0limit=99999999999999999999\0"s,
                                      head + "limit=1\0"s,
                                      head + "name=x\0"s,
                                      head + "colour=red\0"s,
                                      head + "variable=X\0"s,
                                      head + "variable==1\0"s,
                                      head + "variable=1A=1\0"s,
                                      head + "variable=a=1\0"s,
                                      head + "variable=A B=1\0"s,
                                      head + "variable=A=1\0variable=A=2\0"s,
                                      head + "variable=A=1\0argument=late\0"s,
                                      head + many("argument=x", kMostArguments + 1),
                                      "argument=x\0"s + head,
                                      head + "argument=" + std::string(kMostOctets, 'x') + "\0"s}) {
      CAPTURE(packet);
      const auto request = parse_request(packet);
      REQUIRE_FALSE(request);
      CHECK(request.error().code == ErrorCode::kInvalidParameter);
      CHECK_FALSE(request.error().context.empty());
    }
    CHECK(parse_request(head + many("argument=x", kMostArguments)));
    CHECK(parse_request("verb=name-holder\0name=x\0limit=3600000\0"s));
  }

  TEST_CASE("a reply says what went wrong, or what became of it") {
    const Reply refused{.error = {.code = ErrorCode::kAccessDenied,
                                  .layer = Layer::kManager,
                                  .context = "/x can be written by others",
                                  .os_error = EACCES}};
    CHECK(parse_reply(to_packet(refused)) == refused);
    for (const Reply& reply :
         {Reply{.text = "minicom (pid 4711)"}, Reply{.status = 3}, Reply{.signal = 9}}) {
      auto same = parse_reply(to_packet(reply));
      REQUIRE(same);
      same->error.layer = Layer::kNone;
      CHECK(*same == reply);
    }
    for (const std::string& packet : {""s, "error=x\0"s, "status=1"s, "staus=1\0"s, "signal=+1\0"s})
      CHECK_FALSE(parse_reply(packet));
  }

  TEST_CASE("a packet takes descriptors along, and the other side's close with it") {
    Pair pair;
    const Fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const std::array descriptors{file.get(), pair.near.get()};
    REQUIRE(send_packet(pair.near.get(), "hello", descriptors));
    Packet packet;
    REQUIRE(receive_packet(pair.far.get(), packet));
    CHECK(packet.text == "hello");
    REQUIRE(packet.descriptors.size() == 2);
    CHECK(file_of(packet.descriptors[0].get()) == file_of(file.get()));
    CHECK(::fcntl(packet.descriptors[0].get(), F_GETFD) == FD_CLOEXEC);
    CHECK_FALSE(receive_packet(pair.far.get(), packet));
    CHECK(errno == EAGAIN);
    pair.near.reset();
    packet.descriptors.clear();  // one of them was the same socket
    CHECK_FALSE(receive_packet(pair.far.get(), packet));
    CHECK(errno == ENODATA);
  }

  TEST_CASE("a packet that is too long, or brings too much, is refused and leaks nothing") {
    Pair pair;
    Packet packet;
    CHECK_FALSE(send_packet(pair.near.get(), std::string(kMostOctets + 1, 'x'), {}));
    CHECK(errno == EMSGSIZE);
    const std::string longer(kMostOctets + 1, 'x');
    REQUIRE(::send(pair.near.get(), longer.data(), longer.size(), 0) > 0);
    CHECK_FALSE(receive_packet(pair.far.get(), packet));
    CHECK(errno == EMSGSIZE);
    const std::array five{0, 0, 0, 0, 0};
    CHECK_FALSE(send_packet(pair.near.get(), "x", five));
    // By hand, as somebody who keeps to nothing would.
    iovec part{.iov_base = const_cast<char*>("x"), .iov_len = 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof five)> control{};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof five);
    REQUIRE(::sendmsg(pair.near.get(), &header, 0) == 1);
    const int free_before = ::dup(0);
    ::close(free_before);
    CHECK_FALSE(receive_packet(pair.far.get(), packet));
    CHECK(errno == EMSGSIZE);
    packet.descriptors.clear();
    const int free_after = ::dup(0);
    ::close(free_after);
    CHECK(free_after == free_before);
  }
}
