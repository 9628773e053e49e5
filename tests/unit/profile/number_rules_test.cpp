#include "profile/number_rules.hpp"

#include <doctest/doctest.h>

using namespace dial::profile;

namespace {

// In Germany, on lines of the public network.
NumberRules here() {
  return {.allow = {},
          .deny = {},
          .countries = {},
          .outside_line = {},
          .country_code = 49,
          .long_distance_prefix = "0",
          .international_prefix = "00"};
}

bool is_refused(const NumberRules& rules, std::string_view dialled) {
  REQUIRE(rules_problem(rules) == "");
  return !refusal(rules, dialled).empty();
}

void check_each(const NumberRules& rules, bool refused,
                std::initializer_list<const char*> numbers) {
  for (const char* number : numbers) {
    CAPTURE(number);
    CHECK(is_refused(rules, number) == refused);
  }
}

}  // namespace

TEST_SUITE("profile::NumberRules") {
  TEST_CASE("without a rule every number may be dialled, wherever the lines are") {
    CHECK_FALSE(has_rules(here()));
    check_each(here(), false, {"09001234", "L", "0!0", "*99#"});
  }

  TEST_CASE("a denied number is refused however it is written") {
    NumberRules rules = here();
    rules.deny = {"0900", "+1 900"};
    check_each(rules, true,
               {"0900", "09001234", "T0P9W0@0,1", "+499001234", "00499001234", "0019005551234",
                "+19005551234"});
    check_each(rules, false, {"030900", "900", "0800123", "+33900", "*99#"});
  }

  TEST_CASE("where the country is unknown a rule is what is dialled, and no other form of it") {
    const NumberRules rules{.deny = {"0900"}};
    check_each(rules, true, {"0900", "0,9001"});
    check_each(rules, false, {"+49900", "0049900"});
  }

  TEST_CASE("only what is allowed is dialled, where anything is") {
    NumberRules rules = here();
    rules.allow = {"0800", "*99#"};
    check_each(rules, false, {"0800123", "+498001", "*99#"});
    check_each(rules, true, {"0301", "5551234", "*98#", "080"});
    // What is allowed behind a pause does not make the number before it so.
    check_each(rules, true, {"0301,0800", "0301#0800", "0301W0800"});
  }

  TEST_CASE("the longer of a rule to allow and a rule to deny decides, and of two alike to deny") {
    NumberRules rules = here();
    rules.deny = {"0900", "0180"};
    rules.allow = {"0", "+49900123", "0180"};
    check_each(rules, false, {"0900123", "09001234", "0049900123", "0301"});
    check_each(rules, true, {"0900124", "0180"});
  }

  TEST_CASE("calls to other countries than those named are refused, and calls within are not") {
    NumberRules rules = here();
    rules.countries = {49, 43};
    check_each(rules, false, {"5551234", "0301234", "+4315", "004315", "0049301", "*99#"});
    check_each(rules, true, {"+33", "00331", "00881600"});
  }

  TEST_CASE("behind an exchange the rules are for what is outside") {
    NumberRules rules = here();
    rules.outside_line = "0,";
    rules.deny = {"0900"};
    rules.countries = {49};
    check_each(rules, true, {"00900", "0,0900", "000331", "0,00331"});
    // 900 and 0331 of the house; 030 outside, which begins as abroad does.
    check_each(rules, false, {"900", "00301234", "0,0301234"});
  }

  TEST_CASE("a number that stands behind a pause, a code, a plus or a flash is held to the rules") {
    NumberRules rules = here();
    rules.deny = {"0900"};
    check_each(rules, true,
               {"9,0900", "9W0900", "9@0900", "*67,0900", "*670900", "#31#0900", "*31#0900",
                "9+49900", "030!0900", "!0900", "0800,,0900"});
    check_each(rules, false, {"*6709", "030!", "!", "9,0800"});
    rules = here();
    rules.allow = {"030"};
    check_each(rules, true, {"030!0800"});
    check_each(rules, false, {"030!0301", "030,0800"});
  }

  // V.250, 6.3.1: a modem passes over what it cannot dial.
  TEST_CASE("a number is refused that becomes a denied one where marks are passed over") {
    NumberRules rules = here();
    rules.deny = {"0900"};
    check_each(rules, true,
               {"+0900123", "P*0900123", "P09*00123", "P0#900123", "A0900123", "09D00123",
                "09!00123", "+4!9900123", "1,09*00123", "0!9!0!0!123"});
    check_each(rules, false, {"+4930123", "P0*30123", "A030123", "08!00123"});
    rules = here();
    rules.countries = {49};
    check_each(rules, true, {"0!033123", "P0*033123"});
    check_each(rules, false, {"0!30123", "P0*30123"});
  }

  TEST_CASE("a number is refused behind any code of a service, a longer one and several too") {
    NumberRules rules = here();
    rules.deny = {"0900"};
    check_each(rules, true,
               {"**61*0900123#", "*21*0900123#", "*2280900123", "1#*670900123", "*31#*670900"});
    check_each(rules, false, {"*21*030123#", "*99***1#", "*9900"});
  }

  TEST_CASE("a number is refused that has the trunk prefix behind its own country") {
    NumberRules rules = here();
    rules.deny = {"0900"};
    check_each(rules, true, {"+490900123", "00490900123"});
    check_each(rules, false, {"+49030123", "+430900123"});
    // In Russia what begins with the trunk prefix is an area, too.
    rules.country_code = 7;
    rules.long_distance_prefix = "8";
    rules.deny = {"8809"};
    check_each(rules, true, {"+7809123", "88809123"});
    check_each(rules, false, {"+7812123"});
  }

  TEST_CASE("behind an exchange a number is refused that leaves the house behind a pause or code") {
    NumberRules rules = here();
    rules.outside_line = "9";
    rules.deny = {"0900"};
    check_each(rules, true,
               {",90900", "1,90900", "*67,90900", "*67#90900", "*6790900", "*22890900", "1,0900"});
    check_each(rules, false, {",9030", "1,9030", "*67,9030", "90,30"});
  }

  TEST_CASE("the modem's last number is refused where there are rules") {
    NumberRules rules = here();
    rules.deny = {"0900"};
    check_each(rules, true, {"L", "0L"});
  }

  TEST_CASE("the refusal says what is dialled and which rule is meant") {
    NumberRules rules = here();
    rules.deny = {"0900"};
    CHECK(refusal(rules, "09001") == "`09001` is covered by the rule `0900` of `deny`");
    rules.deny = {"09", "0049 900-1"};
    CHECK(refusal(rules, "09001") == "`09001` is covered by the rule `0049 900-1` of `deny`");
    rules.allow = {"0800"};
    CHECK(refusal(rules, "0301") == "`0301` is covered by no rule of `allow`");
    rules = here();
    rules.countries = {49};
    CHECK(refusal(rules, "00331") == "`00331` is in no country of `countries`");
  }

  TEST_CASE("rules that cannot mean what they say are refused by the key's name") {
    const auto problem = [](auto change) {
      NumberRules rules = here();
      change(rules);
      return rules_problem(rules);
    };
    CHECK(problem([](NumberRules& r) { r.deny = {"0900-x"}; }).starts_with("deny: `0900-x`: "));
    CHECK(problem([](NumberRules& r) { r.allow = {""}; }).starts_with("allow: "));
    CHECK(problem([](NumberRules& r) { r.deny = {"9,1"}; }).starts_with("deny: "));
    CHECK(problem([](NumberRules& r) { r.deny = {"00"}; }).find("countries") != std::string::npos);
    CHECK(problem([](NumberRules& r) { r.deny = {"+"}; }).find("countries") != std::string::npos);
    CHECK(problem([](NumberRules& r) { r.countries = {0}; }).starts_with("countries: "));
    CHECK(problem([](NumberRules& r) { r.country_code = 1000; }).starts_with("country-code: "));
    CHECK(problem([](NumberRules& r) { r.country_code = 0; }).starts_with("country-code: "));
    CHECK(problem([](NumberRules& r) { r.outside_line = "x"; }).starts_with("outside-line: "));
    CHECK(rules_problem({.countries = {49}}).starts_with("countries: needs "));
  }
}
