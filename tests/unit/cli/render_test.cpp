#include "cli/render.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::cli;

namespace {

Ipv4Address address(const char* text) {
  return *parse_ipv4(text);
}

ConnectionStatus connected() {
  return {.id = {5},
          .entry = "isp",
          .device = "/dev/ttyS0",
          .number = "5551234",
          .state = State::kConnected,
          .error = {},
          .connect_text = "CONNECT 33600",
          .interface = "tun0",
          .datapath = "tun",
          .projection = Projection{.local = address("10.0.2.15"),
                                   .remote = address("10.0.2.2"),
                                   .name_servers = {address("10.0.2.3"), address("10.0.2.4")},
                                   .authentication = "chap-md5"},
          .mtu = 1400,
          .owner = 1000,
          .references = 1,
          .age = 75s};
}

const Error kBusy{ErrorCode::kLineBusy, Layer::kModem, "", "BUSY", 0};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli::render") {
  TEST_CASE("an error is one line, and what to try is a second") {
    CHECK(render_error(kBusy) ==
          "dialctl: error 676: the line is busy: \"BUSY\"\n"
          "try: " +
              std::string(error_hint(ErrorCode::kLineBusy)) + "\n");
  }

  TEST_CASE("an error without a hint is one line, with what was being done") {
    const Error error{ErrorCode::kUnknown, Layer::kService, "asking diald", "", 0};
    CHECK(render_error(error) == "dialctl: error 635: unknown error (asking diald)\n");
  }

  TEST_CASE("every code makes one line, or two with a hint") {
    for (const ErrorCode code : all_error_codes()) {
      const std::string text = render_error({code, Layer::kConfiguration, "a", "x\ny", 0});
      const auto lines = std::ranges::count(text, '\n');
      CHECK(lines == (text.contains("\ntry: ") ? 2 : 1));
      CHECK(has(text, "(a)"));
      CHECK(has(text, "\"x\\ny\""));
    }
  }

  TEST_CASE("an error about several things has a line for each, and they stay safe to show") {
    const Error error{ErrorCode::kCannotLoadPhonebook, Layer::kConfiguration,
                      "isp.toml:1:1: a\nisp.toml:2:1: \x1b[2J", "", 0};
    CHECK(render_error(error) ==
          "dialctl: error 622: the profile cannot be loaded:\n"
          "  isp.toml:1:1: a\n"
          "  isp.toml:2:1: \\x1b[2J\n"
          "try: dialctl profile check FILE shows every mistake\n");
  }

  TEST_CASE("the status of a connection that is up says all there is to know") {
    const Statistics counters{.bytes_sent = 1'234,
                              .bytes_received = 5,
                              .packets_sent = 12,
                              .packets_received = 1,
                              .connected = 62s};
    CHECK(render_status(connected(), &counters, "alice") ==
          "isp: Connected\n"
          "  connection   5\n"
          "  device       /dev/ttyS0\n"
          "  number       5551234\n"
          "  modem        CONNECT 33600\n"
          "  interface    tun0 (tun)\n"
          "  address      10.0.2.15, far end 10.0.2.2\n"
          "  DNS          10.0.2.3, 10.0.2.4\n"
          "  login        chap-md5\n"
          "  MTU          1400\n"
          "  sent         1.2 kB in 12 packets\n"
          "  received     5 B in 1 packet\n"
          "  connected    00:01:02\n"
          "  since dial   00:01:15\n"
          "  owner        alice\n");
  }

  TEST_CASE("what is not known yet has no line") {
    const ConnectionStatus status{
        .id = {1}, .entry = "isp", .state = State::kOpenPort, .error = {}};
    CHECK(render_status(status, nullptr, "root") ==
          "isp: OpenPort\n"
          "  connection   1\n"
          "  since dial   00:00:00\n"
          "  owner        root\n");
  }

  TEST_CASE("a line with trouble on it, and more than one who holds it, are mentioned") {
    ConnectionStatus status = connected();
    status.references = 2;
    const Statistics counters{.fcs_errors = 1, .framing_errors = 2};
    const std::string text = render_status(status, &counters, "alice");
    CHECK(has(text, "  line errors  1 bad checksum, 2 broken frames\n"));
    CHECK(has(text, "  references   2\n"));
    CHECK_FALSE(has(text, "  connected "));
    CHECK(has(text, "  sent         0 B in 0 packets\n"));
  }

  TEST_CASE("a paused dial shows what the far end asks, safe for a terminal") {
    ConnectionStatus status = connected();
    status.state = State::kInvokeEapUI;
    status.prompt = "Token\x1b[2J?";
    const std::string text = render_status(status, nullptr, "alice");
    CHECK(has(text, "isp: InvokeEapUI\n"));
    CHECK(has(text, "  asks         Token\\x1b[2J?\n"));
  }

  TEST_CASE("a connection that has ended says why and what to try") {
    ConnectionStatus status = connected();
    status.state = State::kDisconnected;
    status.error = kBusy;
    const std::string text = render_status(status, nullptr, "alice");
    CHECK(has(text, "isp: Disconnected\n"));
    CHECK(has(text, "  error        error 676: the line is busy: \"BUSY\"\n"));
    CHECK(has(text, "  try          " + std::string(error_hint(ErrorCode::kLineBusy)) + "\n"));
  }

  TEST_CASE("the summary of a dial has what a person needs next") {
    CHECK(render_connected(connected(), 14'260ms) ==
          "connected to isp in 14.2 s\n"
          "  modem        CONNECT 33600\n"
          "  interface    tun0 (tun)\n"
          "  address      10.0.2.15, far end 10.0.2.2\n"
          "  DNS          10.0.2.3, 10.0.2.4\n"
          "  connection   5\n");
  }

  TEST_CASE("a data path without an interface is named alone") {
    ConnectionStatus status = connected();
    status.interface = "";
    status.datapath = "memory";
    CHECK(has(render_connected(status, 1s), "  interface    memory\n"));
    CHECK(detail_of(State::kConnected, status) == "memory 10.0.2.15");
  }

  TEST_CASE("the list is a table with a dash where nothing is known") {
    const ConnectionStatus dialling{.id = {12},
                                    .entry = "x",
                                    .device = "/dev/ttyS1",
                                    .state = State::kConnectDevice,
                                    .error = {}};
    CHECK(render_connections({connected(), dialling}, {"alice", "root"}) ==
          "ID  ENTRY  STATE          DEVICE      INTERFACE  ADDRESS    OWNER  TIME\n"
          "5   isp    Connected      /dev/ttyS0  tun0       10.0.2.15  alice  00:01:15\n"
          "12  x      ConnectDevice  /dev/ttyS1  -          -          root   00:00:00\n");
    CHECK(render_connections({}, {}) == "no connections\n");
  }

  TEST_CASE("what waits is a line each, and nothing where nothing does") {
    CHECK(render_waiting({{"isp", {"Waits.", "Why\x1b."}}, {"x", {"Stays down."}}}) ==
          "isp: Waits. Why\\x1b.\nx: Stays down.\n");
    CHECK(render_waiting({}).empty());
  }

  TEST_CASE("a change is one line: when, which, what") {
    WatchEvent event{.sequence = 1, .status = connected()};
    CHECK(render_change(event, "12:34:56") ==
          "12:34:56  isp (5)  Connected  tun0 (tun) 10.0.2.15\n");
    event.status.state = State::kDisconnected;
    event.status.error = kBusy;
    CHECK(render_change(event, "12:34:57") ==
          "12:34:57  isp (5)  Disconnected  error 676: the line is busy: \"BUSY\"\n");
    event.status.error = {};
    CHECK(render_change(event, "12:34:58") == "12:34:58  isp (5)  Disconnected\n");
    event.totals = Statistics{.bytes_sent = 10, .bytes_received = 20};
    CHECK(render_change(event, "12:34:58") == "12:34:58  isp (5)  Disconnected\n");
    event.totals->connected = std::chrono::seconds(75);
    CHECK(render_change(event, "12:34:58") ==
          "12:34:58  isp (5)  Disconnected  (sent 10 B, received 20 B in 00:01:15)\n");
  }

  TEST_CASE("changes that were lost are a line of their own") {
    const WatchEvent event{.kind = WatchEvent::Kind::kLost, .sequence = 42};
    CHECK(render_change(event, "12:34:56") == "12:34:56  some changes were lost; there is now:\n");
  }

  TEST_CASE("a profile that cannot be dialled is listed with every mistake in it") {
    CHECK(
        render_profiles({{.name = "isp", .file = "/p/isp.toml", .device = "/dev/a", .number = "5"},
                         {.name = "bad",
                          .file = "/p/bad.toml",
                          .problem = "bad.toml:1:2: x\nbad.toml:3:4: y"}}) ==
        "NAME  DEVICE  NUMBER  FILE\n"
        "isp   /dev/a  5       /p/isp.toml\n"
        "bad   -       -       /p/bad.toml\n"
        "bad cannot be dialled:\n"
        "bad.toml:1:2: x\n"
        "bad.toml:3:4: y\n");
    CHECK(render_profiles({{.name = "site", .file = "/p/site.toml", .abstract = true}}) ==
          "NAME         DEVICE  NUMBER  FILE\n"
          "site (base)  -       -       /p/site.toml\n");
    CHECK(render_profiles({}) == "no profiles\n");
  }

  TEST_CASE("who lets a line go hears whether it is down, and else who holds it") {
    CHECK(render_disconnected("isp", true, {}) == "isp is disconnected\n");
    CHECK(render_disconnected("isp", false, {"alice", "bob"}) ==
          "isp stays up, still held by alice, bob\n");
    CHECK(render_disconnected("5", false, {}) == "5 stays up, still held by others\n");
  }

  TEST_CASE("the detail of a state is what has become true with it") {
    const ConnectionStatus status = connected();
    CHECK(detail_of(State::kOpenPort, status) == "/dev/ttyS0");
    CHECK(detail_of(State::kConnectDevice, status) == "5551234 on /dev/ttyS0");
    CHECK(detail_of(State::kDeviceConnected, status) == "CONNECT 33600");
    CHECK(detail_of(State::kProjected, status) == "10.0.2.15, far end 10.0.2.2");
    CHECK(detail_of(State::kConnected, status) == "tun0 (tun) 10.0.2.15");
    CHECK(detail_of(State::kAuthenticate, status).empty());
    CHECK(detail_of(State::kProjected, {}).empty());
    CHECK(detail_of(State::kConnected, {}).empty());
  }

  TEST_CASE("nothing a modem, peer or profile says can drive the terminal") {
    const std::string bad = "x\x1b[2J\r\n\x9b";
    ConnectionStatus status = connected();
    for (std::string* text :
         {&status.entry, &status.device, &status.number, &status.connect_text, &status.interface,
          &status.datapath, &status.projection->authentication})
      *text = bad;
    status.error = {ErrorCode::kLineBusy, Layer::kModem, bad, bad, 0};
    std::string all = render_status(status, nullptr, bad) + render_connected(status, 1s) +
                      render_connections({status}, {bad}) +
                      render_change({.sequence = 1, .status = status}, "12:00:00") +
                      render_error(status.error) + render_disconnected(bad, false, {bad}) +
                      render_profiles({{bad, bad, bad, bad, bad}});
    for (int state = 0; state < 0x2002; ++state) {
      if (const auto known = state_from_number(static_cast<std::uint32_t>(state)))
        all += detail_of(*known, status);
    }
    for (const char c : all)
      CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
  }
}
