/* dial_func2 ENTRY [NUMBER]: dials with a RasDialFunc2. Its context is the program's own structure,
 * and its verdict ends the notifications when it has heard what it wants to know.
 *
 *   cc dial_func2.c $(pkg-config --cflags --libs libdial-ras) */
#include <dial/ras.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dial {
  unsigned calls;
  uint32_t outcome;
};

static uint32_t on_state(uintptr_t callback_id, uint32_t subentry, HRASCONN connection,
                         uint32_t message, RASCONNSTATE state, uint32_t error,
                         uint32_t extended_error) {
  struct dial* dial = (struct dial*)callback_id;
  (void)subentry, (void)connection, (void)message, (void)extended_error;
  ++dial->calls;
  printf("call %u: state %u, error %u\n", dial->calls, (unsigned)state, (unsigned)error);
  if (error != 0) dial->outcome = error;
  if (state == RASCS_Connected) dial->outcome = 0;
  return dial->outcome == PENDING; /* 0: no call any more */
}

static void print_addresses(HRASCONN connection) {
  static RASPPPIP ip;
  uint32_t size = sizeof ip;
  ip.dwSize = sizeof ip;
  if (RasGetProjectionInfo(connection, RASP_PppIp, &ip, &size) == 0)
    printf("address %s, far end %s\n", ip.szIpAddress, ip.szServerIpAddress);
}

int main(int argc, char** argv) {
  static RASDIALPARAMS parameters;
  struct dial* dial;
  struct pollfd watched;
  HRASCONN connection = NULL;
  RASCONNSTATUS status;
  uint32_t error;

  if (argc < 2 || RasXGetDescriptor(&watched.fd) != 0) return 2;
  dial = (struct dial*)calloc(1, sizeof *dial);
  if (dial == NULL) return 2;
  dial->outcome = PENDING;
  parameters.dwSize = sizeof parameters;
  parameters.dwCallbackId = (uintptr_t)dial;
  strncpy(parameters.szEntryName, argv[1], sizeof parameters.szEntryName - 1);
  if (argc > 2) strncpy(parameters.szPhoneNumber, argv[2], sizeof parameters.szPhoneNumber - 1);

  error = RasDial(NULL, NULL, &parameters, 2, (RASNOTIFIER)on_state, &connection);
  watched.events = POLLIN;
  while (error == 0 && dial->outcome == PENDING) {
    poll(&watched, 1, -1);
    RasXDispatch();
  }
  if (error == 0) error = dial->outcome;
  if (error == 0) print_addresses(connection);
  if (connection != NULL) {
    RasHangUp(connection);
    free(dial); /* RasHangUp has returned: no call comes any more */
    status.dwSize = sizeof status;
    while (RasGetConnectStatus(connection, &status) != ERROR_INVALID_HANDLE)
      poll(NULL, 0, 20);
  }
  printf("ended: %u\n", (unsigned)error);
  return error == 0 ? 0 : 1;
}
