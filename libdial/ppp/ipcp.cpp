#include "ppp/ipcp.hpp"

namespace dial::ppp {
namespace {

constexpr std::uint8_t kIpAddress = 3;              // RFC 1332 3.3
constexpr std::uint8_t kPrimaryNameServer = 129;    // RFC 1877 1.1
constexpr std::uint8_t kSecondaryNameServer = 131;  // RFC 1877 1.3
constexpr std::uint8_t kNameServerTypes[] = {kPrimaryNameServer, kSecondaryNameServer};

// For a peer that wants to be given an address where none is configured: one that is unlikely to
// be in use. Leaving such a peer without one makes some end IPCP again.
constexpr Ipv4Address kInvented{0x0a404040};

// Naks of an address we insist on, until it counts as refused.
constexpr unsigned kMaxAddressNaks = 3;

Buffer address_value(Ipv4Address address) {
  Buffer value;
  ByteWriter(value).u32(address.value);
  return value;
}

}  // namespace

Ipcp::Ipcp(const IpcpOptions& options) : options_(options) {
  restart();
}

Ipv4Address Ipcp::remote() const {
  return remote_ ? remote_ : address_to_offer();
}

std::vector<Ipv4Address> Ipcp::name_servers() const {
  std::vector<Ipv4Address> found;
  for (const auto& server : name_servers_)
    if (server.wanted && server.address) found.push_back(server.address);
  return found;
}

void Ipcp::resume(Ipv4Address local, Ipv4Address remote,
                  const std::vector<Ipv4Address>& name_servers) {
  local_ = local;
  remote_ = remote;
  for (std::size_t i = 0; i < name_servers_.size(); ++i) {
    const bool was_given = i < name_servers.size();
    name_servers_[i] = {.wanted = was_given,
                        .address = was_given ? name_servers[i] : Ipv4Address()};
  }
}

void Ipcp::restart() {
  ask_address_ = true;
  local_ = options_.local;
  name_servers_.fill({.wanted = options_.request_name_servers, .address = {}});
  remote_ = {};
  address_seen_ = false;
  address_suggested_ = false;
  address_naks_ = 0;
}

Buffer Ipcp::request() {
  Buffer out;
  if (ask_address_) append_option_u32(out, kIpAddress, local_.value);
  for (std::size_t i = 0; i < std::size(kNameServerTypes); ++i)
    if (name_servers_[i].wanted)
      append_option_u32(out, kNameServerTypes[i], name_servers_[i].address.value);
  return out;
}

void Ipcp::handle_nak(const std::vector<Option>& options) {
  for (const auto& option : options) {
    const auto value = value_u32(option);
    if (!value) continue;
    if (option.type == kIpAddress) handle_address_nak(Ipv4Address{*value});
    for (std::size_t i = 0; i < std::size(kNameServerTypes); ++i) {
      if (option.type != kNameServerTypes[i]) continue;
      // A Nak with 0.0.0.0 means that there is none: asking again would get the same Nak.
      name_servers_[i].wanted = name_servers_[i].wanted && *value != 0;
      name_servers_[i].address = Ipv4Address{*value};
    }
  }
}

void Ipcp::handle_address_nak(Ipv4Address suggested) {
  const bool may_change = options_.accept_local || !options_.local;
  if (suggested && may_change) {
    local_ = suggested;
    return;
  }
  if (++address_naks_ < kMaxAddressNaks) return;
  if (options_.local)
    fail(ErrorCode::kPppRequiredAddressRejected,
         "the peer refuses our address " + to_string(options_.local));
  else
    fail(ErrorCode::kPppNoAddressAssigned, "the peer has no address for us");
}

void Ipcp::handle_reject(const std::vector<Option>& options) {
  for (const auto& option : options) {
    if (option.type == kIpAddress) {
      ask_address_ = false;
      fail(ErrorCode::kPppRequiredAddressRejected,
           options_.local ? "the peer refuses to take our address " + to_string(options_.local)
                          : "the peer refuses to give us an address");
    }
    for (std::size_t i = 0; i < std::size(kNameServerTypes); ++i)
      if (option.type == kNameServerTypes[i]) name_servers_[i].wanted = false;
  }
}

bool Ipcp::recognises(const Option& option) {
  const auto offered = options_.offer_name_servers.size();
  return option.type == kIpAddress || (option.type == kPrimaryNameServer && offered > 0) ||
         (option.type == kSecondaryNameServer && offered > 1);
}

void Ipcp::begin_judging() {
  remote_ = {};
  address_seen_ = false;
}

std::optional<Buffer> Ipcp::judge(const Option& option) {
  switch (option.type) {
    case kIpAddress:
      return judge_address(option);
    case kPrimaryNameServer:
      return judge_name_server(option, 0);
    case kSecondaryNameServer:
      return judge_name_server(option, 1);
    default:
      return std::nullopt;
  }
}

std::optional<Buffer> Ipcp::judge_address(const Option& option) {
  address_seen_ = true;
  const auto value = value_u32(option);
  if (!value || *value == 0) return address_value(address_to_offer());
  const Ipv4Address address{*value};
  const bool fixed = options_.remote && !options_.accept_remote;
  if (fixed && address != options_.remote) return address_value(options_.remote);
  remote_ = address;
  return std::nullopt;
}

// RFC 1877 1.1: the peer asks with 0.0.0.0, or with what it would like, and is Nak'ed with ours.
std::optional<Buffer> Ipcp::judge_name_server(const Option& option, std::size_t index) const {
  const auto offered = options_.offer_name_servers[index];
  if (value_u32(option) == offered.value) return std::nullopt;
  return address_value(offered);
}

// RFC 1332 3.3: a peer that did not say its address may be asked for it; once, then it is taken
// as one that does not negotiate it.
void Ipcp::append_missing(Buffer& nak) {
  if (address_seen_ || address_suggested_ || options_.remote) return;
  address_suggested_ = true;
  append_option_u32(nak, kIpAddress, 0);
}

Ipv4Address Ipcp::address_to_offer() const {
  if (options_.remote) return options_.remote;
  return local_ == kInvented ? Ipv4Address{kInvented.value + 1} : kInvented;
}

void Ipcp::fail(ErrorCode code, std::string context) {
  if (!failure_) failure_ = Error{code, Layer::kNcp, std::move(context), {}, 0};
}

}  // namespace dial::ppp
