#include "sys/tun.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "support/child.hpp"

namespace dial::sys {
namespace {

TEST_SUITE_BEGIN("sys::Tun");

TEST_CASE("an interface without a name gets the kernel's next one, and is gone when closed") {
  std::string name;
  {
    const auto tun = Tun::open("");
    REQUIRE(tun.has_value());
    name = tun->interface;
    CHECK(name.starts_with("tun"));
    CHECK(if_nametoindex(name.c_str()) != 0);
  }
  CHECK(if_nametoindex(name.c_str()) == 0);
}

TEST_CASE("a name is taken as it is, and %d is the next number") {
  const auto named = Tun::open("isp");
  const auto first = Tun::open("dial%d");
  const auto second = Tun::open("dial%d");
  REQUIRE((named && first && second));
  CHECK(named->interface == "isp");
  CHECK(first->interface == "dial0");
  CHECK(second->interface == "dial1");
}

TEST_CASE("reading an idle interface does not block, and children do not inherit it") {
  const auto tun = Tun::open("");
  REQUIRE(tun.has_value());
  char octet = 0;
  CHECK(read(tun->descriptor.get(), &octet, 1) == -1);
  CHECK(errno != 0);
  CHECK((fcntl(tun->descriptor.get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((fcntl(tun->descriptor.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a name in use, too long or of another kind is refused, and the error names it") {
  const auto first = Tun::open("taken");
  const std::pair<std::string, int> cases[] = {
      {"taken", EBUSY}, {"a-name-of-16-chr", EINVAL}, {"lo", EBUSY}};
  for (const auto& [name, os_error] : cases) {
    CAPTURE(name);
    const auto tun = Tun::open(name);
    REQUIRE_FALSE(tun.has_value());
    CHECK(tun.error().code == ErrorCode::kNoIpAdapter);
    CHECK(tun.error().layer == Layer::kNetwork);
    CHECK(tun.error().os_error == os_error);
    CHECK(tun.error().context.find(name) != std::string::npos);
  }
}

TEST_CASE("an interface that somebody else has made to stay is not taken over") {
  if (std::system("ip tuntap add mode tun name kept") != 0) return;  // no ip(8) here
  const auto tun = Tun::open("kept");
  REQUIRE_FALSE(tun.has_value());
  CHECK(tun.error().os_error == EBUSY);
  CHECK(std::system("ip tuntap del mode tun name kept") == 0);
}

TEST_CASE("without CAP_NET_ADMIN the error says that it is missing") {
  const Child child([] {
    // A user namespace of its own has no rights in this network, whoever one is in it.
    if (unshare(CLONE_NEWUSER) != 0) return true;
    const auto tun = Tun::open("");
    if (tun.has_value()) return false;
    const auto& context = tun.error().context;
    return tun.error().os_error == EPERM ? context.find("CAP_NET_ADMIN") != context.npos
                                         : tun.error().os_error == EACCES;
  });
  CHECK(child.is_done());
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::sys
