/* descriptor ENTRY [NUMBER]: dials from a poll(2) loop that has other things to do too. The
 * notifier takes records; the descriptor says when to dispatch. Without an entry it says what is
 * connected.
 *
 *   cc descriptor.c $(pkg-config --cflags --libs libdial-ras) */
#include <dial/ras.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint32_t outcome = PENDING;

static void on_event(const RASXEVENT* event) {
  printf("%lu: state %u\n", (unsigned long)event->qwSequence, (unsigned)event->rasconnstate);
  if (event->dwError != 0) {
    printf("%s\n", event->szText); /* number, text, what was done, the modem's own words */
    outcome = event->dwError;
  } else if (event->rasconnstate == RASCS_Connected) {
    outcome = 0;
  }
}

static uint32_t list_connections(void) {
  uint32_t size = 0, count = 0, i;
  RASCONN* list;
  uint32_t error = RasEnumConnections(NULL, &size, &count);
  if (error != ERROR_BUFFER_TOO_SMALL) return error;
  list = (RASCONN*)calloc(1, size);
  if (list == NULL) return ERROR_NOT_ENOUGH_MEMORY;
  list->dwSize = sizeof *list;
  error = RasEnumConnections(list, &size, &count);
  for (i = 0; error == 0 && i < count; ++i)
    printf("%s on %s\n", list[i].szEntryName, list[i].szDeviceName);
  free(list);
  return error;
}

int main(int argc, char** argv) {
  static RASDIALPARAMS parameters;
  static RASDIALEXTENSIONS extensions;
  struct pollfd watched[2];
  HRASCONN connection = NULL;
  uint32_t error;

  if (argc < 2) return list_connections() == 0 ? 0 : 1;
  if (RasXGetDescriptor(&watched[0].fd) != 0) return 2;
  watched[0].events = POLLIN;
  watched[1].fd = STDIN_FILENO; /* the program's own business: its user may end it */
  watched[1].events = POLLIN;
  parameters.dwSize = sizeof parameters;
  extensions.dwSize = sizeof extensions;
  strncpy(parameters.szEntryName, argv[1], sizeof parameters.szEntryName - 1);
  if (argc > 2) strncpy(parameters.szPhoneNumber, argv[2], sizeof parameters.szPhoneNumber - 1);

  error = RasDial(&extensions, NULL, &parameters, RASX_NotifierDescriptor, (RASNOTIFIER)on_event,
                  &connection);
  while (error == 0 && outcome == PENDING) {
    if (poll(watched, 2, -1) < 0) break;
    if (watched[0].revents != 0) RasXDispatch();
    if (watched[1].revents != 0) outcome = ERROR_USER_DISCONNECTION;
  }
  if (error == 0) error = outcome;
  if (error == 0) error = list_connections();
  if (connection != NULL) RasHangUp(connection);
  printf("ended: %u\n", (unsigned)error);
  return error == 0 ? 0 : 1; /* the program's end waits until the line is free */
}
