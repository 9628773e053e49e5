// dial-helper: does, as root, the few things that diald has no right to do. systemd starts it with
// one connection (Accept=yes); with --listen it makes its socket itself and has a process for each.
#include <getopt.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

#include "helper/serve.hpp"

namespace dial::helper {
namespace {

constexpr int kUsage = 2;
constexpr int kMostAtOnce = 256;

constexpr auto kHelp = R"(dial-helper: does for diald what needs root

Usage: dial-helper --user USER [OPTIONS]

  --user USER          whom it serves, by name or number; nobody else
  --listen PATH        make this socket and serve until killed; otherwise systemd hands a connection over
  --hooks DIR          what is below it may be run as a hook; may be given several times
  --power DIR          the same for what switches the power of a modem
  --pppd-options DIR   pppd's options files
  --pppd PROGRAM       (/usr/sbin/pppd)
  --namespaces DIR     (/run/netns)
  --resolver FILE      the resolver's own file, which may be written
  --resolvconf PROGRAM (/usr/sbin/resolvconf)
  --sys DIR            (/sys)
  --version, --help
)";

struct Arguments {
  Settings settings;
  std::string listen;
  bool has_user = false;
};

std::optional<uid_t> user_of(const char* text) {
  uid_t number = 0;
  const char* end = text + std::strlen(text);
  if (std::from_chars(text, end, number).ptr == end && end != text) return number;
  const passwd* user = ::getpwnam(text);
  return user == nullptr ? std::nullopt : std::optional(user->pw_uid);
}

int refuse(const std::string& what) {
  std::fprintf(stderr, "dial-helper: %s; --help says what can be said\n", what.c_str());
  return kUsage;
}

// Nullopt: go on; else the exit status.
std::optional<int> parse(int argc, char** argv, Arguments& arguments) {
  enum Option {
    kUser = 1,
    kListen,
    kHooks,
    kPower,
    kOptions,
    kPppd,
    kNamespaces,
    kResolver,
    kResolvconf,
    kSys,
    kVersion,
    kHelpOption
  };
  static const option kTable[] = {{"user", required_argument, nullptr, kUser},
                                  {"listen", required_argument, nullptr, kListen},
                                  {"hooks", required_argument, nullptr, kHooks},
                                  {"power", required_argument, nullptr, kPower},
                                  {"pppd-options", required_argument, nullptr, kOptions},
                                  {"pppd", required_argument, nullptr, kPppd},
                                  {"namespaces", required_argument, nullptr, kNamespaces},
                                  {"resolver", required_argument, nullptr, kResolver},
                                  {"resolvconf", required_argument, nullptr, kResolvconf},
                                  {"sys", required_argument, nullptr, kSys},
                                  {"version", no_argument, nullptr, kVersion},
                                  {"help", no_argument, nullptr, kHelpOption},
                                  {nullptr, 0, nullptr, 0}};
  Settings& settings = arguments.settings;
  for (int option = 0; (option = ::getopt_long(argc, argv, "", kTable, nullptr)) != -1;) {
    switch (option) {
      case kUser: {
        const auto user = user_of(optarg);
        if (!user) return refuse(std::string("there is no user ") + optarg);
        settings.client = *user;
        arguments.has_user = true;
        break;
      }
      case kListen:
        arguments.listen = optarg;
        break;
      case kHooks:
        settings.hooks.emplace_back(optarg);
        break;
      case kPower:
        settings.power = optarg;
        break;
      case kOptions:
        settings.options = optarg;
        break;
      case kPppd:
        settings.pppd = optarg;
        break;
      case kNamespaces:
        settings.namespaces = optarg;
        break;
      case kResolver:
        settings.resolver = optarg;
        break;
      case kResolvconf:
        settings.resolvconf = optarg;
        break;
      case kSys:
        settings.sys = optarg;
        break;
      case kVersion:
        std::puts("dial-helper " DIAL_VERSION);
        return 0;
      case kHelpOption:
        std::fputs(kHelp, stdout);
        return 0;
      default:
        return kUsage;
    }
  }
  if (optind != argc) return refuse(std::string("what is ") + argv[optind]);
  if (!arguments.has_user) return refuse("--user is missing");
  return std::nullopt;
}

int fail(const std::string& what) {
  std::fprintf(stderr, "dial-helper: %s: %s\n", what.c_str(), std::strerror(errno));
  return 1;
}

// A socket that only the client, and root, can reach.
sys::Fd listen_at(const std::string& path, uid_t client) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return {};
  }
  path.copy(address.sun_path, path.size());
  ::unlink(path.c_str());
  sys::Fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  const mode_t before = ::umask(0177);
  const bool is_bound = socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                                         sizeof address) == 0;
  ::umask(before);
  const bool is_ready = is_bound && ::chown(path.c_str(), client, static_cast<gid_t>(-1)) == 0 &&
                        ::listen(socket.get(), kMostAtOnce) == 0;
  if (!is_ready) socket.reset();
  return socket;
}

// The children that have ended; with `block` at least one.
int reap(bool block) {
  int ended = 0;
  while (::waitpid(-1, nullptr, block && ended == 0 ? 0 : WNOHANG) > 0)
    ++ended;
  return ended;
}

int serve_all(const Arguments& arguments) {
  const sys::Fd listening = listen_at(arguments.listen, arguments.settings.client);
  if (!listening) return fail("listening at " + arguments.listen);
  sd_notify(0, "READY=1");
  for (int running = 0;;) {
    const sys::Fd client(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client && errno != EINTR && errno != ECONNABORTED) return fail("accepting");
    if (!client) continue;
    running -= reap(running >= kMostAtOnce);
    const pid_t child = ::fork();
    if (child == 0) {
      serve(arguments.settings, client);
      return 0;
    }
    if (child > 0) ++running;
  }
}

}  // namespace
}  // namespace dial::helper

int main(int argc, char** argv) {
  using namespace dial::helper;
  Arguments arguments;
  if (const auto status = parse(argc, argv, arguments)) return *status;
  std::signal(SIGPIPE, SIG_IGN);
  if (!arguments.listen.empty()) return serve_all(arguments);
  if (sd_listen_fds(1) != 1)
    return refuse("no connection was handed over, and --listen is missing");
  serve(arguments.settings, dial::sys::Fd(SD_LISTEN_FDS_START));
  return 0;
}
