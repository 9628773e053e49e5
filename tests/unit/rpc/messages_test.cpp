#include "rpc/messages.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "samples.hpp"

namespace dial::rpc {
namespace {

using test::kBusy;
using test::sample_status;

// What from_json<T> says about `json`; empty if it takes it.
template <class T>
std::string complaint(const Json& json) {
  const auto read = from_json<T>(json);
  if (read) return {};
  CHECK(read.error().code == ErrorCode::kInvalidParameter);
  CHECK(read.error().context.starts_with("parameter '" + read.error().raw + "'"));
  return read.error().context;
}

template <class T>
bool is_refused_for(const Json& json, const std::string& field) {
  const std::string text = complaint<T>(json);
  CAPTURE(text);
  return text.starts_with("parameter '" + field + "'");
}

// Every field left out, null, and of every wrong type in turn.
template <class T>
void check_each_field(const Json& good, const std::vector<std::string>& optional) {
  REQUIRE(complaint<T>(good).empty());
  for (const auto& [name, value] : good.items()) {
    CAPTURE(name);
    const bool may_miss = std::ranges::find(optional, name) != optional.end();
    Json without = good;
    without.erase(name);
    CHECK(complaint<T>(without).empty() == may_miss);
    Json null = good;
    null[name] = nullptr;
    CHECK(complaint<T>(null).empty() == may_miss);
    for (const Json& wrong : {Json("text"), Json(17), Json(true), Json(1.5), Json::array({1.5}),
                              Json::object({{"odd", 1}})}) {
      if (wrong.type_name() == std::string(value.type_name()) && !wrong.is_number_float() &&
          !wrong.is_structured())
        continue;
      CAPTURE(wrong);
      Json changed = good;
      changed[name] = wrong;
      CHECK(is_refused_for<T>(changed, name));
    }
  }
}

const Json kDial = {{"entry", "demo"},         {"number", "0123"},      {"user", "joe"},
                    {"password", "s3"},        {"password_token", "t"}, {"allow_pause", true},
                    {"send_ahead", true},      {"detached", true},      {"acknowledge", true},
                    {"handler_limit_ms", 2500}};

}  // namespace

TEST_SUITE("rpc::messages") {
  TEST_CASE("a dial call has every field read into its place") {
    const auto call = from_json<DialCall>(kDial);
    REQUIRE(call);
    CHECK(call->parameters.entry == "demo");
    CHECK(call->parameters.number == "0123");
    CHECK(call->parameters.user == "joe");
    CHECK(call->parameters.password == "s3");
    CHECK(call->parameters.password_token.value == "t");
    CHECK(call->parameters.allow_pause);
    CHECK(call->parameters.send_ahead == true);
    CHECK(call->parameters.detached);
    CHECK(call->acknowledge);
    CHECK(call->parameters.handler_limit == std::chrono::milliseconds(2500));
    CHECK(to_json(*call) == kDial);
  }

  TEST_CASE("a dial call with an entry only takes the defaults") {
    const auto call = from_json<DialCall>({{"entry", "demo"}});
    REQUIRE(call);
    CHECK(call->parameters.number.empty());
    CHECK_FALSE(call->parameters.allow_pause);
    CHECK_FALSE(call->parameters.send_ahead.has_value());
    CHECK_FALSE(call->parameters.detached);
    CHECK_FALSE(call->acknowledge);
    CHECK_FALSE(call->parameters.handler_limit.has_value());  // the profile's
    CHECK(to_json(*call) == Json{{"entry", "demo"}});
  }

  TEST_CASE("send_ahead keeps no, yes and not said apart") {
    DialCall call{.parameters = {.entry = "demo"}};
    CHECK_FALSE(to_json(call).contains("send_ahead"));
    call.parameters.send_ahead = false;
    CHECK(from_json<DialCall>(to_json(call))->parameters.send_ahead == false);
  }

  TEST_CASE("a password that was not given is not sent") {
    CHECK_FALSE(to_json(DialCall{.parameters = {.entry = "demo"}}).contains("password"));
  }

  TEST_CASE("every field of every call is refused when missing or of a wrong type, by name") {
    check_each_field<DialCall>(
        kDial, {"number", "user", "password", "password_token", "allow_pause", "send_ahead",
                "detached", "acknowledge", "handler_limit_ms"});
    check_each_field<AcknowledgeCall>(to_json(AcknowledgeCall{{4}, "t", 5, true}), {"no_more"});
    check_each_field<CancelCall>(to_json(CancelCall{{4}, "t"}), {});
    check_each_field<ResumeCall>(to_json(ResumeCall{{4}, {"u", "p", "n"}}),
                                 {"user", "password", "number"});
    check_each_field<HangUpCall>(to_json(HangUpCall{{4}, true}), {"force"});
    check_each_field<DisconnectCall>(to_json(DisconnectCall{"demo", true}), {"force"});
    check_each_field<WatchCall>(to_json(WatchCall{ConnectionId{4}, 5}), {"connection", "queue"});
    check_each_field<ConnectionCall>(to_json(ConnectionCall{{4}}), {});
    check_each_field<EntryCall>(to_json(EntryCall{"demo"}), {});
    check_each_field<SetEntryPropertiesCall>(
        to_json(SetEntryPropertiesCall{"demo", {{"a", true}}, EntryMode::kEither}), {"mode"});
    check_each_field<SetProfileTextCall>(to_json(SetProfileTextCall{"demo", "a", "b"}),
                                         {"replaces"});
    check_each_field<RenameEntryCall>(to_json(RenameEntryCall{"demo", "other"}), {});
    check_each_field<SetCredentialsCall>(to_json(SetCredentialsCall{"demo", test::kNewCredentials}),
                                         {"user", "password", "token"});
  }

  TEST_CASE("every field of every reply is refused when missing or of a wrong type, by name") {
    check_each_field<Error>(to_json(kBusy), {});
    check_each_field<Projection>(to_json(*sample_status().projection), {});
    check_each_field<ConnectionStatus>(to_json(sample_status()),
                                       {"error", "projection", "next_dial_ms"});
    check_each_field<RecoveryCounts>(to_json(sample_status().recovery), {});
    check_each_field<Statistics>(to_json(Statistics{}), {});
    check_each_field<ProfileInfo>(to_json(ProfileInfo{}), {});
    check_each_field<Device>(to_json(Device{}), {});
    check_each_field<CredentialsReply>(to_json(CredentialsReply{{"joe", true, {"t"}}}), {"token"});
    check_each_field<EntryPropertiesReply>(to_json(EntryPropertiesReply{test::kProperties}), {});
    check_each_field<DevicesReply>(to_json(DevicesReply{{Device{}}}), {});
    check_each_field<DialReply>(to_json(DialReply{test::kNotification, "token"}),
                                {"token", "error"});
    check_each_field<WatchEvent>(
        to_json(WatchEvent{WatchEvent::Kind::kChange, 3, sample_status(), Statistics{}}),
        {"connection", "totals"});
    check_each_field<ProjectionRecord>(to_json(test::sample_record()), {"error", "values"});
    check_each_field<ProjectionsReply>(to_json(ProjectionsReply{{test::sample_record()}}), {});
    check_each_field<DialogueLine>(to_json(test::sample_dialogue().lines[0]), {});
    check_each_field<WaitingReply>(to_json(WaitingReply{{{"demo", {"Is down."}}}}), {});
    check_each_field<ExplainReply>(to_json(ExplainReply{{"Is down."}}), {});
    check_each_field<LogReply>(to_json(LogReply{test::sample_dialogue()}), {});
    check_each_field<HangUpReply>(to_json(HangUpReply{true, {1000}}), {});
    check_each_field<StatusReply>(to_json(StatusReply{sample_status()}), {});
    check_each_field<ListReply>(to_json(ListReply{{sample_status()}}), {});
    check_each_field<StatisticsReply>(to_json(StatisticsReply{}), {});
    check_each_field<ProfilesReply>(to_json(ProfilesReply{{ProfileInfo{}}}), {});
    check_each_field<ProfileTextReply>(to_json(ProfileTextReply{"x"}), {});
    check_each_field<FailedReply>(to_json(FailedReply{kBusy}), {});
  }

  TEST_CASE("a call with a field nobody declared is refused by that name") {
    CHECK(is_refused_for<DialCall>({{"entry", "demo"}, {"dettached", true}}, "dettached"));
    CHECK(is_refused_for<NoParameters>({{"x", nullptr}}, "x"));
    CHECK(is_refused_for<HangUpCall>({{"connection", 1}, {"forced", true}}, "forced"));
    CHECK(complaint<EntryCall>({{"entry", "a"}, {"b\nd", 1}}).find('\n') == std::string::npos);
  }

  TEST_CASE("a reply with a field of a newer daemon is read") {
    Json json = to_json(sample_status());
    json["colour"] = "blue";
    json["projection"]["colour"] = "blue";
    CHECK(from_json<ConnectionStatus>(json).has_value());
  }

  TEST_CASE("numbers that are negative or too large are refused") {
    CHECK(is_refused_for<ConnectionCall>({{"connection", -1}}, "connection"));
    CHECK(is_refused_for<ConnectionCall>({{"connection", 0}}, "connection"));
    CHECK(is_refused_for<ConnectionCall>({{"connection", 9223372036854775808U}}, "connection"));
    CHECK(is_refused_for<ConnectionCall>({{"connection", 4.0}}, "connection"));
    CHECK(complaint<ConnectionCall>({{"connection", 9223372036854775807}}).empty());
    for (const Json& limit : {Json(0), Json(-1), Json(86'400'001), Json(1e300)})
      CHECK(is_refused_for<DialCall>({{"entry", "a"}, {"handler_limit_ms", limit}},
                                     "handler_limit_ms"));
    Json status = to_json(sample_status());
    status["owner"] = 4294967296;
    CHECK(is_refused_for<ConnectionStatus>(status, "owner"));
    status = to_json(sample_status());
    status["projection"]["mru"] = 65536;
    CHECK(is_refused_for<ConnectionStatus>(status, "projection"));
    CHECK(is_refused_for<HangUpReply>({{"closed", true}, {"holders", {-1}}}, "holders"));
  }

  TEST_CASE("what is no object at all is refused") {
    for (const Json& json : {Json(), Json::array(), Json("x"), Json(1)}) {
      CHECK(is_refused_for<DialCall>(json, "parameters"));
      CHECK(is_refused_for<NoParameters>(json, "parameters"));
    }
  }

  TEST_CASE("a status comes back as it was") {
    const ConnectionStatus status = sample_status();
    const auto back = from_json<ConnectionStatus>(to_json(status));
    REQUIRE(back);
    CHECK(to_json(*back) == to_json(status));
    CHECK(back->id == status.id);
    CHECK(back->state == State::kConnected);
    CHECK(back->error == kBusy);
    CHECK(back->projection->name_servers == status.projection->name_servers);
    CHECK(back->age == std::chrono::milliseconds(61'000));
  }

  TEST_CASE("a connection that lives has a null error and no projection before there is one") {
    ConnectionStatus status = sample_status();
    status.error = {};
    status.projection.reset();
    const Json json = to_json(status);
    CHECK(json["error"].is_null());
    CHECK(json["projection"].is_null());
    const auto back = from_json<ConnectionStatus>(json);
    REQUIRE(back);
    CHECK_FALSE(back->error);
    CHECK_FALSE(back->projection.has_value());
  }

  TEST_CASE("a watch that says nothing keeps 1024 changes of every connection") {
    const auto call = from_json<WatchCall>(Json::object());
    REQUIRE(call);
    CHECK(call->queue == 1024);
    CHECK_FALSE(call->connection.has_value());
    for (const Json& queue : {Json(0), Json(-1), Json(65537)})
      CHECK(is_refused_for<WatchCall>({{"queue", queue}}, "queue"));
  }

  TEST_CASE("each kind of a watch's event has its name, and only two of them have a connection") {
    using Kind = WatchEvent::Kind;
    const std::pair<Kind, const char*> names[] = {{Kind::kPresent, "present"},
                                                  {Kind::kChange, "change"},
                                                  {Kind::kLost, "lost"},
                                                  {Kind::kEnd, "end"}};
    for (const auto& [kind, name] : names) {
      CAPTURE(name);
      const Json json = to_json(WatchEvent{.kind = kind, .sequence = 5, .status = sample_status()});
      const bool has_connection = kind == Kind::kPresent || kind == Kind::kChange;
      CHECK(json["kind"] == name);
      CHECK(json["connection"].is_null() != has_connection);
      CHECK(json["totals"].is_null());
      const auto back = from_json<WatchEvent>(json);
      REQUIRE(back);
      CHECK(back->kind == kind);
      CHECK(back->sequence == 5);
      CHECK(back->status.entry == (has_connection ? "demo" : ""));
    }
    CHECK(is_refused_for<WatchEvent>(
        {{"kind", "rumour"}, {"sequence", 1}, {"connection", nullptr}, {"totals", nullptr}},
        "kind"));
  }

  TEST_CASE("a protocol that came to nothing has an error and no values") {
    const Json json = to_json(
        ProjectionRecord{.protocol = 0x8021, .error = {.code = ErrorCode::kProjectionNotComplete}});
    CHECK(json["values"].is_null());
    CHECK(json["error"]["code"] == 730);
    CHECK(from_json<ProjectionRecord>(json)->error.code == ErrorCode::kProjectionNotComplete);
  }

  TEST_CASE("a state goes over the wire as its RAS name and number") {
    const Json json = to_json(DialReply{{.connection = {7}, .state = State::kAuthNotify}, {}});
    CHECK(json["state"] == "AuthNotify");  // RASCS_AuthNotify, 6
    CHECK(json["state_number"] == 6);
    CHECK(json["error"].is_null());
    CHECK(json["token"].is_null());
    Json odd = json;
    odd["state"] = "Connected";
    CHECK(is_refused_for<DialReply>(odd, "state"));
    odd = json;
    odd["state_number"] = 19;  // reserved by RAS, none of ours
    CHECK(is_refused_for<DialReply>(odd, "state_number"));
  }

  TEST_CASE("every error code and every layer comes back as it was") {
    for (const ErrorCode code : all_error_codes()) {
      if (code == ErrorCode::kSuccess) continue;
      CHECK(from_json<Error>(to_json(Error{.code = code}))->code == code);
    }
    for (int i = 0; i <= static_cast<int>(Layer::kService); ++i) {
      const Error error{.code = ErrorCode::kUnknown, .layer = static_cast<Layer>(i)};
      CHECK(from_json<Error>(to_json(error))->layer == error.layer);
    }
  }

  TEST_CASE("a problem carries the name, the text and the hint of its code") {
    const Json json = to_json(kBusy);
    CHECK(json["code"] == 676);  // ERROR_LINE_BUSY, raserror.h
    CHECK(json["name"] == "ERROR_LINE_BUSY");
    CHECK(json["text"] == error_text(ErrorCode::kLineBusy));
    CHECK(json["hint"] == error_hint(ErrorCode::kLineBusy));
    CHECK(json["layer"] == "modem");
    CHECK(json["raw"] == "BUSY");
    CHECK(is_refused_for<Error>(
        Json(json).patch(R"([{"op":"replace","path":"/code","value":0}])"_json), "code"));
  }

  TEST_CASE("a code and a layer of a newer daemon keep the number and lose the layer") {
    Json json = to_json(kBusy);
    json["code"] = 9999;
    json["layer"] = "astral";
    const auto error = from_json<Error>(json);
    REQUIRE(error);
    CHECK(static_cast<int>(error->code) == 9999);
    CHECK(error->layer == Layer::kNone);
  }

  TEST_CASE("a counter past the largest int of Varlink stays at it") {
    Statistics statistics;
    statistics.bytes_sent = std::numeric_limits<std::uint64_t>::max();
    CHECK(to_json(statistics)["bytes_sent"] == 9223372036854775807);
    CHECK(from_json<Statistics>(to_json(statistics)).has_value());
  }
}

}  // namespace dial::rpc
