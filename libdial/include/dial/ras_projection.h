/* What the protocols of a connection came to: the structures of RasGetProjectionInfo and
 * RasGetProjectionInfoEx in dial/ras.h, which includes this. C11 and C++. */
#ifndef DIAL_RAS_PROJECTION_H
#define DIAL_RAS_PROJECTION_H

#include <netinet/in.h>
#include <stdint.h>

#include "dial/ras_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Protocols by their PPP numbers. */
typedef uint32_t RASPROJECTION;
enum { RASP_PppIp = 0x8021, RASP_PppIpv6 = 0x8057, RASP_PppCcp = 0x80FD, RASP_PppLcp = 0xC021 };

typedef struct tagRASPPPIP {
  uint32_t dwSize;
  uint32_t dwError; /* 0, or why IP was not negotiated */
  char szIpAddress[RAS_MaxIpAddress + 1];
  char szServerIpAddress[RAS_MaxIpAddress + 1];
  char szXDnsAddress[RAS_MaxIpAddress + 1];
  char szXDnsAddressAlt[RAS_MaxIpAddress + 1];
} RASPPPIP;

enum { RASLCPAP_PAP = 0xC023, RASLCPAP_CHAP = 0xC223, RASLCPAP_EAP = 0xC227 };
enum { RASLCPAD_CHAP_MD5 = 5, RASLCPAD_CHAP_MS = 0x80, RASLCPAD_CHAP_MSV2 = 0x81 };

typedef struct tagRASPPPLCP {
  uint32_t dwSize;
  uint32_t bBundled; /* 0 */
  uint32_t dwError;
  uint32_t dwAuthenticationProtocol; /* RASLCPAP_, 0: none */
  uint32_t dwAuthenticationData;     /* RASLCPAD_, of CHAP */
  uint32_t dwXMru;                   /* the largest packet the peer takes, octets */
} RASPPPLCP;

/* ---- RasGetProjectionInfoEx ---- */

/* The release of RAS that a structure without dwSize belongs to. */
typedef uint32_t RASAPIVERSION;
enum {
  RASAPIVERSION_500 = 1,
  RASAPIVERSION_501 = 2,
  RASAPIVERSION_600 = 3,
  RASAPIVERSION_601 = 4, /* the one that is taken here */
  RASAPIVERSION_CURRENT = RASAPIVERSION_601
};

typedef uint32_t RASPROJECTION_INFO_TYPE;
enum {
  PROJECTION_INFO_TYPE_PPP = 1,
  PROJECTION_INFO_TYPE_IKEv2 = 2 /* never */
};

typedef struct in_addr RASIPV4ADDR; /* in network byte order, for inet_ntop(3) */

/* "Client" is this side. A protocol that was not negotiated has ERROR_PROTOCOL_NOT_CONFIGURED as
 * its error, and zero in what it would have decided. */
typedef struct tagRASPPP_PROJECTION_INFO {
  uint32_t dwIPv4NegotiationError; /* 0: the addresses are good */
  RASIPV4ADDR ipv4Address;
  RASIPV4ADDR ipv4ServerAddress;
  uint32_t dwIPv4Options;       /* 0: headers are not compressed */
  uint32_t dwIPv4ServerOptions; /* 0 */
  uint32_t dwIPv6NegotiationError; /* ERROR_PROTOCOL_NOT_CONFIGURED: there is no IPv6 yet */
  uint8_t bInterfaceIdentifier[8];
  uint8_t bServerInterfaceIdentifier[8];
  uint32_t fBundled;                 /* 0: there is one link */
  uint32_t fMultilink;               /* 0 */
  uint32_t dwAuthenticationProtocol; /* how this side showed who it is: RASLCPAP_, 0: not */
  uint32_t dwAuthenticationData;     /* RASLCPAD_, of CHAP */
  uint32_t dwServerAuthenticationProtocol; /* 0: the far end is not asked who it is */
  uint32_t dwServerAuthenticationData;     /* 0 */
  uint32_t dwEapTypeId;                    /* 0 */
  uint32_t dwServerEapTypeId;              /* 0 */
  uint32_t dwLcpOptions;                   /* 0: not told by this release */
  uint32_t dwLcpServerOptions;             /* 0: the same */
  uint32_t dwCcpError;                     /* ERROR_PROTOCOL_NOT_CONFIGURED */
  uint32_t dwCcpCompressionAlgorithm;
  uint32_t dwCcpServerCompressionAlgorithm;
  uint32_t dwCcpOptions;
  uint32_t dwCcpServerOptions;
} RASPPP_PROJECTION_INFO;

typedef struct tagRAS_PROJECTION_INFO {
  RASAPIVERSION version; /* of the caller: RASAPIVERSION_601 */
  RASPROJECTION_INFO_TYPE type;
  union {
    RASPPP_PROJECTION_INFO ppp; /* of PROJECTION_INFO_TYPE_PPP */
  };
} RAS_PROJECTION_INFO;

#ifdef __cplusplus
}
#endif

#endif
