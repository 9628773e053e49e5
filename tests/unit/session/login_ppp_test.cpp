// Where the login ends and PPP begins.
#include <doctest/doctest.h>

#include "logging_in.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::first_frame;
using dial::test::is_answered;
using dial::test::kLanguages;
using dial::test::Language;
using dial::test::LoginRig;

TEST_SUITE("session::Session, login and PPP") {
  TEST_CASE("a login in any language goes through, however what is received was split") {
    // Nobody waits for our answers: what comes between two waits is found by the second.
    const std::string far_end = "Welcome\r\nlogin: alice\r\nPassword: \r\n";
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      for (std::size_t split = 0; split <= far_end.size(); ++split) {
        CAPTURE(split);
        LoginRig rig(language, test::usual_login(language));
        rig.dial();
        rig.receive(far_end.substr(0, split));
        rig.receive(far_end.substr(split));
        rig.wait(300ms);
        CHECK(rig.sent_online.starts_with("alice\rsecret\r"));
        CHECK(rig.is_logged_in());
        rig.receive(first_frame());
        CHECK(is_answered(rig));
      }
    }
  }

  TEST_CASE("octet by octet it makes no difference either") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      LoginRig rig(language, test::usual_login(language));
      rig.dial();
      rig.receive("login: \r\nPassword: \r\n" + first_frame(), 1);
      CHECK(rig.sent_online.starts_with("alice\rsecret\r"));
      CHECK(is_answered(rig));
    }
  }

  TEST_CASE("a banner in the same read as CONNECT reaches the script") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      auto options = test::scripted(language, test::usual_login(language));
      options.answers["ATDT5551234"] = "\r\nCONNECT 9600\r\nlogin: ";
      LoginRig rig(options);
      rig.dial();
      CHECK(rig.sent_online == "alice\r");
    }
  }

  TEST_CASE("a peer that begins PPP in the same read as CONNECT is asked for no login") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      auto options = test::scripted(
          language, test::in(language, "'' hello", "proc main\ntransmit \"hello\"\nendproc\n",
                             "send('hello')"));
      options.answers["ATDT5551234"] = "\r\nCONNECT 9600\r\nWelcome" + first_frame();
      LoginRig rig(options);
      rig.dial();
      CHECK(rig.is_logged_in());
      CHECK(is_answered(rig));
      CHECK(rig.sent_online.find("hello") == std::string::npos);
      CHECK(rig.asked<session::TellInterpreter>() == 0);
    }
  }

  TEST_CASE("PPP ends the script whatever it is at, escaped or not, at every split of its start") {
    struct Moment {
      std::string_view chat, scp, lua;
      std::string before;  // what the far end says first
    };
    const std::vector<Moment> moments = {
        {"ogin: x", "proc main\nwaitfor \"ogin:\"\ntransmit \"x\"\nendproc\n",
         "expect('ogin:') send('x')", ""},
        {"ogin: x word: y",
         "proc main\nwaitfor \"ogin:\"\ntransmit \"x^M\"\nwaitfor \"word:\"\nendproc\n",
         "expect('ogin:') send('x\\r') expect('word:')", "login: "},
        {"'' \\d\\d\\d\\dx", "proc main\ndelay 4\ntransmit \"x\"\nendproc\n", "delay(4) send('x')",
         "Welcome"},
        {"TIMEOUT 30 a-b-c x", "proc main\nwaitfor \"a\" until 30\ntransmit \"x\"\nendproc\n",
         "try_expect('a', 30) send('x')", "\r\n~~~"},
    };
    for (const Moment& moment : moments) {
      for (const Language language : kLanguages) {
        const auto text = test::in(language, moment.chat, moment.scp, moment.lua);
        CAPTURE(std::string(text));
        for (const bool escaped : {true, false}) {
          const std::string frame = first_frame(escaped);
          for (std::size_t split = 0; split <= frame.size(); split += 3) {
            CAPTURE(split);
            LoginRig rig(language, text);
            rig.dial();
            rig.receive(moment.before);
            CHECK_FALSE(rig.is_logged_in());
            rig.receive(frame.substr(0, split));
            rig.receive(frame.substr(split));
            CHECK(rig.is_logged_in());
            // RFC 1662 7.1: before LCP is open, control octets that came bare are not the peer's.
            CHECK(is_answered(rig) == escaped);
            rig.receive(first_frame());
            CHECK(is_answered(rig));
          }
        }
      }
    }
  }

  TEST_CASE("a direct line logs in, too, once the device is there") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      auto options = test::direct_line();
      options.peer_answers = false;
      options.settings.login = test::login_of(language, test::usual_login(language));
      LoginRig rig(options);
      rig.dial();
      CHECK(rig.states() ==
            std::vector{State::kOpenPort, State::kPortOpened, State::kDeviceConnected});
      rig.receive("login: ");
      rig.receive("Password: ");
      CHECK(rig.sent_online.starts_with("alice\rsecret\r"));
      CHECK(rig.is_logged_in());
    }
  }

  TEST_CASE("no script step is taken before the handler of DeviceConnected has returned") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      auto options = test::scripted(language, test::usual_login(language));
      options.acknowledges = false;
      LoginRig rig(options);
      rig.dial();
      for (int i = 0; i < 10 && !rig.has_heard(State::kDeviceConnected); ++i)
        rig.acknowledge_all();
      rig.receive("login: ");
      rig.wait(5s);
      CHECK(rig.sent_online.empty());
      rig.acknowledge_all();
      CHECK(rig.sent_online == "alice\r");
    }
  }
}
