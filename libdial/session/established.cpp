#include "session/established.hpp"

#include "session/session.hpp"

namespace dial::session {
namespace {

void pack(Packer& packer, const ppp::LcpAgreed& agreed) {
  packer.number(agreed.mru)
      .number(agreed.accm)
      .number(agreed.magic)
      .number(agreed.compress_protocol)
      .number(agreed.compress_address)
      .number(static_cast<std::uint8_t>(agreed.authentication));
}

ppp::LcpAgreed unpack_agreed(Unpacker& unpacker) {
  ppp::LcpAgreed agreed;
  unpacker.number(agreed.mru);
  unpacker.number(agreed.accm);
  unpacker.number(agreed.magic);
  agreed.compress_protocol = unpacker.flag();
  agreed.compress_address = unpacker.flag();
  const auto method = unpacker.number<std::uint8_t>();
  for (const auto known : {ppp::AuthenticationMethod::kPap, ppp::AuthenticationMethod::kChapMd5}) {
    if (method == static_cast<std::uint8_t>(known)) agreed.authentication = known;
  }
  return agreed;
}

void pack(Packer& packer, const ppp::OpenedLink& link) {
  pack(packer, link.ours);
  pack(packer, link.theirs);
  packer.number(link.local.value).number(link.remote.value).number(link.name_servers.size());
  for (const Ipv4Address server : link.name_servers)
    packer.number(server.value);
  packer.number(link.lcp_id).number(link.ipcp_id).number(link.unanswered_echoes);
}

ppp::OpenedLink unpack_link(Unpacker& unpacker) {
  ppp::OpenedLink link;
  link.ours = unpack_agreed(unpacker);
  link.theirs = unpack_agreed(unpacker);
  unpacker.number(link.local.value);
  unpacker.number(link.remote.value);
  for (auto servers = unpacker.count(); servers > 0; --servers)
    link.name_servers.push_back({unpacker.number<std::uint32_t>()});
  unpacker.number(link.lcp_id);
  unpacker.number(link.ipcp_id);
  unpacker.number(link.unanswered_echoes);
  return link;
}

void pack(Packer& packer, const Statistics& counted) {
  packer.number(counted.bytes_sent)
      .number(counted.bytes_received)
      .number(counted.packets_sent)
      .number(counted.packets_received)
      .number(counted.fcs_errors)
      .number(counted.framing_errors)
      .number(counted.line_bytes_sent)
      .number(counted.line_bytes_received);
}

Statistics unpack_statistics(Unpacker& unpacker) {
  Statistics counted;
  for (std::uint64_t* each :
       {&counted.bytes_sent, &counted.bytes_received, &counted.packets_sent,
        &counted.packets_received, &counted.fcs_errors, &counted.framing_errors,
        &counted.line_bytes_sent, &counted.line_bytes_received})
    unpacker.number(*each);
  return counted;
}

}  // namespace

void pack(Packer& packer, const Established& established) {
  pack(packer, established.link);
  packer.text(established.user)
      .text(established.password.reveal())
      .text(established.connect_text)
      .number(established.is_dialled)
      .number(established.sequence);
  pack(packer, established.counted);
}

Established unpack_established(Unpacker& unpacker) {
  Established established;
  established.link = unpack_link(unpacker);
  established.user = unpacker.text();
  established.password = Secret(unpacker.text());
  established.connect_text = unpacker.text();
  established.is_dialled = unpacker.flag();
  unpacker.number(established.sequence);
  established.counted = unpack_statistics(unpacker);
  return established;
}

std::optional<Established> Session::established() const {
  const auto* ppp = std::get_if<PppLine>(&talk_);
  if (ppp == nullptr || !connected_ || is_closing()) return std::nullopt;
  const auto link = ppp->link().opened();
  if (!link) return std::nullopt;
  return Established{.link = *link,
                     .user = settings_.link.authentication.user,
                     .password = settings_.link.authentication.password,
                     .connect_text = connect_text_,
                     .is_dialled = dialled_,
                     .sequence = sequence_,
                     .counted = statistics()};
}

void Session::resume_established(const Established& established, TimePoint now) {
  if (phase_ != Phase::kIdle) return;
  settings_.holds = false;
  settings_.link.authentication.user = established.user;
  settings_.link.authentication.password = established.password;
  settings_.link.authentication.ask_again = false;
  connect_text_ = established.connect_text;
  dialled_ = established.is_dialled;
  sequence_ = established.sequence;
  counted_ = established.counted;
  phase_ = Phase::kPpp;
  state_ = State::kConnected;
  connected_ = true;
  lcp_opened_ = true;
  authenticated_ = true;
  network_asked_ = true;
  network_configured_ = true;
  const ppp::OpenedLink& link = established.link;
  const std::string method(ppp::authentication_name(link.theirs.authentication));
  lcp_projection_ = {.local = {},
                     .remote = {},
                     .name_servers = {},
                     .authentication = method,
                     .mru = link.theirs.mru};
  projection_ = {.local = link.local,
                 .remote = link.remote,
                 .name_servers = link.name_servers,
                 .authentication = method,
                 .mru = link.theirs.mru};
  PppLine line(settings_.link, random_, settings_.escaped);
  line.link().resume(link, now);
  line.use_receive_accm();
  talk_ = std::move(line);
  if (dialled_) effects_.emplace_back(WatchCarrier{});
  settle(now);
}

}  // namespace dial::session
