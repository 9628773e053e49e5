// Code and interface file are held together: what is declared is what is written and read.
#include "rpc/interface.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "rpc/messages.hpp"
#include "rpc/messages_history.hpp"
#include "rpc/messages_phone_book.hpp"
#include "samples.hpp"
#include "support/varlink_interface.hpp"

namespace dial::rpc {
namespace {

using dial::test::VarlinkInterface;
using dial::test::VarlinkType;
using Kind = VarlinkType::Kind;

const VarlinkInterface& interface() {
  static const auto parsed = dial::test::parse_varlink_interface(interface_text());
  REQUIRE(parsed.has_value());
  return *parsed;
}

std::set<std::string> declared_fields(const VarlinkType& type) {
  std::set<std::string> names;
  for (const auto& field : type.fields)
    names.insert(field.name);
  return names;
}

std::set<std::string> written_fields(const Json& json) {
  std::set<std::string> names;
  for (const auto& [name, value] : json.items())
    names.insert(name);
  return names;
}

// Is `json` exactly of that type, with every field there?
void check_type(const Json& json, const VarlinkType& type) {
  switch (type.kind) {
    case Kind::kBool:
      CHECK(json.is_boolean());
      return;
    case Kind::kInt:
      CHECK(json.is_number_integer());
      return;
    case Kind::kString:
      CHECK(json.is_string());
      return;
    case Kind::kMaybe:
      if (!json.is_null()) check_type(json, *type.element);
      return;
    case Kind::kArray:
      REQUIRE(json.is_array());
      CHECK_FALSE(json.empty());  // a sample that shows nothing proves nothing
      for (const Json& element : json)
        check_type(element, *type.element);
      return;
    case Kind::kAlias: {
      const VarlinkType* named = interface().type(type.alias);
      REQUIRE(named != nullptr);
      check_type(json, *named);
      return;
    }
    case Kind::kStruct:
      REQUIRE(json.is_object());
      CHECK(written_fields(json) == declared_fields(type));
      for (const auto& field : type.fields) {
        CAPTURE(field.name);
        check_type(json.value(field.name, Json()), field.type);
      }
      return;
  }
}

// The sample of a structure has every optional field, is of the declared type, and is read back.
template <class T>
void check_sample(const T& sample, const VarlinkType& type) {
  const Json json = to_json(sample);
  check_type(json, type);
  for (const auto& [name, value] : json.items()) {
    CAPTURE(name);
    CHECK_FALSE(value.is_null());
  }
  const auto back = from_json<T>(json);
  REQUIRE(back.has_value());
  CHECK(to_json(*back) == json);
}

// Optional fields of the interface may be left out, the others not.
template <class T>
void check_optional(const T& sample, const VarlinkType& type) {
  const Json json = to_json(sample);
  for (const auto& field : type.fields) {
    CAPTURE(field.name);
    Json without = json;
    without.erase(field.name);
    CHECK(from_json<T>(without).has_value() == (field.type.kind == Kind::kMaybe));
  }
}

class MethodChecker {
 public:
  ~MethodChecker() {
    for (const auto& method : interface().methods) {
      CAPTURE(method.name);
      CHECK(seen_.contains(method.name));
    }
  }
  template <class In, class Out>
  void check(const std::string& name, const In& in, const Out& out) {
    CAPTURE(name);
    seen_.insert(name);
    const auto* method = interface().method(name);
    REQUIRE(method != nullptr);
    check_sample(in, method->in);
    check_optional(in, method->in);
    check_sample(out, method->out);
    check_optional(out, method->out);
  }

 private:
  std::set<std::string> seen_;
};

}  // namespace

TEST_SUITE("rpc::interface") {
  TEST_CASE("the interface file can be parsed and has the name the code uses") {
    CHECK(interface().name == kInterface);
  }

  TEST_CASE("every method is read and written as the interface file declares it") {
    const DialParameters wanted{.entry = "demo",
                                .number = "0123",
                                .user = "joe",
                                .password = "s3",
                                .password_token = {"t"},
                                .callback_number = "*",
                                .allow_pause = true,
                                .send_ahead = false,
                                .detached = true,
                                .handler_limit = std::chrono::milliseconds(2500)};
    const ConnectionStatus status = test::sample_status();
    MethodChecker methods;
    methods.check("Dial", DialCall{wanted, true}, DialReply{test::kNotification, "token"});
    methods.check("Acknowledge", AcknowledgeCall{{7}, "token", 3, true}, NoParameters{});
    methods.check("Cancel", CancelCall{{7}, "token"}, NoParameters{});
    methods.check("Resume", ResumeCall{{7}, {"joe", "s3", "0123"}}, NoParameters{});
    methods.check("Terminal", ConnectionCall{{7}}, NoParameters{});
    methods.check("HangUp", HangUpCall{{7}, true}, HangUpReply{false, {1000, 1001}});
    methods.check("Disconnect", DisconnectCall{"demo", true}, HangUpReply{false, {1000}});
    methods.check("Status", ConnectionCall{{7}}, StatusReply{status});
    methods.check("List", NoParameters{}, ListReply{{status, status}});
    methods.check("Waiting", NoParameters{}, WaitingReply{{{"demo", {"Is down.", "Stays so."}}}});
    methods.check("Statistics", ConnectionCall{{7}}, StatisticsReply{});
    methods.check("EntryStatus", EntryCall{"demo"}, StatusReply{status});
    methods.check("Explain", EntryCall{"demo"}, ExplainReply{{"Is down.", "Stays so."}});
    methods.check("Projections", ConnectionCall{{7}}, ProjectionsReply{{test::sample_record()}});
    methods.check("Log", ConnectionCall{{7}}, LogReply{test::sample_dialogue()});
    methods.check("History", HistoryCall{"demo", 20}, HistoryReply{{test::sample_past()}});
    methods.check("Metrics", NoParameters{}, MetricsReply{"text"});
    methods.check("Watch", WatchCall{ConnectionId{7}, 100},
                  WatchEvent{WatchEvent::Kind::kChange, 9, status, Statistics{}});
    methods.check("Profiles", NoParameters{}, ProfilesReply{{ProfileInfo{}}});
    methods.check("ProfileText", EntryCall{"demo"}, ProfileTextReply{"text"});
    methods.check("EntryProperties", EntryCall{"demo"}, EntryPropertiesReply{test::kProperties});
    methods.check("SetEntryProperties",
                  SetEntryPropertiesCall{"demo", {{"ppp.mru", std::nullopt}}, EntryMode::kCreate},
                  NoParameters{});
    methods.check("ValidateEntryName", EntryCall{"demo"}, NoParameters{});
    methods.check("SetProfileText", SetProfileTextCall{"demo", "number = '1'\n", "number = '2'\n"},
                  NoParameters{});
    methods.check("RenameEntry", RenameEntryCall{"demo", "other"}, NoParameters{});
    methods.check("DeleteEntry", EntryCall{"demo"}, NoParameters{});
    methods.check("Credentials", EntryCall{"demo"}, CredentialsReply{{"joe", true, {"token"}}});
    methods.check("SetCredentials", SetCredentialsCall{"demo", test::kNewCredentials},
                  NoParameters{});
    methods.check("Devices", NoParameters{}, DevicesReply{{Device{}}});
  }

  TEST_CASE("every named type is written as declared") {
    CHECK(interface().types.size() == 12);
    check_sample(test::kBusy, *interface().type("Problem"));
    check_sample(*test::sample_status().projection, *interface().type("Projection"));
    check_sample(test::sample_status().recovery, *interface().type("Recovery"));
    check_type(to_json(test::sample_record()), *interface().type("ProjectionRecord"));
    check_type(to_json(ProjectionRecord{.protocol = 0x8021, .error = test::kBusy}),
               *interface().type("ProjectionRecord"));
    check_sample(test::sample_status(), *interface().type("Connection"));
    check_sample(Statistics{}, *interface().type("Counters"));
    check_sample(ProfileInfo{}, *interface().type("Profile"));
    check_sample(Device{}, *interface().type("Device"));
    check_sample(test::sample_dialogue().lines[0], *interface().type("DialogueLine"));
    check_sample(test::sample_past(), *interface().type("PastConnection"));
    for (const auto& [key, value] : test::kProperties.set)
      check_type(to_json(Property{key, value}), *interface().type("Property"));
  }

  TEST_CASE("every error has a name in the code, and Failed its problem") {
    std::set<std::string> declared;
    for (const auto& [name, type] : interface().errors)
      declared.insert(interface().name + "." + name);
    CHECK(declared == std::set<std::string>{std::string(kFailed), std::string(kWrongToken),
                                            std::string(kMessageTooLarge),
                                            std::string(kTooManyCalls),
                                            std::string(kTooManyClients)});
    check_sample(FailedReply{test::kBusy}, *interface().error("Failed"));
  }
}

}  // namespace dial::rpc
