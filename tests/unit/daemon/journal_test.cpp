#include "journal.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

using namespace dial;
using namespace dial::daemon;

namespace {

std::map<std::string, std::string> by_name(const std::vector<JournalField>& fields) {
  std::map<std::string, std::string> found;
  for (const JournalField& field : fields)
    found.emplace(field.name, field.value);
  return found;
}

}  // namespace

TEST_SUITE("daemon::journal") {
  TEST_CASE("the journal is taken only where the descriptor is the stream that is named") {
    struct stat about{};
    REQUIRE(fstat(STDERR_FILENO, &about) == 0);
    const std::string here = std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino);
    CHECK(leads_to_journal(STDERR_FILENO, here.c_str()));
    CHECK_FALSE(leads_to_journal(STDERR_FILENO, (here + "1").c_str()));
    CHECK_FALSE(leads_to_journal(STDERR_FILENO, nullptr));
    CHECK_FALSE(leads_to_journal(-1, here.c_str()));
  }

  TEST_CASE("a connection is told by entry, id, device and state; an error by its number") {
    ConnectionStatus status{.id = {7}, .entry = "isp", .device = "/dev/ttyS0"};
    status.state = State::kConnected;
    CHECK(by_name(fields_of(status)) ==
          std::map<std::string, std::string>{{"DIAL_ENTRY", "isp"},
                                             {"DIAL_CONNECTION", "7"},
                                             {"DIAL_DEVICE", "/dev/ttyS0"},
                                             {"DIAL_STATE", "Connected"}});
    status.error.code = ErrorCode::kLineBusy;
    CHECK(by_name(fields_of(status)).at("DIAL_ERROR") == "676");
  }
}
