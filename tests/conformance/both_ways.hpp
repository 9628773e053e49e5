#pragma once

#include <doctest/doctest.h>

#include "conformance/lab.hpp"

TYPE_TO_STRING_AS("in process", dial::conformance::InProcess);
TYPE_TO_STRING_AS("through the daemon", dial::conformance::ThroughDaemon);

// A case that runs twice; Way::kDirect says how.
#define TEST_BOTH_WAYS(name) \
  TEST_CASE_TEMPLATE(name, Way, dial::conformance::InProcess, dial::conformance::ThroughDaemon)
