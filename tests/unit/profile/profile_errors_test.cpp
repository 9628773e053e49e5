#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "profile/profile.hpp"

using namespace dial::profile;

namespace {

using Diagnostics = std::vector<Diagnostic>;

Diagnostics refused(std::string_view text, const std::string& file = "isp.toml") {
  const auto profile = parse_profile(text, file);
  REQUIRE_MESSAGE(!profile, text);
  return profile.error();
}

// One wrong line after a good head of three; expects exactly one diagnostic, on line 4.
struct Row {
  std::string_view text;
  std::size_t column;
  std::string_view part;  // of the message
};

void check_rows(const std::string& head, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Diagnostics found = refused(head + std::string(row.text) + "\n");
    for (const Diagnostic& diagnostic : found)
      CAPTURE(to_string(diagnostic));
    CHECK(found.size() == 1);
    CHECK(found[0].line == 4);
    CHECK(found[0].column == row.column);
    CHECK_MESSAGE(found[0].message.find(row.part) != std::string::npos, found[0].message);
  }
}

const std::string kTop = "line.device='/dev/ttyS0'\nnumber='1'\n\n";
const std::string kTopWithoutNumber = "line.device='/dev/ttyS0'\n\n\n";
const std::string kLine = "number='1'\n[line]\ndevice='/dev/ttyS0'\n";
const std::string kModem = "number='1'\nline.device='/dev/ttyS0'\n[modem]\n";
const std::string kDirect = "line.device='/dev/ttyS0'\n[modem]\ntype='direct'\n";
const std::string kPpp = "number='1'\nline.device='/dev/ttyS0'\n[ppp]\n";
const std::string kIp = "number='1'\nline.device='/dev/ttyS0'\n[ip]\n";

}  // namespace

TEST_SUITE("profile::parse_profile") {
  TEST_CASE("a diagnostic reads file, line, column, text") {
    CHECK(to_string(Diagnostic{"isp.toml", 3, 8, "why"}) == "isp.toml:3:8: why");
  }

  TEST_CASE("an unknown key is refused at the key, with the one that was meant") {
    check_rows(kLine, {{"sped = 9600", 1, "unknown key `sped`; did you mean `speed`?"},
                       {"  flowcontrol = 'none'", 3, "did you mean `flow_control`?"},
                       {"number = '2'", 1, "belongs at the top of the file"},
                       {"mru = 576", 1, "belongs under [ppp]"},
                       {"mtru = 576", 1, "did you mean `mru` under [ppp]?"},
                       {"colour = 'red'", 1, "the keys here are device, speed, data_bits"},
                       {"[modm]\ntype='direct'", 2, "unknown key `modm`; did you mean `modem`?"},
                       {"[limit]\nidle='5m'", 2, "unknown key `limit`; did you mean `limits`?"}});
  }

  TEST_CASE("a key as long as a book is refused, shortened and without its control octets") {
    const std::string key = "\"" + std::string(100'000, 'x') + "\\n\"";
    const Diagnostics found = refused(kLine + key + " = 1\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].message.size() < 500);
    CHECK(found[0].message.find('\n') == std::string::npos);
  }

  TEST_CASE("a text that is not ended in its line is told with what is mostly meant") {
    const Diagnostics found = refused("number = '5551234\n[line]\ndevice = '/dev/ttyS0'\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 1);
    CHECK(found[0].message.find("is a quote missing") != std::string::npos);
    for (const char* other : {"number = 5 5\n", "[line\n", "number = \"\\q\"\n"})
      CHECK(refused(other)[0].message.find("quote missing") == std::string::npos);
  }

  TEST_CASE("each device among the alternates of a line is a whole path") {
    check_rows(kLine, {{"alternates = ['/dev/ttyS1', 'ttyS2']", 29, "must be a whole path"},
                       {"alternates = ['exec:cu']", 15, "not supported yet"}});
  }

  TEST_CASE("a bad value at the top is refused at the value") {
    check_rows(kTop, {{"link = 'moon'", 8, R"("direct", "telephone", "cellular" or "satellite")"},
                      {"link = 4", 8, "a whole number here"},
                      {"datapath = 'kernel'", 12, "not supported yet"},
                      {"datapath = 'pppd'", 12, "not supported yet"},
                      {"datapath = 'tap'", 12, R"("auto", "tun" or "memory")"},
                      {"user = ''", 8, "is empty"},
                      {"user = \"a\\u0000b\"", 8, "control character"},
                      {"secret = 'a/b'\nuser='x'", 10, "slash"},
                      {"secret = 'isp'", 10, "write user"},
                      {"handler_limit = 10", 17, "needs a unit"},
                      {"handler_limit = '10'", 17, "needs a unit"},
                      {"handler_limit = '0s'", 17, "between 1ms and 1h"},
                      {"connect_limit = '2h'", 17, "between 1ms and 1h"},
                      {"pause_limit = '25h'", 15, "between 1ms and 24h"},
                      {"pause_limit = true", 15, "true or false here"},
                      {"send_ahead = 'yes'", 14, "without quotes"},
                      {"password = 'x'", 1, "secrets file"},
                      {"script = 'ogin: x'", 10, "write [script]"},
                      {"script.login = 5", 16, "in quotes"},
                      {"script.terminal = 'after'", 19, "after_dial"}});
  }

  TEST_CASE("a text may be as long as its protocol can carry and no longer") {
    const auto with_user = [](std::size_t length) {
      return kTop + "user = '" + std::string(length, 'x') + "'\n";
    };
    CHECK(parse_profile(with_user(255), "isp.toml"));  // RFC 1334 2.2.1: one octet of length
    const Diagnostics found = refused(with_user(256));
    REQUIRE(found.size() == 1);
    CHECK(found[0].message.find("longer than 255") != std::string::npos);
  }

  TEST_CASE("a number is refused when it is missing, empty or could end the command") {
    check_rows(kTopWithoutNumber, {{"number = ''", 10, "is empty"},
                                   {"number = \"1\\rATZ\"", 10, "control character"},
                                   {"number = 5551234", 10, "a text in quotes"}});
    const Diagnostics found = refused("[line]\ndevice='/dev/ttyS0'\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].message.find("`number` is missing") != std::string::npos);
  }

  TEST_CASE("a missing or useless device is refused with a place") {
    const Diagnostics none = refused("number='1'\n");
    REQUIRE(none.size() == 1);
    CHECK(none[0].line == 1);
    CHECK(none[0].message.find("`device` is missing under [line]") != std::string::npos);
    const Diagnostics table = refused("number='1'\n\n[line]\nspeed=9600\n");
    REQUIRE(table.size() == 1);
    CHECK(table[0].line == 3);
    const std::string head = "number='1'\n\n[line]\n";
    check_rows(head, {{"device = ''", 10, "is empty"},
                      {"device = 'ttyS0'", 10, "whole path"},
                      {"device = \"/dev/tty\\nS0\"", 10, "control character"},
                      {"device = ['/dev/ttyS0']", 10, "a list here"}});
  }

  TEST_CASE("a bad value under [line] is refused at the value") {
    check_rows(kLine, {{"speed = 0", 9, "between 50 and 4000000"},
                       {"speed = -9600", 9, "between"},
                       {"speed = '9600'", 9, "without quotes"},
                       {"speed = 9600.5", 9, "a whole number"},
                       {"speed = 9223372036854775807", 9, "between"},
                       {"data_bits = 7", 13, "must be 8"},
                       {"data_bits = 9", 13, "must be 8"},
                       {"stop_bits = 3", 13, "between 1 and 2"},
                       {"parity = 'mark'", 10, R"("none", "even" or "odd")"},
                       {"flow_control = 'xonxoff'", 16, R"("none", "hardware" or "software")"}});
  }

  TEST_CASE("a bad value under [modem] is refused at the value") {
    check_rows(kModem, {{"type = 'fax'", 8, R"("modem" or "direct")"},
                        {"init = 'ATZ'", 8, "a list of texts"},
                        {"init = ['ATZ', 5]", 16, "in quotes"},
                        {"init = ['ATZ', '']", 16, "is empty"},
                        {"init = [\"ATZ\\r\"]", 9, "control character"},
                        {"init = ['ATZ', 'atx3dt1']", 16, "dials, before"},
                        {"init = ['AT\u010dT1']", 9, "not ASCII"},
                        {"dial_command = 'AT\u010d'", 16, "not ASCII"},
                        {"dial_command = 'ATX3;DT'", 16, "would end the command"},
                        {"dial_command = 'ATDT0'", 16, "has digits"},
                        {"dial_command = 'ATX3'", 16, "no command that dials"},
                        {"dial_command = \"ATD\\n\"", 16, "control character"},
                        {"prefix = \"0\\t\"", 10, "control character"},
                        {"prefix = \"0;\"", 10, "no modem dials"},
                        {"hang_up = 'ath'", 11, R"("dtr" or "escape")"},
                        {"guard_time = 1", 14, "needs a unit"},
                        {"guard_time = '11s'", 14, "between 0s and 10s"},
                        {"dial_timeout = '0s'", 16, "between 1ms"}});
  }

  TEST_CASE("what only a modem understands is refused on a direct line") {
    check_rows(kDirect, {{"init = ['ATZ']", 8, "is for a modem"},
                         {"dial_command = 'ATD'", 16, "is for a modem"},
                         {"dial_timeout = '5s'", 16, "is for a modem"},
                         {"hang_up = 'escape'", 11, "no modem hears"}});
    const Diagnostics found = refused("number='1'\n" + kDirect);
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 1);
    CHECK(found[0].message.find("has no use here") != std::string::npos);
  }

  TEST_CASE("a bad value under [ppp] is refused at the value") {
    check_rows(kPpp, {{"mru = 127", 7, "between 128 and 1500"},
                      {"mru = 1501", 7, "between 128 and 1500"},
                      {"accm = 0x100000000", 8, "between 0 and 4294967295"},
                      {"accm = -1", 8, "between 0"},
                      {"authentication = 'pap'", 18, "a list of texts"},
                      {"authentication = ['eap']", 19, "has `eap`, which is not supported yet"},
                      {"authentication = ['chap', 'md5']", 27, R"(must be "pap" or "chap")"},
                      {"compress_protocol = 1", 21, "true or false"},
                      {"mr = 576", 1, "did you mean `mru`?"},
                      {"xyu = 576", 1, "the keys here are mru, mtu, accm"},
                      {"echo_failures = 0", 17, "between 1 and 255"},
                      {"echo_interval = 30", 17, "needs a unit"},
                      {"restart = '1ms'", 11, "between 10ms and 1m"}});
  }

  TEST_CASE("a bad value under [ip] is refused at the value") {
    check_rows(kIp, {{"local = '10.0.0'", 9, "no IPv4 address"},
                     {"remote = '10.0.0.256'", 10, "no IPv4 address"},
                     {"remote = 10", 10, "an address such as"},
                     {"metric = -1", 10, "between 0"},
                     {"default_route = 'yes'", 17, "true or false"},
                     {"interface = 'a/b'", 13, "1 to 15 octets"},
                     {"interface = 'a b'", 13, "1 to 15 octets"},
                     {"interface = '..'", 13, "1 to 15 octets"},
                     {"interface = 'abcdefghijklmnop'", 13, "1 to 15 octets"},
                     {"interface = ''", 13, "is empty"}});
  }

  TEST_CASE(
      "a login script and a terminal behind CONNECT exclude each other; before it they do not") {
    const Diagnostics found = refused(kTop + "[script]\nlogin='x'\nterminal='after_dial'\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].message.find("both want the line behind CONNECT") != std::string::npos);
    const auto both =
        parse_profile(kTop + "[script]\nlogin='x'\nterminal='before_dial'\n", "isp.toml");
    REQUIRE(both);
    CHECK(both->terminal == TerminalStage::kBeforeDial);
  }

  TEST_CASE("credentials that nothing would use are refused") {
    const Diagnostics found =
        refused("number='1'\nuser='a'\nsecret='b'\nline.device='/d'\nppp.authentication=[]\n");
    REQUIRE(found.size() == 2);
    CHECK(found[0].line == 2);
    CHECK(found[1].line == 3);
    CHECK(found[1].message.find("never used") != std::string::npos);
    CHECK(
        parse_profile("number='1'\nsecret='b'\nline.device='/d'\nppp.authentication=[]\n"
                      "script.login='word: $PASSWORD'\n",
                      "isp.toml"));
  }

  TEST_CASE("all errors are given at once, in the order of the file") {
    const Diagnostics found = refused(
        "nmber = '1'\n[line]\nsped = 9600\nparity = 'mark'\n[ppp]\nmru = 1\n[ip]\nmetric = 'x'\n");
    std::vector<std::size_t> lines;
    for (const Diagnostic& diagnostic : found)
      lines.push_back(diagnostic.line);
    CHECK(lines == std::vector<std::size_t>{1, 1, 2, 3, 4, 6, 8});
    for (const Diagnostic& diagnostic : found)
      CHECK(diagnostic.file == "isp.toml");
  }

  TEST_CASE("a syntax error is one diagnostic at its place") {
    const Diagnostics found = refused("number = '1'\n[line\ndevice = '/d'\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 2);
    CHECK_FALSE(found[0].message.empty());
    CHECK(refused("number = '1'\nnumber = '2'\n").size() == 1);
    CHECK(refused("user = \"\xff\xfe\"\n").size() == 1);
    CHECK(refused(std::string("user = \"a\0b\"\n", 13)).size() == 1);
  }

  TEST_CASE("a file whose name can name no entry is refused") {
    for (const std::string file : {"/etc/dial/.toml", "/etc/dial/.isp.toml", "/etc/dial/"}) {
      CAPTURE(file);
      const Diagnostics found = refused(kTop, file);
      REQUIRE(found.size() == 1);
      CHECK(found[0].message.find("no entry can be called") != std::string::npos);
    }
  }
}
