#include "manager/hand_over.hpp"

namespace dial::manager {
namespace {

constexpr std::uint64_t kNotChosen = 2;  // of a choice that is yes or no

TimePoint unpack_time(Unpacker& unpacker) {
  return TimePoint(TimePoint::duration(unpacker.number<TimePoint::rep>()));
}

void pack(Packer& packer, const DialParameters& asked) {
  packer.text(asked.entry)
      .text(asked.number)
      .text(asked.user)
      .text(asked.password)
      .text(asked.callback_number)
      .number(asked.send_ahead ? std::uint64_t{*asked.send_ahead} : kNotChosen);
}

DialParameters unpack_parameters(Unpacker& unpacker) {
  DialParameters asked;
  asked.entry = unpacker.text();
  asked.number = unpacker.text();
  asked.user = unpacker.text();
  asked.password = unpacker.text();
  asked.callback_number = unpacker.text();
  const auto send_ahead = unpacker.number<std::uint64_t>();
  if (send_ahead != kNotChosen) asked.send_ahead = send_ahead != 0;
  return asked;
}

void pack(Packer& packer, const policy::Target& way) {
  packer.text(way.device).text(way.number).text(way.profile);
}

policy::Target unpack_way(Unpacker& unpacker) {
  policy::Target way;
  way.device = unpacker.text();
  way.number = unpacker.text();
  way.profile = unpacker.text();
  return way;
}

void pack(Packer& packer, const policy::Accounted& accounted) {
  packer.number(accounted.connected.time_since_epoch().count())
      .number(accounted.until.time_since_epoch().count())
      .number(accounted.octets);
}

policy::Accounted unpack_accounted(Unpacker& unpacker) {
  policy::Accounted accounted;
  accounted.connected = unpack_time(unpacker);
  accounted.until = unpack_time(unpacker);
  unpacker.number(accounted.octets);
  return accounted;
}

using Flow = policy::AddressExchange::Flow;

std::uint64_t pack_ends(const Flow& flow) {
  return std::uint64_t{flow.remote.value} << 32U | std::uint64_t{flow.remote_port} << 16U |
         flow.local_port;
}

Flow flow_of(std::uint64_t ends) {
  return {.remote = {static_cast<std::uint32_t>(ends >> 32U)},
          .remote_port = static_cast<std::uint16_t>(ends >> 16U),
          .local_port = static_cast<std::uint16_t>(ends)};
}

void pack(Packer& packer, const std::optional<StandingBy>& standing_by) {
  packer.number(standing_by.has_value());
  if (!standing_by) return;
  packer.number(standing_by->number)
      .number(standing_by->address.value)
      .text(standing_by->made_for)
      .number(standing_by->flows.size());
  for (const auto& flow : standing_by->flows)
    packer.number(pack_ends(flow)).number(flow.protocol);
}

std::optional<StandingBy> unpack_standing_by(Unpacker& unpacker) {
  if (!unpacker.flag()) return std::nullopt;
  StandingBy standing_by;
  unpacker.number(standing_by.number);
  unpacker.number(standing_by.address.value);
  standing_by.made_for = unpacker.text();
  for (auto flows = unpacker.count(); flows > 0; --flows) {
    auto& flow = standing_by.flows.emplace_back(flow_of(unpacker.number<std::uint64_t>()));
    unpacker.number(flow.protocol);
  }
  return standing_by;
}

}  // namespace

Buffer encode(const HandOver& hand_over) {
  Packer packer;
  packer.number(hand_over.id.value)
      .text(hand_over.entry)
      .text(hand_over.device)
      .text(hand_over.number)
      .number(hand_over.owner)
      .number(hand_over.groups.size());
  for (const gid_t group : hand_over.groups)
    packer.number(group);
  packer.number(hand_over.references.size());
  for (const auto& [uid, count] : hand_over.references)
    packer.number(uid).number(count);
  pack(packer, hand_over.parameters);
  pack(packer, hand_over.way);
  packer.number(hand_over.required.value).number(hand_over.told_before);
  pack(packer, hand_over.accounted);
  packer.number(hand_over.started.time_since_epoch().count())
      .number(hand_over.connected.time_since_epoch().count());
  pack(packer, hand_over.established);
  pack(packer, hand_over.standing_by);
  return seal(packer.take(), kHandOverVersion);
}

std::optional<HandOver> decode_hand_over(Octets octets) {
  const auto payload = unseal(octets, kHandOverVersion);
  if (!payload) return std::nullopt;
  Unpacker unpacker(*payload);
  HandOver hand_over;
  unpacker.number(hand_over.id.value);
  hand_over.entry = unpacker.text();
  hand_over.device = unpacker.text();
  hand_over.number = unpacker.text();
  unpacker.number(hand_over.owner);
  for (auto groups = unpacker.count(); groups > 0; --groups)
    hand_over.groups.push_back(unpacker.number<gid_t>());
  for (auto references = unpacker.count(); references > 0; --references) {
    const auto uid = unpacker.number<uid_t>();
    unpacker.number(hand_over.references[uid]);
  }
  hand_over.parameters = unpack_parameters(unpacker);
  hand_over.way = unpack_way(unpacker);
  unpacker.number(hand_over.required.value);
  unpacker.number(hand_over.told_before);
  hand_over.accounted = unpack_accounted(unpacker);
  hand_over.started = unpack_time(unpacker);
  hand_over.connected = unpack_time(unpacker);
  hand_over.established = session::unpack_established(unpacker);
  hand_over.standing_by = unpack_standing_by(unpacker);
  if (!unpacker.is_good() || !unpacker.is_at_end() || hand_over.id.value == 0) return std::nullopt;
  return hand_over;
}

}  // namespace dial::manager
