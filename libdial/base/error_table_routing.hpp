#pragma once

#include "base/error_table.hpp"

namespace dial::base {

// Mprerror.h.
inline constexpr ErrorEntry kRoutingErrors[] = {
    {ErrorCode::kAlreadyConnected, "ERROR_ALREADY_CONNECTED", "the interface is connected already",
     ""},
    {ErrorCode::kAlreadyConnecting, "ERROR_ALREADY_CONNECTING",
     "the interface is being connected already", ""},
    {ErrorCode::kInterfaceDisabled, "ERROR_INTERFACE_DISABLED", "the interface is disabled", ""},
    {ErrorCode::kAuthProtocolRejected, "ERROR_AUTH_PROTOCOL_REJECTED",
     "no authentication method suits both ends",
     "allow the method the far end asks for in the profile"},
    {ErrorCode::kNoAuthProtocolAvailable, "ERROR_NO_AUTH_PROTOCOL_AVAILABLE",
     "no authentication method may be used", "allow one in the profile"},
    {ErrorCode::kPeerRefusedToAuthenticate, "ERROR_PEER_REFUSED_AUTH",
     "the far end refused to authenticate itself", ""},
    {ErrorCode::kIdleDisconnected, "ERROR_IDLE_DISCONNECTED",
     "the port was disconnected because nothing crossed it", ""},
    {ErrorCode::kServiceIsPaused, "ERROR_SERVICE_IS_PAUSED", "the service is paused", ""},
    {ErrorCode::kAuthServerTimeout, "ERROR_AUTH_SERVER_TIMEOUT",
     "the authentication server of the far end does not answer", kTryLater},
    {ErrorCode::kPortLimitReached, "ERROR_PORT_LIMIT_REACHED",
     "the bundle has as many links as it may have", ""},
    {ErrorCode::kPppSessionTimeout, "ERROR_PPP_SESSION_TIMEOUT",
     "the time allowed for the connection is over",
     "dialctl explain ENTRY says what its [limits] allow, and from when"},
    {ErrorCode::kBapDisconnected, "ERROR_BAP_DISCONNECTED",
     "the link was dropped because the bundle does not need it", ""},
    {ErrorCode::kUserLimit, "ERROR_USER_LIMIT", "the far end serves no more users now", kTryLater},
    {ErrorCode::kDialinHoursRestriction, "ERROR_DIALIN_HOURS_RESTRICTION",
     "the account may not dial in at this hour", "ask the operator of the far end"},
    {ErrorCode::kAllowedPortTypeRestriction, "ERROR_ALLOWED_PORT_TYPE_RESTRICTION",
     "the account may not use this kind of line", "ask the operator of the far end"},
    {ErrorCode::kAuthProtocolRestriction, "ERROR_AUTH_PROTOCOL_RESTRICTION",
     "a policy of the far end forbids the authentication method",
     "allow another method in the profile"},
    {ErrorCode::kBapRequired, "ERROR_BAP_REQUIRED",
     "the account must use the bandwidth allocation protocol", ""},
    {ErrorCode::kDialoutHoursRestriction, "ERROR_DIALOUT_HOURS_RESTRICTION",
     "the entry may not be dialled at this hour",
     "dialctl explain ENTRY says what its [limits] allow, and from when"},
};

}  // namespace dial::base
