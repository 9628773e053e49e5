#include "cli/exit_status.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <vector>

using namespace dial;
using namespace dial::cli;

namespace {

ExitStatus of(ErrorCode code, Layer layer = Layer::kNone) {
  return exit_status_of({code, layer, "", "", 0});
}

// The kinds by RAS number: what a person would say they are, written down a second time.
const std::map<int, std::vector<unsigned>> kNumbersByStatus{
    {0, {0}},
    {1, {6, 8, 259, 600, 603, 617, 618, 631, 632, 705, 816, 817}},
    {2, {87}},
    {3, {711, 834}},
    {4, {5, 753}},
    {5, {123, 183, 621, 622, 623, 624, 625, 627, 700, 701, 704, 723, 749, 751, 752}},
    {6, {602, 605, 608, 615, 630, 633, 651, 652, 666, 681, 692, 756, 797}},
    {7, {638, 668, 676, 677, 678, 679, 680, 710, 715, 770, 771, 772, 773, 774, 775, 776, 777}},
    {8, {645, 646, 647, 648, 649, 691, 703, 708, 709, 778, 917, 918, 919}},
    {9, {716, 718, 719, 720, 721, 722, 728, 730, 731, 732, 733, 734, 735, 736, 737, 738}},
    {10, {828, 829}},
};
const std::vector<unsigned> kNumbersByLayer{628, 629, 635};

}  // namespace

TEST_SUITE("cli::exit_status") {
  TEST_CASE("a code that says what kind it is has that status, whatever its layer") {
    std::map<unsigned, int> expected;
    for (const auto& [status, numbers] : kNumbersByStatus) {
      for (const unsigned number : numbers)
        CHECK_MESSAGE(expected.emplace(number, status).second, number);
    }
    for (const ErrorCode code : all_error_codes()) {
      const auto number = static_cast<unsigned>(code);
      CAPTURE(number);
      if (!expected.contains(number)) {
        CHECK(static_cast<int>(of(code, Layer::kLcp)) == 9);
        CHECK(static_cast<int>(of(code, Layer::kScript)) == 8);
        continue;
      }
      for (const Layer layer : {Layer::kNone, Layer::kPort, Layer::kLcp, Layer::kService})
        CHECK(static_cast<int>(of(code, layer)) == expected[number]);
      expected.erase(number);
    }
    CHECK_MESSAGE(expected.empty(), "names a code that does not exist");
  }

  TEST_CASE("a login script that did not go well is about who logs in, whatever the number") {
    CHECK(of(ErrorCode::kRequestTimeout, Layer::kScript) == ExitStatus::kAuthentication);
    CHECK(of(ErrorCode::kDisconnection, Layer::kScript) == ExitStatus::kAuthentication);
    CHECK(of(ErrorCode::kScriptSyntax, Layer::kScript) == ExitStatus::kConfiguration);
    CHECK(of(ErrorCode::kRequestTimeout, Layer::kModem) == ExitStatus::kCallFailed);
  }

  TEST_CASE("what says only that it ended goes by where it ended") {
    for (const unsigned number : kNumbersByLayer) {
      CAPTURE(number);
      const auto code = static_cast<ErrorCode>(number);
      CHECK(of(code, Layer::kNone) == ExitStatus::kOther);
      CHECK(of(code, Layer::kPort) == ExitStatus::kDevice);
      CHECK(of(code, Layer::kModem) == ExitStatus::kCallFailed);
      CHECK(of(code, Layer::kScript) == ExitStatus::kAuthentication);
      CHECK(of(code, Layer::kLcp) == ExitStatus::kNegotiation);
      CHECK(of(code, Layer::kAuthentication) == ExitStatus::kAuthentication);
      CHECK(of(code, Layer::kNcp) == ExitStatus::kNegotiation);
      CHECK(of(code, Layer::kNetwork) == ExitStatus::kNegotiation);
      CHECK(of(code, Layer::kConfiguration) == ExitStatus::kConfiguration);
      CHECK(of(code, Layer::kManager) == ExitStatus::kOther);
      CHECK(of(code, Layer::kService) == ExitStatus::kUnreachable);
    }
  }

  TEST_CASE("a code of a newer daemon goes by its layer") {
    CHECK(of(static_cast<ErrorCode>(12'345), Layer::kPort) == ExitStatus::kDevice);
  }

  TEST_CASE("whatever ends an established link on its own, the link was lost") {
    const auto end = [](ErrorCode code) {
      return exit_status_of_end({code, Layer::kLcp, "", "", 0});
    };
    CHECK(end(ErrorCode::kLinkFailure) == ExitStatus::kLinkLost);
    CHECK(end(ErrorCode::kPppTimeout) == ExitStatus::kLinkLost);
    CHECK(end(ErrorCode::kRemoteDisconnection) == ExitStatus::kLinkLost);
    CHECK(end(ErrorCode::kHardwareFailure) == ExitStatus::kLinkLost);
    CHECK(end(ErrorCode::kServiceStopped) == ExitStatus::kUnreachable);
    CHECK(end(ErrorCode::kUserDisconnection) == ExitStatus::kOk);
    CHECK(end(ErrorCode::kSuccess) == ExitStatus::kOk);
  }

  TEST_CASE("the help has a line for each status") {
    const std::string help = exit_status_help();
    for (const int status : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130}) {
      const std::string number = std::to_string(status);
      CHECK(help.find("\n" + std::string(5 - number.size(), ' ') + number + "  ") !=
            std::string::npos);
    }
  }
}
