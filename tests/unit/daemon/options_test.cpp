// diald's options, from the command line and from its configuration.
#include "options.hpp"

#include <doctest/doctest.h>

#include <iostream>
#include <sstream>
#include <vector>

#include "support/temporary_folder.hpp"

using namespace dial;
using namespace dial::daemon;

namespace {

std::expected<Options, int> parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "diald");
  std::vector<char*> pointers;
  for (std::string& argument : arguments)
    pointers.push_back(argument.data());
  return parse_options(static_cast<int>(pointers.size()), pointers.data());
}

std::expected<Options, int> parse_config(const std::string& text) {
  const test::TemporaryFolder folder;
  folder.write("diald.toml", text);
  return parse({"--config", folder / "diald.toml"});
}

constexpr int kUsage = 2;

// What is said meanwhile.
class Heard {
 public:
  Heard()
      : output_before_(std::cout.rdbuf(output.rdbuf())),
        errors_before_(std::cerr.rdbuf(errors.rdbuf())) {}
  Heard(const Heard&) = delete;
  Heard& operator=(const Heard&) = delete;
  ~Heard() {
    std::cout.rdbuf(output_before_);
    std::cerr.rdbuf(errors_before_);
  }

  std::ostringstream output;
  std::ostringstream errors;

 private:
  std::streambuf* output_before_;
  std::streambuf* errors_before_;
};

std::expected<Options, std::string> read_again(const std::string& config) {
  std::vector<std::string> arguments{"diald", "--config", config};
  std::vector<char*> pointers;
  for (std::string& argument : arguments)
    pointers.push_back(argument.data());
  return read_options_again(static_cast<int>(pointers.size()), pointers.data());
}

}  // namespace

TEST_SUITE("daemon::parse_options") {
  TEST_CASE("the configuration that is installed says the defaults") {
    const auto options = parse({"--config", std::string(DIAL_CONFIG) + "/diald.toml"});
    REQUIRE(options);
    const auto defaults = parse({});
    REQUIRE(defaults);
    CHECK(options->socket == defaults->socket);
    CHECK(options->group == "dip");
    CHECK(options->numbers == profile::NumberRules{});
  }

  TEST_CASE(
      "what is done to the machine is noted beside the socket, unless another place is named") {
    const std::pair<const char*, const char*> cases[] = {
        {"/run/dial/diald.sock", "/run/dial"}, {"/diald.sock", "/"}, {"diald.sock", "."}};
    for (const auto& [socket, directory] : cases)
      CHECK(parse({"--socket", socket})->runtime_directory == directory);
    CHECK(parse({"--runtime-directory", "/run/other"})->runtime_directory == "/run/other");
    CHECK(parse({})->runtime_directory == "/run/dial");
    CHECK(parse({})->hook_directory == "/etc/ppp");
    CHECK(parse({"--hook-directory", ""})->hook_directory.empty());
    CHECK(parse({})->resolv_conf.empty());
  }

  TEST_CASE("a text keeps its #, its comma and its blanks, and a list may have several lines") {
    const auto options = parse_config(R"(group = "a # b, c"  # the rest is said to the reader
everybody-may-look = false
[numbers]
allow = ["*99#", # packet data
         "0800 1",
        ]
deny = []
countries = [49]
country-code = 49
long-distance-prefix = "0"
international-prefix = "00"
outside-line = "9,"
)");
    REQUIRE(options);
    CHECK(options->group == "a # b, c");
    CHECK_FALSE(options->everybody_may_look);
    const profile::NumberRules expected{.allow = {"*99#", "0800 1"},
                                        .deny = {},
                                        .countries = {49},
                                        .outside_line = "9,",
                                        .country_code = 49,
                                        .long_distance_prefix = "0",
                                        .international_prefix = "00"};
    CHECK(options->numbers == expected);
  }

  TEST_CASE("the command line stands above the configuration, and has no rules for numbers") {
    const test::TemporaryFolder folder;
    folder.write("diald.toml", "group = 'modem'\nsocket = '/s'\n");
    const auto options = parse({"--config", folder / "diald.toml", "--group", "dial"});
    REQUIRE(options);
    CHECK(options->group == "dial");
    CHECK(options->socket == "/s");
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"numbers"}, {"numbers", "--deny", "1"}, {"--deny", "1"}})
      CHECK(parse(arguments).error() == kUsage);
  }

  TEST_CASE(
      "a mistake in the configuration is refused, and diald does not start without its rules") {
    for (const char* text :
         {"group = ", "gruop = 'x'\n", "[numbers]\ndenny = ['1']\n", "[number]\ndeny = ['1']\n",
          "deny = ['0900']\n", "[numbers]\ndeny = ['0900-x']\n", "[numbers]\ndeny = [1.5]\n",
          "[numbers]\ncountries = ['x']\n", "[numbers]\ncountries = [49]\n",
          "[numbers.more]\ndeny = ['1']\n", "[numbers]\ncountry-code = -1\n",
          "group = 1979-05-27\n"}) {
      CAPTURE(text);
      const auto options = parse_config(text);
      REQUIRE_FALSE(options);
      CHECK(options.error() == kUsage);
    }
    CHECK(parse({"--config", "/nonexistent/diald.toml"}).error() == kUsage);
  }

  TEST_CASE("a key that there is not is told by its name, in the form of every other error") {
    const Heard heard;
    CHECK_FALSE(parse_config("[numbers]\ndeny = ['0900']\ndenny = ['1']\n"));
    CHECK(heard.errors.str() ==
          "diald: there is no key `numbers.denny` in the configuration\ntry: diald --help\n");
  }

  TEST_CASE("the help names no command, since there is none") {
    const Heard heard;
    CHECK(parse({"--help"}).error() == 0);
    CHECK(heard.output.str().contains("--everybody-may-look"));
    CHECK_FALSE(heard.output.str().contains("numbers  "));
    CHECK_FALSE(heard.output.str().contains("Subcommands"));
  }

  TEST_CASE("a configuration that is read again is taken whole, or its mistake is told") {
    const test::TemporaryFolder folder;
    const std::string config = folder.write("diald.toml", "group = 'modem'\n");
    CHECK(read_again(config)->group == "modem");
    folder.write("diald.toml", "group = 'dip'\n[numbers]\ndenny = ['1']\n");
    const auto refused = read_again(config);
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == "there is no key `numbers.denny` in the configuration");
    folder.write("diald.toml", "group = ");
    CHECK(read_again(config).error().find("configuration:1:") != std::string::npos);
  }

  TEST_CASE("what takes effect only at the next start is named") {
    const Options running;
    Options wanted;
    wanted.group = "modem";
    wanted.log_level = "debug";
    wanted.numbers.deny = {"0900"};
    CHECK(fixed_differences(running, wanted).empty());
    wanted.socket = "/s";
    wanted.helper = "";
    CHECK(fixed_differences(running, wanted) == "--socket, --helper");
  }

  TEST_CASE("what outlives the daemon stands in the first state directory of its service manager") {
    ::setenv("STATE_DIRECTORY", "/var/lib/one:/var/lib/two", 1);
    const auto options = parse({});
    const auto told = parse({"--state-directory", ""});
    ::unsetenv("STATE_DIRECTORY");
    CHECK(state_file(*options, "history.jsonl") == "/var/lib/one/history.jsonl");
    CHECK(state_file(*told, "history.jsonl").empty());
    CHECK(state_file(*parse({}), "policy") == "/var/lib/dial/policy");
  }

  TEST_CASE("secrets that a service manager hands over are where it says") {
    ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/diald.service", 1);
    const auto options = parse({});
    ::unsetenv("CREDENTIALS_DIRECTORY");
    CHECK(options->credentials == "/run/credentials/diald.service");
    CHECK(parse({})->credentials.empty());
  }
}
