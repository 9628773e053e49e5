/* dial_func1 ENTRY...: dials several entries at the same time with one RasDialFunc1, which is told
 * which of them it is called for.
 *
 *   cc dial_func1.c $(pkg-config --cflags --libs libdial-ras) */
#include <dial/ras.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 8 };
static HRASCONN connections[MOST];
static uint32_t outcomes[MOST];
static int count;

static void on_state(HRASCONN connection, uint32_t message, RASCONNSTATE state, uint32_t error,
                     uint32_t extended_error) {
  int i = 0;
  (void)message;
  while (i < count && connections[i] != connection)
    ++i;
  printf("dial %d: state %u, error %u (%u)\n", i, (unsigned)state, (unsigned)error,
         (unsigned)extended_error);
  if (i == count) return;
  if (error != 0) {
    outcomes[i] = error;
    RasHangUp(connection); /* legal here; nothing is called for this dial any more */
  } else if (state == RASCS_Connected) {
    outcomes[i] = 0;
  }
}

static int is_pending(void) {
  int i;
  for (i = 0; i < count; ++i) {
    if (outcomes[i] == PENDING) return 1;
  }
  return 0;
}

int main(int argc, char** argv) {
  static RASDIALPARAMS parameters;
  struct pollfd watched;
  int failures = 0;
  int i;

  if (argc < 2 || argc - 1 > MOST) return 2;
  if (RasXGetDescriptor(&watched.fd) != 0) return 1;
  watched.events = POLLIN;
  parameters.dwSize = sizeof parameters;
  for (i = 1; i < argc; ++i) {
    uint32_t error;
    strncpy(parameters.szEntryName, argv[i], sizeof parameters.szEntryName - 1);
    error = RasDial(NULL, NULL, &parameters, 1, (RASNOTIFIER)on_state, &connections[count]);
    if (error != 0) {
      printf("%s: error %u\n", argv[i], (unsigned)error);
      ++failures;
    } else {
      outcomes[count++] = PENDING;
    }
  }
  while (is_pending()) {
    poll(&watched, 1, -1);
    RasXDispatch(); /* on_state is called in here */
  }
  for (i = 0; i < count; ++i) {
    if (outcomes[i] != 0)
      ++failures;
    else
      RasHangUp(connections[i]);
  }
  printf("ended: %d of %d failed\n", failures, argc - 1);
  return failures == 0 ? 0 : 1; /* the program's end waits until the lines are free */
}
