// dialsim: a bank of simulated modems on ptys.
#include <unistd.h>
#include <uv.h>

#include <CLI/CLI.hpp>
#include <array>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "simulator/bank.hpp"

namespace {

using namespace dial::simulator;

constexpr std::string_view kFooter = R"(
Each LINK is a symbolic link to the slave of a pty, made at the start and removed at the end. When
all are there, "ready" is printed on a line of its own. SIGTERM, SIGINT and SIGHUP end dialsim.

Numbers:  NUMBER=OUTCOME [RATE] [delay=TIME]     "5551234=connect 33600 delay=2s"
  NUMBER  digits, * # +; "...7700": any number with this ending; "...": every other number
  OUTCOME connect busy no-carrier no-answer no-dialtone voice delayed blacklisted error
          silence (no result code), drop:TIME (connects, then carrier is lost),
          garbage (connects, then random octets)
Unless changed:
  5551234 connect         ...7703 no-dialtone    ...7707 voice
  008816000025 connect 9600 (Iridium)
  ...7700 busy            ...7704 silence        ...7708 delayed
  ...7701 no-carrier      ...7705 drop:2         ...7709 error
  ...7702 no-answer       ...7706 garbage        ...     connect

Behind CONNECT is a PPP peer that answers ICMP echo to its address, unless --exec, --to, --echo or
--silent says otherwise.

With --control, commands are read from standard input, a line each, and answered by "ok" or "error: …".
LINK is the last part of a path above:
  )";

struct Arguments {
  std::vector<std::string> links;
  std::vector<std::string> numbers;
  std::vector<std::string> to;
  std::vector<std::string> users;
  std::vector<std::string> name_servers;
  std::string exec;
  std::string auth = "none";
  std::string local;
  std::string remote;
  std::string loss = "text";
  std::string name = "dialsim";
  std::string interface;
  std::uint16_t mru = 1500;
  unsigned tries = 1;
  bool echo = false;
  bool silent = false;
  bool login = false;
  bool menu = false;
  bool cable = false;
  bool tun = false;
  bool no_dtr = false;
  bool control = false;
  bool quiet = false;
};

void declare(CLI::App& app, Arguments& arguments) {
  app.footer(std::string(kFooter) + std::string(Bank::commands()));
  app.set_version_flag("--version", "dialsim " DIAL_VERSION);
  app.add_option("LINK", arguments.links, "where the lines appear, one each")->required();
  app.add_option("--number", arguments.numbers, "adds to the phone book, see below")
      ->allow_extra_args(false);
  auto* exec =
      app.add_option("--exec", arguments.exec,
                     "behind CONNECT: this command on a raw pty of its own, once per call");
  auto* to =
      app.add_option("--to", arguments.to, "behind CONNECT: a second pty, one for each LINK");
  auto* echo = app.add_flag("--echo", arguments.echo, "behind CONNECT: a loop-back");
  auto* silent = app.add_flag("--silent", arguments.silent, "behind CONNECT: nothing that answers");
  exec->excludes(to)->excludes(echo)->excludes(silent);
  to->excludes(echo)->excludes(silent)->allow_extra_args(false);
  echo->excludes(silent);
  app.add_option("--auth", arguments.auth, "what the peer demands")
      ->check(CLI::IsMember({"none", "pap", "chap"}))
      ->capture_default_str();
  app.add_option("--user", arguments.users, "NAME:PASSWORD the peer knows [alice:secret]")
      ->allow_extra_args(false);
  app.add_flag("--login", arguments.login,
               "the peer asks for name and password in text, then begins PPP itself");
  app.add_flag("--menu", arguments.menu, "as --login, and then shows a menu, of which 3 is PPP");
  app.add_option("--tries", arguments.tries, "credentials the caller may try before it is cut off")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--name", arguments.name, "the peer's name in CHAP")->capture_default_str();
  app.add_option("--local", arguments.local, "the peer's own address [10.64.0.1]");
  app.add_option("--remote", arguments.remote,
                 "the caller's address [10.64.0.2 on the first line, "
                 "then counting up]");
  app.add_option("--dns", arguments.name_servers, "a name server for the caller, two at most")
      ->allow_extra_args(false);
  app.add_option("--mru", arguments.mru, "of the peer")->capture_default_str();
  auto* tun = app.add_flag("--tun", arguments.tun, "the peer's packets go to a TUN interface");
  app.add_option("--interface", arguments.interface, "its name, may have a %d")->needs(tun);
  app.add_flag("--cable", arguments.cable,
               "no modem: what is otherwise behind CONNECT is there while DTR is high");
  app.add_flag("--no-dtr", arguments.no_dtr, "DTR is not wired: only +++ and ATH hang up");
  app.add_option("--loss", arguments.loss,
                 "what loss of carrier does: NO CARRIER, or a hang-up of the tty as well")
      ->check(CLI::IsMember({"text", "vhangup"}))
      ->capture_default_str();
  app.add_flag("--control", arguments.control,
               "what happens to the lines is told by standard input");
  app.add_flag("--quiet", arguments.quiet, "no log on standard error");
}

bool read_address(const std::string& text, dial::Ipv4Address& address) {
  if (text.empty()) return true;
  const auto parsed = dial::parse_ipv4(text);
  if (parsed) address = *parsed;
  return parsed.has_value();
}

// Empty, or what is wrong.
std::string read_peer(const Arguments& arguments, PeerOptions& peer) {
  using Method = dial::ppp::AuthenticationMethod;
  if (arguments.auth == "pap") peer.require = Method::kPap;
  if (arguments.auth == "chap") peer.require = Method::kChapMd5;
  if (!arguments.users.empty()) peer.users.clear();
  for (const auto& user : arguments.users) {
    const auto colon = user.find(':');
    if (colon == std::string::npos) return "--user takes NAME:PASSWORD";
    peer.users[user.substr(0, colon)] = user.substr(colon + 1);
  }
  if (!read_address(arguments.local, peer.local)) return "--local takes an IPv4 address";
  if (!read_address(arguments.remote, peer.remote)) return "--remote takes an IPv4 address";
  for (const auto& text : arguments.name_servers) {
    const auto address = dial::parse_ipv4(text);
    if (!address) return "--dns takes an IPv4 address";
    peer.name_servers.push_back(*address);
  }
  if (peer.name_servers.size() > 2) return "--dns is for two name servers at most";
  peer.tries = arguments.tries;
  peer.login = arguments.login || arguments.menu;
  peer.menu = arguments.menu;
  peer.name = arguments.name;
  peer.mru = arguments.mru;
  peer.tun = arguments.tun;
  peer.interface = arguments.interface;
  return {};
}

// Empty, or what is wrong.
std::string read_line(const Arguments& arguments, LineOptions& options) {
  for (const auto& number : arguments.numbers) {
    if (const auto added = options.book.add(number); !added) return "--number: " + added.error();
  }
  if (!arguments.to.empty() && arguments.to.size() != arguments.links.size()) {
    return "--to is needed once for each LINK";
  }
  options.exec = arguments.exec;
  options.no_dtr = arguments.no_dtr;
  options.cable = arguments.cable;
  if (arguments.cable && arguments.no_dtr) return "--cable needs DTR: leave --no-dtr out";
  if (arguments.loss == "vhangup") options.loss = CarrierLoss::kHangUp;
  if (!arguments.exec.empty()) options.far_end = FarEndKind::kExec;
  if (!arguments.to.empty()) options.far_end = FarEndKind::kPty;
  if (arguments.echo) options.far_end = FarEndKind::kEcho;
  if (arguments.silent) options.far_end = FarEndKind::kSilent;
  return read_peer(arguments, options.peer);
}

void log_line(const std::string& link, std::string_view text) {
  timespec now{};
  std::timespec_get(&now, TIME_UTC);
  tm parts{};
  ::localtime_r(&now.tv_sec, &parts);
  std::fprintf(stderr, "%02d:%02d:%02d.%03ld %s: %.*s\n", parts.tm_hour, parts.tm_min, parts.tm_sec,
               now.tv_nsec / 1'000'000, link.c_str(), static_cast<int>(text.size()), text.data());
}

bool open_lines(const Arguments& arguments, const LineOptions& common, Bank& bank) {
  for (std::size_t i = 0; i < arguments.links.size(); ++i) {
    auto options = common;
    options.link = arguments.links[i];
    if (!arguments.to.empty()) options.to_link = arguments.to[i];
    options.peer.remote.value += static_cast<std::uint32_t>(i);
    if (!arguments.quiet) {
      options.log = [link = options.link](std::string_view text) { log_line(link, text); };
    }
    if (const auto added = bank.add(std::move(options)); !added) {
      std::fprintf(stderr, "dialsim: %s\n", dial::describe(added.error()).c_str());
      return false;
    }
  }
  return true;
}

void say(const std::string& text) {
  std::puts(text.c_str());
  std::fflush(stdout);
}

// Until a signal says to end; then hangs everything up.
void serve(uv_loop_t* loop, bool is_controlled, Bank& bank) {
  std::array<uv_signal_t, 3> signals;
  constexpr std::array kNumbers{SIGTERM, SIGINT, SIGHUP};
  for (std::size_t i = 0; i < signals.size(); ++i) {
    uv_signal_init(loop, &signals[i]);
    uv_signal_start(
        &signals[i], [](uv_signal_t* signal, int) { uv_stop(signal->loop); }, kNumbers[i]);
  }
  std::optional<BankControl> control;
  if (is_controlled) control.emplace(loop, STDIN_FILENO, bank, say);
  say("ready");
  uv_run(loop, UV_RUN_DEFAULT);
  control.reset();
  bank.clear();
  for (auto& signal : signals)
    uv_close(reinterpret_cast<uv_handle_t*>(&signal), nullptr);
  uv_run(loop, UV_RUN_DEFAULT);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app(
      "A bank of simulated modems on ptys, each with a telephone network and an answering "
      "PPP peer behind it.");
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  LineOptions options;
  if (const auto problem = read_line(arguments, options); !problem.empty()) {
    std::fprintf(stderr, "dialsim: %s\n", problem.c_str());
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  uv_loop_t loop;
  if (uv_loop_init(&loop) != 0) return 1;
  Bank bank(&loop);
  if (open_lines(arguments, options, bank)) {
    serve(&loop, arguments.control, bank);
    uv_loop_close(&loop);
    return 0;
  }
  bank.clear();
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return 1;
}
