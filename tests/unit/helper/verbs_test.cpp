// Requests as diald sends them, each served by a process of its own. Where root is needed, and the
// tests have none, a case is left out.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>

#include "helper/run.hpp"
#include "support/child.hpp"
#include "sys/helper_message.hpp"
#include "unit/helper/asking.hpp"
#include "unit/helper/root_folder.hpp"

using namespace dial;
using namespace dial::helper;
using namespace dial::sys::helper;
using dial::sys::Fd;
using namespace dial::test;
namespace fs = std::filesystem;

namespace {

// Runs a case in a network namespace of its own, whose descriptor it is given.
void in_own_network(const std::function<bool(int)>& work) {
  const Child child([&] {
    if (::unshare(CLONE_NEWNET) != 0) return false;
    const Fd network = our_network();
    return work(network.get());
  });
  CHECK(child.is_done());
}

}  // namespace

TEST_SUITE("helper::serve") {
  TEST_CASE(
      "nobody but the client it was started for is served, and his request is not looked at") {
    const Settings other{.client = ::geteuid() + 1};
    const std::string packet = to_packet(Request{.name = "/dev/null"});
    for (const std::string& said : {std::string(), packet, std::string("nonsense")}) {
      const auto refused = ask_raw(other, said);
      REQUIRE(refused.is_there);
      CHECK(refused.reply.error.code == ErrorCode::kAccessDenied);
      CHECK(refused.reply.error.context.find("uid " + std::to_string(::geteuid() + 1)) !=
            std::string::npos);
    }
  }

  TEST_CASE("what is no request is refused, and the helper ends") {
    const auto refused = ask_raw(our_settings(), "rm -rf /");
    REQUIRE(refused.is_there);
    CHECK(refused.reply.error.code == ErrorCode::kInvalidParameter);
  }

  TEST_CASE("the holder of a port is named, or nobody if there is none") {
    const Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(::grantpt(master.get()) == 0);
    REQUIRE(::unlockpt(master.get()) == 0);
    const std::string device = ::ptsname(master.get());
    const Request request{.verb = Verb::kNameHolder, .name = device};
    CHECK(ask(our_settings(), request).reply.text.empty());
    const Child holder([&] { return ::open(device.c_str(), O_RDWR | O_NOCTTY) >= 0; });
    REQUIRE(holder.is_done());
    CHECK(ask(our_settings(), request).reply.text ==
          "helper_test (pid " + std::to_string(holder.pid()) + ")");
    for (const char* name : {"/etc/passwd", "/dev", "/dev/nonexistent", "/proc/self/mem"})
      CHECK(code(our_settings(), {.verb = Verb::kNameHolder, .name = name}) ==
            ErrorCode::kDeviceDoesNotExist);
    if (!can_own_as_root()) return;
    // A device that stands elsewhere is nobody's port.
    const RootFolder folder;
    if (::mknod((folder / "null").c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0) return;
    CHECK(code(our_settings(), {.verb = Verb::kNameHolder, .name = folder / "null"}) ==
          ErrorCode::kDeviceDoesNotExist);
  }

  TEST_CASE("a hook of root's runs with what it is given, in the namespace that came with it") {
    if (!can_own_as_root()) return;
    const RootFolder folder;
    folder.script("up", "echo \"$1 $IFNAME $PPP_LOCAL\" >" + (folder / "said") +
                            "\nreadlink /proc/self/ns/net >>" + (folder / "said") + "\nexit 7");
    Settings settings = our_settings();
    settings.hooks = {"/nonexistent", folder.path()};
    const Request request{.verb = Verb::kRunHook,
                          .name = folder / "up",
                          .arguments = {"ppp7"},
                          .environment = {{"IFNAME", "ppp7"}, {"PPP_LOCAL", "10.0.0.1"}}};
    in_own_network([&](int network) {
      const auto answer = ask(settings, request, {network});
      const std::string inside = fs::read_symlink("/proc/self/ns/net").string();
      return answer.reply.status == 7 &&
             folder.text("said") == "ppp7 ppp7 10.0.0.1\n" + inside + "\n";
    });
  }

  TEST_CASE(
      "a hook that is not root's, not in a folder of hooks, or told strange things is refused") {
    if (!can_own_as_root()) return;
    const RootFolder folder;
    folder.script("up", "touch " + (folder / "ran"));
    Settings settings = our_settings();
    settings.hooks = {folder.path()};
    const Fd network = our_network();
    Request request{.verb = Verb::kRunHook, .name = folder / "up"};
    const auto refused = [&](const std::vector<int>& descriptors) {
      return code(settings, request, descriptors);
    };
    CHECK(refused({}) == ErrorCode::kInvalidParameter);
    const Fd file(::open("/dev/null", O_RDWR | O_CLOEXEC));
    CHECK(refused({file.get()}) == ErrorCode::kInvalidParameter);
    CHECK(refused({network.get(), file.get(), file.get()}) == ErrorCode::kInvalidParameter);
    for (const char* name :
         {"LD_PRELOAD", "PATH", "BASH_ENV", "ENV", "IFS", "PERL5LIB", "SHELLOPTS"}) {
      request.environment = {{name, "x"}};
      CHECK(refused({network.get()}) == ErrorCode::kAccessDenied);
    }
    request.environment.clear();
    for (const std::string& name :
         {std::string("/bin/sh"), folder / "../../bin/sh", std::string("up")}) {
      request.name = name;
      CHECK(refused({network.get()}) == ErrorCode::kAccessDenied);
    }
    request.name = folder / "up";
    REQUIRE(::chown((folder / "up").c_str(), 4711, 0) == 0);
    CHECK(refused({network.get()}) == ErrorCode::kAccessDenied);
    CHECK_FALSE(fs::exists(folder / "ran"));
    REQUIRE(::chown((folder / "up").c_str(), 0, 0) == 0);
    CHECK(refused({network.get()}) == ErrorCode::kSuccess);
    CHECK(fs::exists(folder / "ran"));
  }

  TEST_CASE("a power hook is one of its own folder, and no other") {
    if (!can_own_as_root()) return;
    const RootFolder folder;
    folder.script("relay", "echo $1 >" + (folder / "said"));
    Settings settings = our_settings();
    settings.power = folder.path();
    const Fd network = our_network();
    const Request request{
        .verb = Verb::kRunPowerHook, .name = folder / "relay", .arguments = {"off"}};
    CHECK(code(settings, request, {network.get()}) == ErrorCode::kSuccess);
    CHECK(folder.text("said") == "off\n");
    CHECK(code(settings, {.verb = Verb::kRunHook, .name = folder / "relay"}, {network.get()}) ==
          ErrorCode::kAccessDenied);
  }

  TEST_CASE("pppd gets the line as its terminal and root's options, and what may be added") {
    if (!can_own_as_root()) return;
    const RootFolder folder;
    folder.script(
        "pppd", "echo \"$@\" >" + (folder / "said") + "; tty >>" + (folder / "said") + "; exit 4");
    folder.write("isp", "noauth\n", 0600);
    Settings settings = our_settings();
    settings.options = folder.path();
    settings.pppd = folder / "pppd";
    const Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(::grantpt(master.get()) == 0);
    REQUIRE(::unlockpt(master.get()) == 0);
    const std::string device = ::ptsname(master.get());
    const Fd line(::open(device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    const Fd network = our_network();
    Request request{.verb = Verb::kRunPppd, .name = "isp", .arguments = {"ipparam", "office"}};
    const auto answer = ask(settings, request, {line.get(), network.get()});
    CHECK(answer.reply.error.context == "");
    CHECK(answer.reply.status == 4);
    CHECK(folder.text("said") ==
          "nodetach file " + (folder / "isp") + " ipparam office\n" + device + "\n");
    const auto refused = [&] { return code(settings, request, {line.get(), network.get()}); };
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"connect", "/bin/sh"},
          {"plugin", "x.so"},
          {"ipparam", "-x"},
          {"linkname", "../../etc/passwd"},
          {"ipparam", ""}}) {
      request.arguments = arguments;
      CHECK(refused() == ErrorCode::kAccessDenied);
    }
    request.arguments = {"ipparam"};
    CHECK(refused() == ErrorCode::kInvalidParameter);
    request.arguments.clear();
    request.name = "../../etc/passwd";
    CHECK(refused() == ErrorCode::kAccessDenied);
    request.name = "isp";
    CHECK(code(settings, request, {network.get(), network.get()}) == ErrorCode::kInvalidParameter);
    CHECK(code(settings, request, {line.get(), line.get()}) == ErrorCode::kInvalidParameter);
  }

  TEST_CASE("a sysctl of one interface is set in the namespace that came with it, and there only") {
    if (!can_own_as_root()) return;
    const Request request{
        .verb = Verb::kSetSysctl, .name = "ipv4/rp_filter", .arguments = {"lo", "2"}};
    in_own_network([&](int network) {
      const auto value = [] {
        std::ifstream file("/proc/sys/net/ipv4/conf/lo/rp_filter");
        std::string text;
        std::getline(file, text);
        return text;
      };
      const std::string before = value();
      const auto answer = ask(our_settings(), request, {network});
      return before != "2" && !answer.reply.error && value() == "2";
    });
    const Fd network = our_network();
    const auto refused = [&](const std::string& key, std::vector<std::string> arguments) {
      return code(our_settings(),
                  {.verb = Verb::kSetSysctl, .name = key, .arguments = std::move(arguments)},
                  {network.get()});
    };
    CHECK(refused("kernel/core_pattern", {"lo", "1"}) == ErrorCode::kAccessDenied);
    CHECK(refused("ipv4/rp_filter", {"all", "1"}) == ErrorCode::kAccessDenied);
    CHECK(refused("ipv4/rp_filter", {"default", "1"}) == ErrorCode::kAccessDenied);
    for (const char* name : {"../all", "..", "", "lo/x", "sixteencharacters"})
      CHECK(refused("ipv4/rp_filter", {name, "1"}) == ErrorCode::kInvalidParameter);
    for (const char* number : {"", "-1", "256", "1x", "one"})
      CHECK(refused("ipv4/rp_filter", {"lo", number}) == ErrorCode::kInvalidParameter);
    CHECK(refused("ipv4/rp_filter", {"lo"}) == ErrorCode::kInvalidParameter);
    CHECK(code(our_settings(), request) == ErrorCode::kInvalidParameter);
  }

  TEST_CASE("a namespace is handed back with a socket that configures what is in it") {
    if (!can_own_as_root()) return;
    const RootFolder folder;
    Settings settings = our_settings();
    settings.namespaces = "/proc/self/ns";  // its own, which bears no link: see below
    CHECK(code(settings, {.verb = Verb::kOpenNamespace, .name = "net"}) ==
          ErrorCode::kInvalidParameter);  // a symbolic link leads elsewhere
    settings.namespaces = folder.path();
    folder.write("file", "x", 0644);
    CHECK(code(settings, {.verb = Verb::kOpenNamespace, .name = "file"}) ==
          ErrorCode::kInvalidParameter);
    for (const char* name : {"../net", ".", "..", "a/b", ".hidden", "a b"})
      CHECK(code(settings, {.verb = Verb::kOpenNamespace, .name = name}) ==
            ErrorCode::kInvalidParameter);
    in_own_network([&](int) {
      // As ip-netns(8) does, in a mount namespace that nobody else sees.
      const bool is_named =
          ::unshare(CLONE_NEWNS) == 0 &&
          std::system(
              "mount --make-rprivate / && ip link add dev probe0 type dummy 2>/dev/null"
              " || ip tuntap add mode tun name probe0") == 0 &&
          std::system(("touch " + (folder / "lab") + " && mount --bind /proc/self/ns/net " +
                       (folder / "lab"))
                          .c_str()) == 0;
      if (!is_named || ::unshare(CLONE_NEWNET) != 0) return false;
      const auto answer = ask(settings, {.verb = Verb::kOpenNamespace, .name = "lab"});
      if (answer.reply.error || answer.descriptors.size() != 3) return false;
      return is_network_namespace(answer.descriptors[0].get()) &&
             !is_network_namespace(answer.descriptors[1].get()) &&
             fs::read_symlink("/proc/self/fd/" + std::to_string(answer.descriptors[0].get())) !=
                 fs::read_symlink("/proc/self/ns/net");
    });
  }

  TEST_CASE("a USB device is taken away and given back, or reset, and nothing else is") {
    const RootFolder folder;
    // /dev/null stands for the modem's port: 1:3, on interface 0 of the device 1-2.
    fs::create_directories(folder / "devices/usb1/1-2/1-2:1.0/tty");
    fs::create_directories(folder / "dev/char");
    fs::create_directory_symlink(folder / "devices/usb1/1-2/1-2:1.0/tty", folder / "dev/char/1:3");
    folder.write("devices/usb1/1-2/busnum", "1\n", 0644);
    folder.write("devices/usb1/1-2/devnum", "17\n", 0644);
    const std::string authorized = folder / "devices/usb1/1-2/authorized";
    REQUIRE(::mkfifo(authorized.c_str(), 0600) == 0);
    const Fd switched(::open(authorized.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    Settings settings = our_settings();
    settings.sys = folder.path();
    settings.usb = folder / "bus";
    Request request{.verb = Verb::kResetUsb, .name = "/dev/null", .arguments = {"authorized"}};
    CHECK(code(settings, request) == ErrorCode::kSuccess);
    std::array<char, 8> written{};
    CHECK(::read(switched.get(), written.data(), written.size()) == 2);
    CHECK(std::string(written.data()) == "01");
    request.arguments = {"reset"};
    const auto reset = ask(settings, request).reply.error;
    CHECK(reset.code == ErrorCode::kHardwareFailure);  // there is no such device here
    CHECK(reset.context.starts_with("resetting " + (folder / "bus/001/017")));
    request.arguments = {"unplug"};
    CHECK(code(settings, request) == ErrorCode::kInvalidParameter);
    request.name = "/dev/zero";
    CHECK(code(settings, request) == ErrorCode::kWrongDeviceAttached);
    request.name = "/etc/passwd";
    CHECK(code(settings, request) == ErrorCode::kDeviceDoesNotExist);
  }
}
