#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "profile/duration.hpp"
#include "profile/keys.hpp"

// Values that every key of a profile may have, a new key's too, for tests of the ways they go.
namespace dial::test {

using profile::Key;
using profile::KeyType;
using Samples = std::vector<PropertyValue>;

// A profile in which each key may have any of its samples, but for the rules of several keys.
inline constexpr std::string_view kAnyProfile = R"(number = '1'
user = 'joe'
[line]
device = '/dev/ttyS0'
[script]
login = 'ogin: joe'
)";

inline PropertyValue text(std::string_view value) {
  return std::string(value);
}

// The property of a key that a sample is for.
inline std::string property_of(const Key& key) {
  return std::string(key.path) + (key.type == KeyType::kNamed ? ".menu" : "");
}

// What a text key may hold, where not every text is good.
inline std::string sample_text(const Key& key) {
  if (key.path == "line.device") return "/dev/ttyUSB3";
  if (key.path == "script.file") return "/etc/dial/isp.chat";
  if (key.path == "number" || key.path.starts_with("location.") || key.path == "modem.prefix" ||
      key.path == "area_code")
    return "0123";
  if (key.path == "modem.dial_command") return "ATX3DP";
  if (key.path == "ip.interface") return "pppN";
  if (key.path == "hooks.up" || key.path == "hooks.down" || key.path == "modem.power_hook")
    return "/usr/local/bin/hook";
  return "abc";
}

// What a list of texts may hold, where not every text is good.
inline std::vector<std::string> sample_texts(const Key& key) {
  if (key.path == "line.alternates") return {"/dev/ttyUSB4", "/dev/ttyUSB5"};
  if (key.path == "ip.routes") return {"10.1.0.0/16", "192.0.2.7 metric 50"};
  if (key.path == "ip.dns_servers") return {"10.0.2.3", "192.0.2.53"};
  if (key.path == "ip.search") return {"example.org", "~corp.example", "~."};
  if (key.path == "alternates") return {"0301", "+49 30 2"};
  if (key.path == "limits.hours") return {"Mon-Fri 08:00-18:00", "daily 22:00-06:00"};
  return {"ATZ", "AT+X=\"a\\b\",'c'"};
}

inline Samples numbers(const Key& key) {
  const std::int64_t least = key.path == "ppp.accm" ? 0x000a0000 : key.least;
  return {PropertyValue(least), PropertyValue(key.most)};
}

// Good values of a key, from the ends of its range.
inline Samples samples_of(const Key& key) {
  Samples samples;
  switch (key.type) {
    case KeyType::kText:
    case KeyType::kNamed:
      samples.push_back(text(sample_text(key)));
      if (key.may_have_controls) samples.push_back(text("one\ntwo \t'three' \\q"));
      if (key.may_be_empty) samples.push_back(text(""));
      break;
    case KeyType::kTexts:
      samples.emplace_back(std::vector<std::string>{});
      samples.emplace_back(sample_texts(key));
      break;
    case KeyType::kFlag:
      samples = {PropertyValue(true), PropertyValue(false)};
      break;
    case KeyType::kNumber:
      samples = numbers(key);
      break;
    case KeyType::kTime:
      for (const std::int64_t end : {key.least, key.most})
        samples.push_back(text(profile::duration_text(Duration(end))));
      break;
    case KeyType::kAddress:
      samples = {text("0.0.0.0"), text("10.64.0.255")};
      break;
    case KeyType::kWord:
      std::ranges::transform(key.words, std::back_inserter(samples), text);
      break;
    case KeyType::kWords:
      samples.emplace_back(std::vector<std::string>{});
      samples.emplace_back(std::vector<std::string>(key.words.begin(), key.words.end()));
      break;
    case KeyType::kLater:
      break;
  }
  return samples;
}

// What else must stand in the profile for a key to mean something.
inline PropertyChanges with_company(const Key& key, const PropertyValue& value) {
  PropertyChanges changes{{property_of(key), value}};
  const bool is_direct = key.path == "modem.type" && value == text("direct");
  if (is_direct) changes["number"] = std::nullopt;
  if (key.path == "ppp.authentication") changes["user"] = text("joe");
  if (key.path == "on_demand") changes["ip.default_route"] = true;
  if (key.path == "redial.when_lost") changes["redial.attempts"] = std::int64_t{3};
  if (key.path == "area_code") changes["country_code"] = std::int64_t{49};
  if (key.path == "area_code" || key.path == "country_code") {
    changes["location.country_code"] = std::int64_t{49};
    changes["location.international_prefix"] = text("00");
  }
  if (key.path == "script.language" && value == text("scp"))
    changes["script.login"] = text("proc main\nendproc\n");
  if (key.path == "script.language" && value == text("lua"))
    changes["script.login"] = text("send('joe')\n");
  if (key.path == "script.terminal" || key.path == "script.file")
    changes["script.login"] = std::nullopt;
  return changes;
}

}  // namespace dial::test
