#include "manager/history.hpp"

#include <doctest/doctest.h>

using namespace dial;
using namespace dial::manager;
using namespace std::chrono_literals;

namespace {

Ended record(std::uint64_t id, const std::string& entry, Duration at) {
  return {.status = {.id = {id}, .entry = entry},
          .totals = {},
          .projections = {},
          .dialogue = {},
          .at = TimePoint(at)};
}

}  // namespace

TEST_SUITE("manager::History") {
  TEST_CASE("a record is found by its id and, if it is the last, by its entry") {
    History history({.keep = 10min});
    history.add(record(5, "a", 0s));
    history.add(record(3, "b", 1s));  // dialled before, ended after
    history.add(record(9, "a", 2s));
    CHECK(history.find({5})->status.entry == "a");
    CHECK(history.find({4}) == nullptr);
    CHECK(history.last_of("a")->status.id == ConnectionId{9});
    CHECK(history.last_of("b")->status.id == ConnectionId{3});
    CHECK(history.last_of("c") == nullptr);
  }

  TEST_CASE("old ones are forgotten, but not the last of an entry") {
    History history({.keep = 10min});
    history.add(record(9, "a", 0s));
    history.add(record(2, "a", 1s));
    history.add(record(3, "b", 10min));
    CHECK(history.size() == 3);
    history.add(record(4, "b", 10min + 500ms));
    CHECK(history.find({9}) == nullptr);
    CHECK(history.find({2}) != nullptr);
    history.add(record(5, "b", 1h));
    CHECK(history.size() == 2);
    CHECK(history.last_of("a")->status.id == ConnectionId{2});
    CHECK(history.last_of("b")->status.id == ConnectionId{5});
  }

  TEST_CASE("there is room for so many and no more, the oldest go") {
    History history({.keep = 10min, .most = 3});
    for (std::uint64_t id = 1; id <= 5; ++id)
      history.add(record(id, "e" + std::to_string(id), 0s));
    CHECK(history.size() == 3);
    CHECK(history.find({2}) == nullptr);
    CHECK(history.find({3}) != nullptr);
  }
}
