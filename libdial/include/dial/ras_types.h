/* The vocabulary of dial/ras.h, which includes it: lengths, the handle, states, notifiers. C11 and
 * C++. */
#ifndef DIAL_RAS_TYPES_H
#define DIAL_RAS_TYPES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lengths in octets, without the NUL. */
enum {
  RAS_MaxEntryName = 256,
  RAS_MaxPhoneNumber = 128,
  RAS_MaxCallbackNumber = 128,
  RAS_MaxDeviceType = 16,
  RAS_MaxDeviceName = 128,
  RAS_MaxIpAddress = 15,
  RAS_MaxReplyMessage = 1024,
  RASX_MaxUserName = 256, /* UNLEN */
  RASX_MaxPassword = 256, /* PWLEN */
  RASX_MaxDomain = 15,    /* DNLEN */
  RASX_MaxPath = 1023,    /* MAX_PATH */
  RASX_MaxToken = 127,
  RASX_MaxPrompt = 255
};

/* Names one dial operation and then the connection it produced. */
typedef struct tagHRASCONN* HRASCONN;

/* ---- States ---- */

typedef uint32_t RASCONNSTATE;
enum {
  RASCS_PAUSED = 0x1000, /* bit: waits for a second RasDial, or RasHangUp */
  RASCS_DONE = 0x2000    /* bit: the dial has ended */
};
enum {
  RASCS_OpenPort = 0,
  RASCS_PortOpened = 1,
  RASCS_ConnectDevice = 2,
  RASCS_DeviceConnected = 3,
  RASCS_AllDevicesConnected = 4,
  RASCS_Authenticate = 5,
  RASCS_AuthNotify = 6,
  RASCS_AuthRetry = 7,
  RASCS_AuthCallback = 8,
  RASCS_AuthChangePassword = 9,
  RASCS_AuthProject = 10,
  RASCS_AuthLinkSpeed = 11,
  RASCS_AuthAck = 12,
  RASCS_ReAuthenticate = 13,
  RASCS_Authenticated = 14,
  RASCS_PrepareForCallback = 15,
  RASCS_WaitForModemReset = 16,
  RASCS_WaitForCallback = 17,
  RASCS_Projected = 18,
  RASCS_StartAuthentication = 19, /* 19 to 21: of Windows 9x; never reported */
  RASCS_CallbackComplete = 20,
  RASCS_LogonNetwork = 21,
  RASCS_SubEntryConnected = 22,
  RASCS_SubEntryDisconnected = 23,
  RASCS_ApplySettings = 24,
  RASCS_Interactive = 0x1000,
  RASCS_RetryAuthentication = 0x1001,
  RASCS_CallbackSetByCaller = 0x1002,
  RASCS_PasswordExpired = 0x1003,
  RASCS_InvokeEapUI = 0x1004,
  RASCS_Connected = 0x2000,
  RASCS_Disconnected = 0x2001
};

/* ---- Notifiers ---- */

/* Rules of all kinds:
 * - One call for each state entered, with error 0. If that state fails, one more call with the same
 *   state and the error.
 * - Calls end with RASCS_Connected, or with the first call that carries an error, or when RasHangUp
 *   has returned, whichever is first. Then what the notifier works on may be freed. If RasHangUp is
 *   called on another thread than the one that dialled, it waits for a call that is running;
 *   so a notifier must not wait for a thread that hangs up. (A RasHangUp inside some other notifier
 *   does not wait.)
 * - The operation waits while a notifier runs, as long as dwXHandlerLimit says, else the profile
 *   (ten seconds by default). After that the line is hung up.
 * - RasDial is refused inside a notifier, the resuming one too. Everything else may be called.
 * - A notifier must not throw or longjmp out. */

#define WM_RASDIALEVENT 0xCCCDU /* the only value of `message` */

/* dwNotifierType 0: cannot tell connections apart. */
typedef void (*RASDIALFUNC)(uint32_t message, RASCONNSTATE state, uint32_t error);

/* dwNotifierType 1: `extended_error` is errno where the operating system refused, else 0. */
typedef void (*RASDIALFUNC1)(HRASCONN connection, uint32_t message, RASCONNSTATE state,
                             uint32_t error, uint32_t extended_error);

/* dwNotifierType 2: `callback_id` is dwCallbackId of the RASDIALPARAMS, `subentry` counts the links
 * from 1. Returning 0 ends the notifications, all of them, but not the dial; anything else goes on.
 */
typedef uint32_t (*RASDIALFUNC2)(uintptr_t callback_id, uint32_t subentry, HRASCONN connection,
                                 uint32_t message, RASCONNSTATE state, uint32_t error,
                                 uint32_t extended_error);

/* What happened, as a record. The pointers are good until the notifier returns. */
typedef struct tagRASXEVENT {
  uint32_t dwSize;
  uint32_t dwSubEntry;
  HRASCONN hrasconn;
  uintptr_t dwCallbackId;
  uint64_t qwSequence; /* 1, 2, 3 ... within one dial */
  RASCONNSTATE rasconnstate;
  uint32_t dwError;
  uint32_t dwExtendedError;
  uint32_t dwReserved;
  const char* szLayer; /* where the error arose: "modem", "ppp" ...; "none" without an error */
  const char* szText;  /* the error in one line, with the modem's own words; empty without one */
} RASXEVENT;

/* dwNotifierType 3, in the place of the window handle (0xFFFFFFFF, which is refused): for programs
 * that poll. Only on a thread without a libuv loop of its own: there RasXGetDescriptor() is
 * readable whenever something is to be done, and RasXDispatch() makes the calls. */
typedef void (*RASXEVENTFUNC)(const RASXEVENT* event);

enum {
  RASX_NotifierDialFunc = 0,
  RASX_NotifierDialFunc1 = 1,
  RASX_NotifierDialFunc2 = 2,
  RASX_NotifierDescriptor = 3
};

/* Any of the above, cast: (RASNOTIFIER)my_dial_func. ISO C knows no function pointer in a void *.
 */
typedef void (*RASNOTIFIER)(void);

#ifdef __cplusplus
}
#endif

#endif
