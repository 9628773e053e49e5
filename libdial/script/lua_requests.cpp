// What a running script asks for.
#include <algorithm>
#include <utility>

#include "script/duration_text.hpp"
#include "script/lua_runner.hpp"

namespace dial::script::lua {
namespace {

using std::chrono::milliseconds;

// A login sends and shows much less; a script that does for ever comes to an end.
constexpr std::size_t kMostPutOut = 65'536;
constexpr std::size_t kOutputCost = 16;
constexpr std::size_t kShownText = 256;  // octets of a text that the script shows
constexpr std::size_t kShownString = 64;
constexpr std::size_t kNamed = 4;  // of the strings that did not come

std::string quoted(const std::string& text) {
  return '"' + printable(octets_of(text), kShownString) + '"';
}

// The interpreter tells the script so.
bool is_good(const std::vector<std::string>& wanted) {
  std::size_t size = 0;
  for (const std::string& text : wanted) {
    if (text.empty()) return false;
    size += text.size();
  }
  return size > 0 && size <= kMostExpected;
}

}  // namespace

Load Runner::load_of(const Profile& profile) {
  Load load{.name = script_.name(),
            .first_line = static_cast<std::uint32_t>(script_.first_line()),
            .text = script_.text(),
            .memory = static_cast<std::uint32_t>(limits_.memory),
            .turn_ms = static_cast<std::uint32_t>(limits_.computing_turn.count()),
            .computing_s = static_cast<std::uint32_t>(limits_.computing.count() / 1000),
            .values = {},
            .variables = {}};
  for (const auto& [name, value] : profile.fields) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      load.values.push_back({name, *text});
      continue;
    }
    const Secret& secret = std::get<Secret>(value);
    transcript_.hide(secret.reveal());
    load.values.push_back({name, SecretId{static_cast<std::uint32_t>(secrets_.size())}});
    secrets_.push_back(secret);
  }
  for (const auto& [name, text] : profile.variables)
    load.variables.push_back({name, text});
  return load;
}

void Runner::handle_frame(Octets frame, TimePoint now) {
  if (!std::holds_alternative<Computing>(activity_)) return misbehave("it is not its turn");
  const auto request = decode_request(frame);
  if (!request) return misbehave("it is no request");
  std::visit(
      [&](const auto& asked) {
        if (asked.line > 0) line_ = asked.line;
        handle(asked, now);
      },
      *request);
}

void Runner::handle(const Expect& expect, TimePoint now) {
  const auto& wanted = expect.strings;
  if (!is_good(wanted)) return misbehave("nothing can be expected like that");
  const bool is_usual = expect.limit_ms == Expect::kUsualLimit;
  Waiting waiting{wanted, is_usual ? limits_.wait : milliseconds(expect.limit_ms)};
  time_up_ = "waited " + duration_text(waiting.limit) + " for ";
  for (std::size_t i = 0; i < std::min(wanted.size(), kNamed); ++i)
    time_up_ += (i == 0 ? "" : " or ") + quoted(wanted[i]);
  if (wanted.size() > kNamed) time_up_ += " or …";
  for (std::string& text : waiting.strings) {
    for (char& c : text)
      c = static_cast<char>(c & 0x7f);
  }
  const bool looks_only = waiting.limit == Duration::zero();
  deadline_ = now + waiting.limit;
  scanned_ = 0;
  activity_ = std::move(waiting);
  if (!look(now) && looks_only) end_activity(now);
}

void Runner::handle(const Send& send, TimePoint now) {
  Buffer octets;
  for (const Value& value : send.values) {
    if (!append(octets, value)) return misbehave("there is no such secret");
  }
  if (!may_put_out(octets.size())) return;
  hide_sent(send);
  if (!octets.empty()) output_.emplace_back(std::move(octets));
  answer(Done{}, now);
}

bool Runner::append(Buffer& octets, const Value& value) const {
  if (const auto* text = std::get_if<std::string>(&value)) {
    ByteWriter(octets).text(*text);
    return true;
  }
  const std::uint32_t number = std::get<SecretId>(value).number;
  if (number >= secrets_.size()) return false;
  ByteWriter(octets).text(secrets_[number].reveal());
  return true;
}

void Runner::hide_sent(const Send& send) {
  for (const Value& value : send.values) {
    const auto* id = std::get_if<SecretId>(&value);
    if (id == nullptr) continue;
    transcript_.hide_sent(secrets_[id->number].reveal());
    echoes_.hide(secrets_[id->number]);
  }
}

void Runner::handle(const SendBreak&, TimePoint now) {
  if (!may_put_out(0)) return;
  output_.emplace_back(Break{});
  answer(Done{}, now);
}

void Runner::handle(const Delay& delay, TimePoint now) {
  deadline_ = now + milliseconds(delay.length_ms);
  activity_ = Pausing{};
}

void Runner::handle(const Prompt& prompt, TimePoint now) {
  if (!may_put_out(prompt.text.size())) return;
  output_.emplace_back(Question{transcript_.masked(prompt.text), prompt.is_secret != 0});
  deadline_.reset();
  activity_ = Asking{prompt.is_secret != 0, now};
}

void Runner::handle(const SetAddress& set, TimePoint now) {
  if (!may_put_out(0)) return;
  output_.emplace_back(ClientAddress{Ipv4Address{set.address}});
  answer(Done{}, now);
}

void Runner::handle(const Print& print, TimePoint now) {
  const std::string shown = shown_text(print.text, kShownText);
  if (!may_put_out(shown.size())) return;
  output_.emplace_back(Report{shown});
  answer(Done{}, now);
}

void Runner::handle(const End&, TimePoint) {
  finish(Outcome::kDone, {});
}

// Lua has written the place in front of most messages.
void Runner::handle(const Fail& failed, TimePoint) {
  const bool is_limit = !time_up_.empty() && failed.text.ends_with(time_up_);
  const Outcome outcome = is_limit ? Outcome::kTimeout : Outcome::kFailed;
  const std::string shown = shown_text(failed.text, 4 * kShownText);
  if (shown.starts_with(script_.name() + ":")) return finish(outcome, shown);
  fail(outcome, shown);
}

// Masked before it is cut: nothing shows how a secret begins.
std::string Runner::shown_text(std::string_view text, std::size_t most) const {
  std::string shown = transcript_.masked(text);
  if (shown.size() > most) shown = shown.substr(0, most) + "…";
  return shown;
}

bool Runner::may_put_out(std::size_t size) {
  put_out_ += size + kOutputCost;
  if (put_out_ <= kMostPutOut) return true;
  fail(Outcome::kFailed, "the script sends and shows more than any login needs");
  return false;
}

}  // namespace dial::script::lua
