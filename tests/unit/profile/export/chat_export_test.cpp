#include "exporting.hpp"
#include "profile/import/words.hpp"
#include "script/chat.hpp"

using namespace dial::profile;

namespace {

const std::string kPort = "[line]\ndevice = \"/dev/ttyS0\"\n";

Exported exported(const std::string& rest) {
  return export_peer(parsed("number = \"5551234\"\nuser = \"al-ice\"\nsecret = \"isp\"\n" + rest),
                     "/etc");
}

// The script behind CONNECT that becomes of these words.
std::string login(const std::string& words) {
  const std::string script =
      script_of(exported(kPort + "[script]\nlogin = '''\n" + words + "'''\n"));
  const std::string begin = "TIMEOUT 45\n";
  const std::size_t at = script.find(begin);
  REQUIRE_MESSAGE(at != std::string::npos, script);
  return script.substr(at + begin.size());
}

}  // namespace

TEST_SUITE("profile::chat_text") {
  TEST_CASE("the modem's commands, the dial and CONNECT, each with its time") {
    const Exported made = exported(
        kPort +
        "[modem]\ninit = [\"ATZ\", 'AT+CGDCONT=1,\"IP\",\"a b\"']\ndial_command = \"ATD\"\n"
        "init_timeout = \"3s\"\ndial_timeout = \"45s\"\n");
    CHECK(script_of(made) ==
          "ABORT BUSY\nABORT VOICE\nABORT \"NO CARRIER\"\nABORT \"NO DIALTONE\"\n"
          "ABORT \"NO DIAL TONE\"\nABORT \"NO ANSWER\"\nABORT DELAYED\nABORT ERROR\n"
          "ABORT BLACKLISTED\n"
          "TIMEOUT 3\n"
          "\"\" ATZ\n"
          "OK \"AT+CGDCONT=1,\\\"IP\\\",\\\"a b\\\"\"\n"
          "OK ATD5551234\n"
          "TIMEOUT 45\n"
          "CONNECT \\c\n");
  }

  TEST_CASE("no commands: the dial waits for nothing") {
    CHECK(script_of(exported(kPort + "[modem]\ninit = []\n")).find("\n\"\" ATDT5551234\n") !=
          std::string::npos);
  }

  TEST_CASE("a modem that dials blindly is told so before it dials") {
    CHECK(script_of(exported(kPort + "[modem]\nwait_for_dial_tone = false\n"))
              .find("OK ATX3\nOK ATDT5551234\n") != std::string::npos);
  }

  TEST_CASE("what the rules put before a number is part of it, and a note says so") {
    const std::string there =
        "[location]\ncountry_code = 49\narea_code = \"30\"\n"
        "long_distance_prefix = \"0\"\noutside_line = \"9,\"\n"
        "dialling = \"pulse\"\n";
    const Exported made = export_peer(
        parsed("number = \"123 45-6\"\ncountry_code = 49\narea_code = \"89\"\n" + kPort + there),
        "/etc");
    CHECK(script_of(made).find("OK ATDP9,089123456\n") != std::string::npos);
    CHECK(has_note(made, "number", NoteKind::kChanged));
    CHECK(exported(kPort).notes.empty());
  }

  TEST_CASE("the answers that end a dial do not end the login, which begins with chat's own time") {
    const std::string script = script_of(exported(kPort + "[script]\nlogin = 'a b'\n"));
    CHECK(script.find("CONNECT \\c\nCLR_ABORT BUSY\nCLR_ABORT VOICE\n") != std::string::npos);
    CHECK(script.ends_with("CLR_ABORT BLACKLISTED\nTIMEOUT 45\na b\n"));
  }

  TEST_CASE("words of a login stay what they are") {
    CHECK(login("ogin:--ogin: x\n") == "ogin:--ogin: x\n");
    CHECK(login("TIMEOUT 5\nABORT 'no carrier'\n'' '\\d\\d\\c'\n") ==
          "TIMEOUT 5\nABORT \"no carrier\"\n\"\" \\d\\d\\c\n");
    CHECK(login("'' ^C\n") == "\"\" ^C\n");
    CHECK(login("a EOT\nb BREAK\n") == "a EOT\nb BREAK\n");
    CHECK(login("last\n") == "last\n");
  }

  TEST_CASE("the user's name is written out; in what is waited for its dash is a plain one") {
    CHECK(login("ogin: $USER\n$USER> 'ppp $USER'\n") == "ogin: al-ice\nal\\-ice> \"ppp al-ice\"\n");
  }

  TEST_CASE("\\T is the number where it is sent") {
    CHECK(login("'' call\\T\n\\T x\n") == "\"\" call5551234\n\\T x\n");
  }

  TEST_CASE("a plain dollar stays one, whatever -E would make of it") {
    CHECK(login("'' 'cost\\$9 $'\n") == "\"\" \"cost\\$9 \\$\"\n");
  }

  TEST_CASE("the password comes from a file beside the script, one for each way it is sent") {
    const Exported made = exported(
        kPort +
        "[script]\nlogin = '''\nword: $PASSWORD\nagain: \\q$PASSWORD\nid: 'x $PASSWORD\\c'\n'''\n");
    CHECK(
        script_of(made).ends_with("word: @/etc/chatscripts/isp.password\n"
                                  "again: @/etc/chatscripts/isp.password\n"
                                  "id: @/etc/chatscripts/isp.password2\n"));
    REQUIRE(made.needs.size() == 3);
    CHECK(made.needs[1].find("isp.password2, mode 0600, with the line \\qx PASSWORD\\c ") !=
          std::string::npos);
  }

  TEST_CASE("a variable of the profile becomes its text, escaped where chat would read it") {
    const Exported made = exported(kPort +
                                   "[script]\nlogin = '$menu>-$menu-x $menu'\n"
                                   "[script.variables]\nmenu = '@a-b\\c $USER'\n");
    const auto words = chat_words(script_of(made));
    REQUIRE(words);
    REQUIRE(words->size() > 2);
    const auto chat = dial::script::Chat::parse(script_of(made));
    REQUIRE_MESSAGE(chat, script_of(made));
    const auto& last = chat->steps().back().action;
    CHECK(std::get<std::string>(std::get<dial::script::Send>(last).text.pieces.at(0)) ==
          "@a-b\\c $USER\r");
    const auto& expect =
        std::get<dial::script::Expect>(chat->steps().at(chat->steps().size() - 2).action);
    REQUIRE(expect.alternatives.size() == 2);
    CHECK(std::get<std::string>(expect.alternatives[0].expect.pieces.at(0)) == "@a-b\\c $USER>");
  }

  TEST_CASE("a password that is waited for refuses the export, with the key") {
    const Exported made = exported(kPort + "[script]\nlogin = 'ssword:-$PASSWORD-ssword: x'\n");
    CHECK(made.files.empty());
    CHECK(has_note(made, "script.login", NoteKind::kRefused));
  }

  TEST_CASE("a script in a file or in another language refuses the export, with the key") {
    for (const auto& [script, key] :
         {std::pair("file = \"/etc/dial/isp.chat\"", "script.file"),
          std::pair("login = \"proc main\\nendproc\"\nlanguage = \"scp\"", "script.language")}) {
      CAPTURE(key);
      const Exported made = exported(kPort + "[script]\n" + script + "\n");
      CHECK(made.files.empty());
      CHECK(has_note(made, key, NoteKind::kRefused));
    }
  }

  TEST_CASE("the limit of each wait is chat's own until the script says another") {
    const Exported made =
        exported(kPort + "[script]\nlogin = 'a b'\nwait_limit = \"1500ms\"\nlimit = \"1m\"\n");
    CHECK(script_of(made).ends_with("TIMEOUT 2\na b\n"));
    CHECK(has_note(made, "script.wait_limit", NoteKind::kChanged));
    CHECK(has_note(made, "script.limit", NoteKind::kLeftOut));
  }

  TEST_CASE("a line longer than chat reads refuses the export") {
    const Exported made = exported(kPort + "[script]\nlogin = \"" + std::string(600, 'a') + " " +
                                   std::string(600, 'b') + "\"\n");
    CHECK(made.files.empty());
    CHECK(has_note(made, "script.login", NoteKind::kRefused));
  }

  TEST_CASE("words with blanks, quotes and what begins a comment are the same words to chat") {
    const std::string script =
        login("ABORT \"it's\" \"say \\\"hi\\\"\" '#x' '' #y\nab\\tc\\'d \\\\\n");
    const auto words = chat_words(script);
    REQUIRE(words);
    std::vector<std::string> found;
    for (const SourceWord& word : *words)
      found.emplace_back(word.view());
    CHECK(found == std::vector<std::string>{"ABORT", "it\\'s", "say \\\"hi\\\"", "#x", "", "#y",
                                            "ab\\tc\\'d", "\\\\"});
    CHECK_MESSAGE(dial::script::Chat::parse(script), script);
  }
}
