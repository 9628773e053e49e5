// What LCP thinks of the options in the peer's Configure-Request.
#include <algorithm>
#include <string>

#include "ppp/lcp.hpp"
#include "ppp/lcp_numbers.hpp"
#include "ppp/protocol_numbers.hpp"

namespace dial::ppp {
namespace {

constexpr std::uint8_t kChapAlgorithmMd5 = 5;  // RFC 1994 3
// Equal numbers in a row that make a loop; fewer than Max-Failure turns Naks into Rejects after.
constexpr unsigned kMaxEqualMagics = 4;
// Each method we may suggest once, and once more for a request that crossed the first Nak.
constexpr unsigned kMaxAuthenticationSuggestions = 3;

Buffer octets_u16(std::uint16_t value) {
  Buffer octets;
  ByteWriter(octets).u16(value);
  return octets;
}

Buffer octets_u32(std::uint32_t value) {
  Buffer octets;
  ByteWriter(octets).u32(value);
  return octets;
}

std::string hexadecimal(Octets value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto octet : value.first(std::min<std::size_t>(value.size(), 4))) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

// What a person calls the method in this option, so that the error says what to switch on.
std::string method_name(Octets value) {
  if (const auto method = authentication_method(value))
    return std::string(authentication_name(*method));
  const auto text = hexadecimal(value);
  if (text == "c22380") return "ms-chap";
  if (text == "c22381") return "ms-chap-v2";
  if (text == "c227") return "eap";
  return "0x" + text;
}

}  // namespace

Buffer authentication_value(AuthenticationMethod method) {
  Buffer value;
  switch (method) {
    case AuthenticationMethod::kNone:
      break;
    case AuthenticationMethod::kPap:
      ByteWriter(value).u16(kProtocolPap);
      break;
    case AuthenticationMethod::kChapMd5:
      ByteWriter(value).u16(kProtocolChap).u8(kChapAlgorithmMd5);
      break;
  }
  return value;
}

std::optional<AuthenticationMethod> authentication_method(Octets value) {
  for (const auto method : {AuthenticationMethod::kPap, AuthenticationMethod::kChapMd5})
    if (std::ranges::equal(value, authentication_value(method))) return method;
  return std::nullopt;
}

bool Lcp::recognises(const Option& option) {
  switch (option.type) {
    case lcp::kMru:
    case lcp::kAccm:
    case lcp::kMagic:
    case lcp::kCompressProtocol:
    case lcp::kCompressAddress:
      return true;
    case lcp::kAuthentication:
      if (allows(AuthenticationMethod::kPap) || allows(AuthenticationMethod::kChapMd5)) return true;
      refused_method_ = method_name(option.value);
      return false;
    default:
      return false;
  }
}

void Lcp::begin_judging() {
  theirs_ = {};
}

std::optional<Buffer> Lcp::judge(const Option& option) {
  switch (option.type) {
    case lcp::kMru:
      return judge_mru(option);
    case lcp::kAccm:
      return judge_accm(option);
    case lcp::kAuthentication:
      return judge_authentication(option);
    case lcp::kMagic:
      return judge_magic(option);
    case lcp::kCompressProtocol:
      return judge_flag(option, theirs_.compress_protocol);
    case lcp::kCompressAddress:
      return judge_flag(option, theirs_.compress_address);
    default:
      return std::nullopt;
  }
}

// RFC 1661 6: a known option with a wrong length is Nak'ed with a right one.
std::optional<Buffer> Lcp::judge_mru(const Option& option) {
  const auto mru = value_u16(option);
  if (!mru) return octets_u16(theirs_.mru);
  if (*mru < lcp::kMinimumMru) return octets_u16(lcp::kMinimumMru);
  theirs_.mru = *mru;
  return std::nullopt;
}

std::optional<Buffer> Lcp::judge_accm(const Option& option) {
  const auto accm = value_u32(option);
  if (!accm) return octets_u32(0);
  theirs_.accm = *accm;
  return {};
}

// RFC 1661 6.2: "If the implementation does not wish to authenticate by the method proposed it
// may Nak, suggesting another." A peer that then comes back with what we refuse has no other.
std::optional<Buffer> Lcp::judge_authentication(const Option& option) {
  const auto method = authentication_method(option.value);
  if (method && allows(*method)) {
    theirs_.authentication = *method;
    refused_method_.clear();
    return std::nullopt;
  }
  refused_method_ = method_name(option.value);
  const auto suggestion = method_to_suggest();
  if (++authentication_naks_sent_ > kMaxAuthenticationSuggestions && !failure_)
    failure_ = refused_authentication({});
  return authentication_value(suggestion);
}

// The stronger method first, then in turn.
AuthenticationMethod Lcp::method_to_suggest() const {
  const bool both = allows(AuthenticationMethod::kPap) && allows(AuthenticationMethod::kChapMd5);
  const bool chap =
      both ? authentication_naks_sent_ % 2 == 0 : allows(AuthenticationMethod::kChapMd5);
  return chap ? AuthenticationMethod::kChapMd5 : AuthenticationMethod::kPap;
}

// RFC 1661 6.4: equal numbers mean a loop, or chance: Nak with another one and count.
std::optional<Buffer> Lcp::judge_magic(const Option& option) {
  const auto magic = value_u32(option);
  if (!magic || *magic == 0) return octets_u32(new_magic());
  if (!wishes_.magic || *magic != wishes_.magic_value) {
    equal_magics_ = 0;
    theirs_.magic = *magic;
    return std::nullopt;
  }
  if (++equal_magics_ >= kMaxEqualMagics)
    fail(ErrorCode::kPppLoopbackDetected, "our own LCP packets come back");
  return octets_u32(new_magic());
}

std::optional<Buffer> Lcp::judge_flag(const Option& option, bool& flag) {
  if (!option.value.empty()) return Buffer{};
  flag = true;
  return std::nullopt;
}

bool Lcp::allows(AuthenticationMethod method) const {
  switch (method) {
    case AuthenticationMethod::kNone:
      return false;
    case AuthenticationMethod::kPap:
      return authentication_.allow_pap;
    case AuthenticationMethod::kChapMd5:
      return authentication_.allow_chap;
  }
  return false;
}

std::string Lcp::allowed_methods() const {
  std::string text;
  for (const auto method : {AuthenticationMethod::kPap, AuthenticationMethod::kChapMd5}) {
    if (!allows(method)) continue;
    if (!text.empty()) text += ", ";
    text += authentication_name(method);
  }
  return text.empty() ? "none" : text;
}

std::optional<Error> Lcp::refused_authentication(std::string raw) const {
  if (refused_method_.empty()) return std::nullopt;
  return Error{ErrorCode::kAuthProtocolRejected, Layer::kLcp,
               "the peer asks for " + refused_method_ + ", allowed: " + allowed_methods(),
               std::move(raw), 0};
}

}  // namespace dial::ppp
