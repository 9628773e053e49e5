/* The structures of dial/ras.h, which includes it, for the phone book: entries, credentials,
 * devices. C11 and C++. */
#ifndef DIAL_RAS_PHONE_BOOK_H
#define DIAL_RAS_PHONE_BOOK_H

#include <stdint.h>

#include "dial/ras_types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { RAS_MaxAreaCode = 10, RASX_MaxScript = 4095, RASX_MaxDescription = 255 };

/* RASENTRY.dwfOptions. */
enum {
  RASEO_SpecificIpAddr = 0x00000002,       /* ask for `ipaddr` */
  RASEO_RemoteDefaultGateway = 0x00000010, /* send everything through the link */
  RASEO_TerminalBeforeDial = 0x00000040,   /* RASCS_Interactive before the number is dialled */
  RASEO_TerminalAfterDial = 0x00000080,    /* and when the modem has connected; one of the two */
  RASEO_RequireEncryptedPw = 0x00000400,   /* no PAP */
  RASEO_RequirePAP = 0x00040000,           /* PAP, and what else is required: no other */
  RASEO_RequireCHAP = 0x08000000           /* the same of CHAP */
};
/* These are not supported: ERROR_FEATURE_DEPRECATED. */
enum {
  RASEO_UseCountryAndAreaCodes = 0x00000001,
  RASEO_SpecificNameServers = 0x00000004,
  RASEO_IpHeaderCompression = 0x00000008,
  RASEO_DisableLcpExtensions = 0x00000020,
  RASEO_ModemLights = 0x00000100,
  RASEO_SwCompression = 0x00000200,
  RASEO_RequireMsEncryptedPw = 0x00000800,
  RASEO_RequireDataEncryption = 0x00001000,
  RASEO_NetworkLogon = 0x00002000,
  RASEO_UseLogonCredentials = 0x00004000,
  RASEO_PromoteAlternates = 0x00008000,
  RASEO_SecureLocalFiles = 0x00010000,
  RASEO_RequireEAP = 0x00020000,
  RASEO_RequireSPAP = 0x00080000,
  RASEO_Custom = 0x00100000
};

enum { RASNP_NetBEUI = 1, RASNP_Ipx = 2, RASNP_Ip = 4, RASNP_Ipv6 = 8 };
enum { RASFP_Ppp = 1, RASFP_Slip = 2, RASFP_Ras = 4 };
enum { RASET_Phone = 1, RASET_Vpn = 2, RASET_Direct = 3, RASET_Internet = 4, RASET_Broadband = 5 };
#define RASIDS_Disabled 0xFFFFFFFFU
#define RASIDS_UseGlobalValue 0U

typedef struct tagRASIPADDR {
  uint8_t a, b, c, d; /* a.b.c.d */
} RASIPADDR;

/* An entry. Of "zero" members any other value is ERROR_FEATURE_DEPRECATED: what they would do is
 * not done here, and so it is not stored. What a profile has beyond these members stays as it is.
 */
typedef struct tagRASENTRY {
  uint32_t dwSize;
  uint32_t dwfOptions;                             /* RASEO_ */
  uint32_t dwfOptions2;                            /* zero */
  uint32_t dwCountryID;                            /* zero */
  uint32_t dwCountryCode;                          /* zero */
  char szAreaCode[RAS_MaxAreaCode + 1];            /* empty */
  char szLocalPhoneNumber[RAS_MaxPhoneNumber + 1]; /* all of the number; empty on a direct line */
  uint32_t dwAlternateOffset;                      /* zero */
  RASIPADDR ipaddr;                                /* counts with RASEO_SpecificIpAddr only */
  RASIPADDR ipaddrDns;                             /* zero */
  RASIPADDR ipaddrDnsAlt;                          /* zero */
  uint32_t dwFrameSize;                            /* zero */
  uint32_t dwfNetProtocols;                        /* RASNP_Ip */
  uint32_t dwFramingProtocol;                      /* RASFP_Ppp */
  char szDeviceType[RAS_MaxDeviceType + 1]; /* RASDT_; dwType says whether there is a modem */
  char szDeviceName[RAS_MaxDeviceName + 1]; /* "/dev/ttyUSB0", "/dev/serial/by-id/..." */
  uint32_t dwSubEntries;                    /* zero, or 1 */
  uint32_t dwIdleDisconnectSeconds;         /* RASIDS_Disabled or zero: never */
  uint32_t dwType;                          /* RASET_Phone, RASET_Direct */
  uint32_t dwEncryptionType;                /* zero */
  uint32_t dwRedialCount;                   /* zero */
  uint32_t dwRedialPause;                   /* zero */
  uint32_t dwIPv4InterfaceMetric;           /* of the default route */
  char szXScript[RASX_MaxScript + 1];       /* the login script itself, not a file's name */
} RASENTRY;

/* RASCREDENTIALS.dwMask. */
enum {
  RASCM_UserName = 1,
  RASCM_Password = 2,
  RASCM_Domain = 4,      /* in RasSetCredentials, with RASCM_UserName; in no answer */
  RASCM_DefaultCreds = 8 /* as the others of RAS: ERROR_FEATURE_DEPRECATED */
};

typedef struct tagRASCREDENTIALS {
  uint32_t dwSize;
  uint32_t dwMask;
  char szUserName[RASX_MaxUserName + 1];
  char szPassword[RASX_MaxPassword + 1];    /* of RasSetCredentials; no answer has it */
  char szDomain[RASX_MaxDomain + 1];        /* goes before the name: DOMAIN\user */
  char szXPasswordToken[RASX_MaxToken + 1]; /* stands for a stored password */
} RASCREDENTIALS;

typedef struct tagRASDEVINFO {
  uint32_t dwSize;
  char szDeviceType[RAS_MaxDeviceType + 1];     /* RASDT_ */
  char szDeviceName[RAS_MaxDeviceName + 1];     /* "/dev/ttyUSB0" */
  char szXStablePath[RASX_MaxPath + 1];         /* the same device wherever it is plugged in */
  char szXDescription[RASX_MaxDescription + 1]; /* maker and product */
  char szXUsedBy[RASX_MaxDescription + 1];      /* an entry or a program; empty: nobody seen */
} RASDEVINFO;

#ifdef __cplusplus
}
#endif

#endif
