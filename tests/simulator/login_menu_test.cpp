#include <doctest/doctest.h>

#include "simulator/line_bench.hpp"

using namespace dial::simulator;

namespace {

LineOptions with_login() {
  LineOptions options;
  options.peer.login = true;
  return options;
}

// CONNECT and the greeting may come together.
std::string call(LineBench& bench) {
  bench.open_dte();
  bench.send("ATDT5551234\r");
  return bench.hear("login: ");
}

}  // namespace

TEST_SUITE("simulator::LoginMenu") {
  TEST_CASE(
      "asks for a name, which it echoes, and a password, which it does not; then begins PPP") {
    for (const char* end : {"\r", "\n", "\r\n"}) {
      LineBench bench(with_login());
      CHECK(call(bench).find("Welcome to dialsim") != std::string::npos);
      bench.send(std::string("alicf\x7f") + "e" + end);
      CHECK(bench.hear("Password: ").find("alicf") != std::string::npos);
      bench.send(std::string("secret") + end);
      const auto heard = bench.hear("Starting PPP\r\n");
      CHECK(heard.find("secret") == std::string::npos);
      bench.hear("\x7e\xff\x7d\x23\xc0\x21");  // RFC 1662 4.2: the start of an LCP frame
    }
  }

  TEST_CASE("whoever missed the question sends an empty line and is asked again") {
    LineBench bench(with_login());
    call(bench);
    bench.send("\r");
    CHECK(bench.hear("login: ") == "\r\nlogin: ");
    bench.send("alice\r");
    bench.hear("Password: ");
  }

  TEST_CASE("a menu behind the login is shown until PPP is chosen; what is typed is echoed") {
    auto options = with_login();
    options.peer.menu = true;
    LineBench bench(std::move(options));
    call(bench);
    bench.send("alice\r");
    bench.hear("Password: ");
    bench.send("secret\r");
    const auto menu = bench.hear("Your choice: ");
    CHECK(menu.find("3  PPP") != std::string::npos);
    CHECK(menu.find("Starting PPP") == std::string::npos);
    bench.send("9\r");
    CHECK(bench.hear("Your choice: ").starts_with("9\r\nno such choice\r\n"));
    bench.send("1\r");
    CHECK(bench.hear("Your choice: ").starts_with("1\r\nnobody answers\r\n"));
    bench.send("3\r");
    bench.hear("Starting PPP\r\n");
    bench.hear("\x7e\xff\x7d\x23\xc0\x21");  // RFC 1662 4.2: the start of an LCP frame
  }

  TEST_CASE("three wrong logins are loss of carrier") {
    LineBench bench(with_login());
    call(bench);
    for (int i = 0; i < 3; ++i) {
      bench.send("alice\r");
      bench.hear("Password: ");
      bench.send("wrong\r");
      bench.hear(i < 2 ? "Login incorrect\r\nlogin: " : "Login incorrect\r\n\r\nNO CARRIER\r\n");
    }
    CHECK(!bench.line->is_off_hook());
  }
}
