/* The functions of the RAS client API in C, for programs in C and in any language that can call C.
 *
 *   #include <dial/ras.h>                 cc mine.c $(pkg-config --cflags --libs libdial-ras)
 *
 *   HRASCONN connection = NULL;
 *   RASDIALPARAMS parameters = {.dwSize = sizeof parameters, .szEntryName = "isp"};
 *   uint32_t error = RasDial(NULL, NULL, &parameters, 0, NULL, &connection);
 *
 * Names, numbers and members are those of RAS where RAS has them. What is ours begins with RasX,
 * RASX or szX. What differs from Windows:
 *
 * - DWORD is uint32_t, BOOL is uint32_t, and no type of that name is defined here. Text is UTF-8 in
 *   char, and there is one function of each name, without A or W.
 * - A notifier is called on the thread that dialled, and only when that thread runs its loop:
 *   inside RasXDispatch(), or on the libuv loop given to RasXSetLoop(). Never inside RasDial, never
 *   while another notifier of the thread runs.
 * - A thread that ends before its dial is connected or has failed aborts it. A connection that is
 *   up outlives thread and process, until each successful RasDial has had its RasHangUp.
 * - Handles are numbers of the connection manager, good in every thread and process.
 *
 * Sizes: every structure begins with dwSize, which the caller sets to its sizeof. Structures grow
 * at their ends only. The library takes the size of its own and of every earlier release: of a
 * shorter structure it reads the missing members as zero and writes nothing behind it. Any other
 * size, a newer release's too, is ERROR_INVALID_SIZE (632), and nothing is done.
 *
 * Functions return 0 or an error number (dial/raserror.h). Text in a structure must end with NUL
 * inside its array, else ERROR_INVALID_PARAMETER; text given back is cut at the end of a character
 * if it does not fit. All functions may be called from any thread. C11 and C++. */
#ifndef DIAL_RAS_H
#define DIAL_RAS_H

#include <stdint.h>

#include "dial/ras_phone_book.h"
#include "dial/ras_projection.h"
#include "dial/ras_types.h"
#include "dial/raserror.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Dialling ---- */

/* Whom to dial. Empty members take the profile's value. */
typedef struct tagRASDIALPARAMS {
  uint32_t dwSize;
  char szEntryName[RAS_MaxEntryName + 1]; /* the profile's name */
  char szPhoneNumber[RAS_MaxPhoneNumber + 1];
  char szCallbackNumber[RAS_MaxCallbackNumber + 1]; /* "*": ask, in RASCS_CallbackSetByCaller */
  char szUserName[RASX_MaxUserName + 1];
  char szPassword[RASX_MaxPassword + 1];
  char szDomain[RASX_MaxDomain + 1];        /* DOMAIN\user; without szUserName it is dropped */
  uint32_t dwSubEntry;                      /* not used: there is one link */
  uintptr_t dwCallbackId;                   /* for the notifier */
  char szXPasswordToken[RASX_MaxToken + 1]; /* of RasGetCredentials, instead of szPassword */
} RASDIALPARAMS;

/* dwfOptions. RDEOPT_PausedStates has an effect; the other RAS options are taken and have none.
 * Bits that have no name here are ERROR_INVALID_PARAMETER. */
enum {
  RDEOPT_UsePrefixSuffix = 0x00000001,
  RDEOPT_PausedStates = 0x00000002, /* wait in paused states instead of failing; without a
                                       notifier it has no effect */
  RDEOPT_IgnoreModemSpeaker = 0x00000004,
  RDEOPT_SetModemSpeaker = 0x00000008,
  RDEOPT_IgnoreSoftwareCompression = 0x00000010,
  RDEOPT_SetSoftwareCompression = 0x00000020,
  RDEOPT_DisableConnectedUI = 0x00000040,
  RDEOPT_DisableReconnectUI = 0x00000080,
  RDEOPT_DisableReconnect = 0x00000100,
  RDEOPT_NoUser = 0x00000200,
  RDEOPT_PauseOnScript = 0x00000400,
  RDEOPT_Router = 0x00000800,
  RDEOPT_CustomDial = 0x00001000,
  RASXOPT_SendAhead = 0x00010000, /* network negotiation may begin before AuthNotify is known */
  RASXOPT_Detached = 0x00020000   /* the manager owns the dial: RasDial returns when it is accepted;
                                     no notifier; it outlives this program */
};

typedef struct tagRASDIALEXTENSIONS {
  uint32_t dwSize;
  uint32_t dwfOptions;
  void* hwndParent;         /* not used */
  uintptr_t reserved;       /* 0 */
  uintptr_t reserved1;      /* 0 */
  uint32_t dwXHandlerLimit; /* milliseconds a notifier may take, at most 86400000; 0: what the
                               profile says (ten seconds) */
  uint32_t dwXReserved;     /* 0 */
} RASDIALEXTENSIONS;

/* Begins a connection, or resumes a paused one.
 *
 * Without a notifier it returns when the connection is up or has failed. With one it returns at
 * once: 0, with the handle in *connection before any call of the notifier; or an error, and then
 * *connection stays NULL and no call is made. *connection must be NULL before.
 *
 * Not NULL, it resumes that dial, which waits in a paused state, with the user name, password and
 * callback number of `parameters`. (A password that has expired: the new one is szPassword.)
 * Notifier, notifier_type and dwCallbackId must be those of the first call, and szEntryName empty
 * or the same. Errors: ERROR_INVALID_AUTH_STATE if it does not wait; ERROR_INVALID_HANDLE if this
 * process dialled no such, or with another notifier, notifier_type or dwCallbackId.
 *
 * Dialling an entry that is up adds a reference, and the notifier gets RASCS_Connected; one that is
 * being dialled is ERROR_DIAL_ALREADY_IN_PROGRESS. `phonebook` must be NULL or "": the profiles are
 * the connection manager's. */
uint32_t RasDial(const RASDIALEXTENSIONS* extensions, const char* phonebook,
                 const RASDIALPARAMS* parameters, uint32_t notifier_type, RASNOTIFIER notifier,
                 HRASCONN* connection);

/* Ends a running dial, or releases this program's reference to a connection; the line is closed
 * with the last reference. Legal at any time, also inside a notifier, and returns at once: the line
 * is closed in the background. Afterwards the handle may be given to RasGetConnectStatus only,
 * which says ERROR_INVALID_HANDLE when the line is free (or is kept up by somebody else's
 * reference); then it can be dialled again. A program that ends before that waits for it, ten
 * seconds at most.
 *
 * Errors: ERROR_INVALID_HANDLE: no connection, or hung up before. ERROR_HANGUP_FAILED: another user
 * holds the line, and this one does not. ERROR_RASMAN_CANNOT_INITIALIZE: the manager does not
 * answer within five seconds. The handle stays good after the last two. After an error, too, the
 * notifier is not called any more. */
uint32_t RasHangUp(HRASCONN connection);

typedef struct tagRASCONNSTATUS {
  uint32_t dwSize;
  RASCONNSTATE rasconnstate;
  uint32_t dwError; /* why it ended; 0 while it lives */
  char szDeviceType[RAS_MaxDeviceType + 1];
  char szDeviceName[RAS_MaxDeviceName + 1];   /* "/dev/ttyUSB0" */
  char szPhoneNumber[RAS_MaxPhoneNumber + 1]; /* what was dialled */
  char szXConnectText[RASX_MaxPrompt + 1];    /* the modem's CONNECT line */
  char szXInterface[RAS_MaxDeviceType + 1];   /* "ppp0", "tun0"; empty before RASCS_Projected */
  char szXPrompt[RASX_MaxPrompt + 1];         /* what the far end asks in a paused state */
} RASCONNSTATUS;

/* The state of a connection. One that ended by itself keeps its reason for a while. */
uint32_t RasGetConnectStatus(HRASCONN connection, RASCONNSTATUS* status);

/* In RASCS_Interactive: a stream socket that carries the line's octets both ways, for the caller to
 * close. RasDial with the handle goes on with the dial. ERROR_INVALID_AUTH_STATE in any other
 * state. */
uint32_t RasXOpenTerminal(HRASCONN connection, int* descriptor);

/* ---- Enumeration ---- */

/* All RasEnum functions: *size is the octets at `list`. On return it is the octets needed and
 * *count the number of items. If they do not fit (or `list` is NULL and there are any):
 * ERROR_BUFFER_TOO_SMALL, and nothing is written to `list`. Else the first structure must have its
 * dwSize; it is set in the others. */

#define RASDT_Modem "modem"
#define RASDT_Serial "SERIAL"

typedef struct tagRASCONN {
  uint32_t dwSize;
  HRASCONN hrasconn;
  char szEntryName[RAS_MaxEntryName + 1];
  char szDeviceType[RAS_MaxDeviceType + 1];
  char szDeviceName[RAS_MaxDeviceName + 1];
  uint32_t dwSubEntry; /* 1 */
  uint32_t dwXOwner;   /* the uid that dialled */
  uint32_t dwXReferences;
} RASCONN;

/* All connections of the manager, those that are still being dialled included, oldest first. */
uint32_t RasEnumConnections(RASCONN* list, uint32_t* size, uint32_t* count);

typedef struct tagRASENTRYNAME {
  uint32_t dwSize;
  char szEntryName[RAS_MaxEntryName + 1];
  char szPhonebookPath[RASX_MaxPath + 1]; /* the profile's file */
} RASENTRYNAME;

/* The profiles, by name. `reserved` is NULL, `phonebook` as in RasDial. */
uint32_t RasEnumEntries(const char* reserved, const char* phonebook, RASENTRYNAME* list,
                        uint32_t* size, uint32_t* count);

/* The serial ports and modems of this machine, by name. */
uint32_t RasEnumDevices(RASDEVINFO* list, uint32_t* size, uint32_t* count);

/* ---- The phone book ---- */

/* An entry that is not there is ERROR_CANNOT_FIND_PHONEBOOK_ENTRY; one whose profile does not load
 * ERROR_CANNOT_LOAD_PHONEBOOK, with what is wrong in RasXGetLastErrorText(), as for every error
 * here; one of the system that somebody else than root changes ERROR_ACCESS_DENIED. `phonebook` as
 * in RasDial. */

/* *size is the octets at `properties`, and on return those needed: ERROR_BUFFER_TOO_SMALL if there
 * are fewer, or if a text of the profile is longer than its member. An entry of "" or NULL: what
 * a new one begins with. `device_info` and `device_info_size` are NULL. */
uint32_t RasGetEntryProperties(const char* phonebook, const char* entry, RASENTRY* properties,
                               uint32_t* size, void* device_info, uint32_t* device_info_size);

/* Changes an entry, or makes it if there is none of that name. `size` is dwSize. A value that no
 * profile can have is ERROR_INVALID_PARAMETER; what RAS has and this library does not is
 * ERROR_FEATURE_DEPRECATED, and nothing is changed. `device_info` is NULL. */
uint32_t RasSetEntryProperties(const char* phonebook, const char* entry, const RASENTRY* properties,
                               uint32_t size, const void* device_info, uint32_t device_info_size);

/* Could an entry of that name be made? ERROR_INVALID_NAME, ERROR_ALREADY_EXISTS. */
uint32_t RasValidateEntryName(const char* phonebook, const char* entry);

/* ERROR_CANNOT_DELETE while the entry is dialled or connected; a stored password goes along. */
uint32_t RasRenameEntry(const char* phonebook, const char* from, const char* to);
uint32_t RasDeleteEntry(const char* phonebook, const char* entry);

/* dwMask says what is asked for, and on return what there is. The password itself never leaves the
 * manager: szPassword is empty, and szXPasswordToken stands for it, in RASDIALPARAMS and in
 * RasSetCredentials, for this user and while the manager lives. */
uint32_t RasGetCredentials(const char* phonebook, const char* entry, RASCREDENTIALS* credentials);

/* Stores what dwMask names; with `clear` not 0 that is removed. An empty password removes it,
 * too. szPassword and szXPasswordToken at once are ERROR_INVALID_PARAMETER. */
uint32_t RasSetCredentials(const char* phonebook, const char* entry,
                           const RASCREDENTIALS* credentials, uint32_t clear);

/* ---- What a connection is and does ---- */

/* The outcome of one protocol's negotiation; `projection` is the RASPPP structure of that protocol,
 * and *size its octets. Its dwSize must be set, else ERROR_INVALID_SIZE; *size becomes what is
 * needed, ERROR_BUFFER_TOO_SMALL if there is less or `projection` is NULL.
 * ERROR_PROJECTION_NOT_COMPLETE while it is too early, ERROR_PROTOCOL_NOT_CONFIGURED for a protocol
 * that was not negotiated, or when the connection has ended without it. */
uint32_t RasGetProjectionInfo(HRASCONN connection, RASPROJECTION protocol, void* projection,
                              uint32_t* size);

/* All protocols in one structure. Its `version` is RASAPIVERSION_601, else ERROR_INVALID_SIZE;
 * *size is its octets, and on return those needed: ERROR_BUFFER_TOO_SMALL if there are fewer or
 * `projection` is NULL. ERROR_PROJECTION_NOT_COMPLETE and ERROR_PROTOCOL_NOT_CONFIGURED as above,
 * for IP. */
uint32_t RasGetProjectionInfoEx(HRASCONN connection, RAS_PROJECTION_INFO* projection,
                                uint32_t* size);

/* Traffic since RASCS_Connected, or since the last clear in this process. The members have the
 * names of RAS and 64 bits; octets and packets of the network, and what went wrong on the line. */
typedef struct tagRAS_STATS {
  uint32_t dwSize;
  uint32_t dwReserved;
  uint64_t dwBytesXmited;
  uint64_t dwBytesRcved;
  uint64_t dwFramesXmited;
  uint64_t dwFramesRcved;
  uint64_t dwCrcErr;
  uint64_t dwTimeoutErr;         /* 0 */
  uint64_t dwAlignmentErr;       /* 0 */
  uint64_t dwHardwareOverrunErr; /* 0 */
  uint64_t dwFramingErr;
  uint64_t dwBufferOverrunErr;    /* 0 */
  uint64_t dwCompressionRatioIn;  /* 0 */
  uint64_t dwCompressionRatioOut; /* 0 */
  uint64_t dwBps;                 /* of the modem's CONNECT line; 0: unknown */
  uint64_t dwConnectDuration;     /* milliseconds since RASCS_Connected; never cleared */
  uint64_t qwXLineBytesXmited;    /* octets on the serial line */
  uint64_t qwXLineBytesRcved;
} RAS_STATS;

uint32_t RasGetConnectionStatistics(HRASCONN connection, RAS_STATS* statistics);
/* `subentry` is 1, else ERROR_NO_MORE_ITEMS; in RasClearLinkStatistics, too. */
uint32_t RasGetLinkStatistics(HRASCONN connection, uint32_t subentry, RAS_STATS* statistics);
/* Later statistics count from now, for this process alone. */
uint32_t RasClearConnectionStatistics(HRASCONN connection);
uint32_t RasClearLinkStatistics(HRASCONN connection, uint32_t subentry);

/* The handle of link `subentry`, counted from 1. There is one link: 1 gives the same handle,
 * anything else ERROR_NO_MORE_ITEMS; ERROR_PORT_NOT_OPEN before RASCS_Connected. */
uint32_t RasGetSubEntryHandle(HRASCONN connection, uint32_t subentry, HRASCONN* link);

/* dwFlags of RasConnectionNotification. */
enum {
  RASCN_Connection = 1,     /* something has been connected; with RASX_AllConnections only */
  RASCN_Disconnection = 2,  /* it has been disconnected */
  RASCN_BandwidthAdded = 4, /* never: there is one link */
  RASCN_BandwidthRemoved = 8
};
#define RASX_AllConnections ((HRASCONN)(intptr_t)-1) /* INVALID_HANDLE_VALUE */

/* Adds to `descriptor`, an eventfd (8 octets, the number 1, as with eventfd_write), whenever one of
 * `flags` happens. A pipe or a socket does as well: each event is 8 octets in it. It is written to
 * without waiting, by a thread of the library; the event carries no data: enumerate and compare.
 * The library works on a copy of the descriptor, which the caller may close. `flags` 0 ends the
 * registration of that descriptor (by its number), and so does the end of the connection; if it has
 * ended already, that is signalled at once.
 *
 * A registration outlives the connection manager. When that goes away, each connection it had is
 * signalled as a disconnection, and the library looks for the next manager once a second; then what
 * is up there is signalled as a connection. (What came and went in that second is not.) Where
 * connections changed faster than the library could read, who asked for all gets an event, whatever
 * `flags` are: there may be more events than changes, but for no change is there none. Without a
 * manager to begin with it is ERROR_RASMAN_CANNOT_INITIALIZE, and nothing is registered. */
uint32_t RasConnectionNotification(HRASCONN connection, int descriptor, uint32_t flags);

/* ---- Text ---- */

/* The text of an error number, NUL included in `size` octets. ERROR_BUFFER_TOO_SMALL if it does not
 * fit, and then nothing is written; ERROR_INVALID_PARAMETER for a number that RAS does not have.
 * 512 octets are always enough. */
uint32_t RasGetErrorString(uint32_t error, char* text, uint32_t size);

/* What the last function of this library that failed on this thread had to say: number, text, what
 * was being done, the modem's own words, in one line. Empty if none failed. */
uint32_t RasXGetLastErrorText(char* text, uint32_t size);

/* ---- Where the manager is, and the loop of a thread ---- */

typedef struct tagRASXTARGET {
  uint32_t dwSize;
  uint32_t bDirect;                  /* no daemon: a manager in this process, which ends with it */
  char szSocket[RASX_MaxPath + 1];   /* the daemon's; empty: $DIAL_SOCKET, else the built-in path */
  char szProfiles[RASX_MaxPath + 1]; /* direct only: the directory of *.toml profiles */
  char szSecrets[RASX_MaxPath + 1];  /* direct only; empty: secrets.toml beside that directory */
} RASXTARGET;

/* For the whole process, before anything else, or when nothing is in use any more: it ends what the
 * calling thread has here, as RasXEnd() does, and is ERROR_ASYNC_REQUEST_PENDING while another
 * thread has something. NULL: the daemon at $DIAL_SOCKET, as without this call. Inside a notifier
 * ERROR_INVALID_PARAMETER. */
uint32_t RasXSetTarget(const RASXTARGET* target);

/* The descriptor of the calling thread, to poll for reading (level-triggered; nothing is read from
 * it). Readable for events and for deadlines, so that poll needs no time-out of its own. The same
 * number until RasXEnd(). ERROR_INVALID_PARAMETER on a thread that has a libuv loop. */
uint32_t RasXGetDescriptor(int* descriptor);

/* Runs what is due on the calling thread, and never waits. Notifiers are called in here.
 * ERROR_INVALID_PARAMETER inside a notifier, and on a thread that has a libuv loop. */
uint32_t RasXDispatch(void);

/* The calling thread's own libuv loop, a uv_loop_t *: notifiers are called by it. Before anything
 * else on the thread: ERROR_INVALID_PARAMETER if this thread has used the library. Call RasXEnd()
 * before the loop is closed, and run the loop once more then. */
uint32_t RasXSetLoop(void* loop);

/* Ends what the calling thread has here: its unfinished dials are aborted and no notifier is called
 * any more. Inside a notifier ERROR_INVALID_PARAMETER. A thread that ends does it too. */
uint32_t RasXEnd(void);

#ifdef __cplusplus
}
#endif

#endif
