#pragma once

#include <cstddef>
#include <cstdint>

namespace dial::ppp {

// RFC 1661 4.2. The numbers are the ones of the printed table.
enum class AutomatonState : std::uint8_t {
  kInitial,
  kStarting,
  kClosed,
  kStopped,
  kClosing,
  kStopping,
  kReqSent,
  kAckRcvd,
  kAckSent,
  kOpened,
};
inline constexpr std::size_t kAutomatonStates = 10;

// RFC 1661 4.3, in the order of the table's rows.
enum class AutomatonEvent : std::uint8_t {
  kUp,
  kDown,
  kOpen,
  kClose,
  kTimeoutWithTries,          // TO+
  kTimeoutExhausted,          // TO-
  kGoodRequest,               // RCR+
  kBadRequest,                // RCR-
  kAck,                       // RCA
  kNakOrReject,               // RCN
  kTerminateRequestReceived,  // RTR
  kTerminateAckReceived,      // RTA
  kUnknownCode,               // RUC
  kRejectPermitted,           // RXJ+
  kRejectCatastrophic,        // RXJ-
  kEchoOrDiscard,             // RXR
};
inline constexpr std::size_t kAutomatonEvents = 16;

// RFC 1661 4.4, as bits. Where a cell has several they are carried out in this order, which is the
// printed order of every cell.
// NOLINTBEGIN(readability-identifier-naming): the names that the RFC's table has.
namespace action {
inline constexpr unsigned none = 0;
inline constexpr unsigned tld = 1 << 0;
inline constexpr unsigned tls = 1 << 1;
inline constexpr unsigned irc = 1 << 2;
inline constexpr unsigned zrc = 1 << 3;
inline constexpr unsigned scr = 1 << 4;
inline constexpr unsigned sca = 1 << 5;
inline constexpr unsigned scn = 1 << 6;
inline constexpr unsigned str = 1 << 7;
inline constexpr unsigned sta = 1 << 8;
inline constexpr unsigned scj = 1 << 9;
inline constexpr unsigned ser = 1 << 10;
inline constexpr unsigned tlu = 1 << 11;
inline constexpr unsigned tlf = 1 << 12;
}  // namespace action

struct Step {
  int next = -1;  // below 0: the event cannot happen in this state
  unsigned actions = action::none;
  bool operator==(const Step&) const = default;
};

namespace table {
using namespace action;
inline constexpr Step na{};
// NOLINTEND(readability-identifier-naming)

// RFC 1661 4.1. Left out, as the RFC allows: the passive [p] and the restart [r] option.
// clang-format off
inline constexpr Step kSteps[kAutomatonEvents][kAutomatonStates] = {
//              0 Initial  1 Starting    2 Closed       3 Stopped         4 Closing  5 Stopping  6 Req-Sent     7 Ack-Rcvd     8 Ack-Sent     9 Opened
/* Up    */ {{2},       {6, irc|scr}, na,            na,               na,        na,         na,            na,            na,            na},
/* Down  */ {na,        na,           {0},           {1, tls},         {0},       {1},        {1},           {1},           {1},           {1, tld}},
/* Open  */ {{1, tls},  {1},          {6, irc|scr},  {3},              {5},       {5},        {6},           {7},           {8},           {9}},
/* Close */ {{0},       {0, tlf},     {2},           {2},              {4},       {4},        {4, irc|str},  {4, irc|str},  {4, irc|str},  {4, tld|irc|str}},
/* TO+   */ {na,        na,           na,            na,               {4, str},  {5, str},   {6, scr},      {6, scr},      {8, scr},      na},
/* TO-   */ {na,        na,           na,            na,               {2, tlf},  {3, tlf},   {3, tlf},      {3, tlf},      {3, tlf},      na},
/* RCR+  */ {na,        na,           {2, sta},      {8, irc|scr|sca}, {4},       {5},        {8, sca},      {9, sca|tlu},  {8, sca},      {8, tld|scr|sca}},
/* RCR-  */ {na,        na,           {2, sta},      {6, irc|scr|scn}, {4},       {5},        {6, scn},      {7, scn},      {6, scn},      {6, tld|scr|scn}},
/* RCA   */ {na,        na,           {2, sta},      {3, sta},         {4},       {5},        {7, irc},      {6, scr},      {9, irc|tlu},  {6, tld|scr}},
/* RCN   */ {na,        na,           {2, sta},      {3, sta},         {4},       {5},        {6, irc|scr},  {6, scr},      {8, irc|scr},  {6, tld|scr}},
/* RTR   */ {na,        na,           {2, sta},      {3, sta},         {4, sta},  {5, sta},   {6, sta},      {6, sta},      {6, sta},      {5, tld|zrc|sta}},
/* RTA   */ {na,        na,           {2},           {3},              {2, tlf},  {3, tlf},   {6},           {6},           {8},           {6, tld|scr}},
/* RUC   */ {na,        na,           {2, scj},      {3, scj},         {4, scj},  {5, scj},   {6, scj},      {7, scj},      {8, scj},      {9, scj}},
/* RXJ+  */ {na,        na,           {2},           {3},              {4},       {5},        {6},           {6},           {8},           {9}},
/* RXJ-  */ {na,        na,           {2, tlf},      {3, tlf},         {2, tlf},  {3, tlf},   {3, tlf},      {3, tlf},      {3, tlf},      {5, tld|irc|str}},
/* RXR   */ {na,        na,           {2},           {3},              {4},       {5},        {6},           {7},           {8},           {9, ser}},
};
// clang-format on
}  // namespace table

constexpr Step step_for(AutomatonEvent event, AutomatonState state) {
  return table::kSteps[static_cast<std::size_t>(event)][static_cast<std::size_t>(state)];
}

}  // namespace dial::ppp
