#include "base/secret.hpp"

#include <doctest/doctest.h>

#include <new>

using dial::Secret;

TEST_SUITE("base::Secret") {
  TEST_CASE("a secret that was moved from is empty, the new one has the text") {
    Secret first("pass word");
    Secret second(std::move(first));
    CHECK(first.empty());  // NOLINT(bugprone-use-after-move): what the claim is about
    CHECK(second.reveal() == "pass word");
  }

  TEST_CASE("assigned to itself it stays") {
    Secret secret("x");
    const Secret& same = secret;
    secret = same;
    CHECK(secret.reveal() == "x");
  }

  TEST_CASE("nothing of a short secret is left where it lived") {
    alignas(Secret) unsigned char place[sizeof(Secret)] = {};
    auto* secret = new (place) Secret("hunter2!");
    secret->~Secret();
    const std::string_view left(reinterpret_cast<const char*>(place), sizeof place);
    CHECK(left.find("hunter2!") == std::string_view::npos);
  }
}
