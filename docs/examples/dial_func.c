/* dial_func ENTRY [NUMBER]: dials with a RasDialFunc, on a libuv loop of the program's own.
 *
 *   cc dial_func.c $(pkg-config --cflags --libs libdial-ras libuv) */
#include <dial/ras.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

/* A RasDialFunc cannot tell connections apart and has no context: it is for programs with one. */
static uint32_t outcome = PENDING;

static void on_state(uint32_t message, RASCONNSTATE state, uint32_t error) {
  char text[512];
  (void)message;
  if (error != 0) {
    RasGetErrorString(error, text, sizeof text);
    printf("state %u: error %u: %s\n", (unsigned)state, (unsigned)error, text);
    outcome = error;
  } else {
    printf("state %u\n", (unsigned)state);
    if (state == RASCS_Connected) outcome = 0;
  }
  if (outcome != PENDING) uv_stop(uv_default_loop());
}

static void no_work(uv_timer_t* timer) {
  (void)timer;
}

int main(int argc, char** argv) {
  static RASDIALPARAMS parameters; /* zeroed: empty members take the profile's values */
  RASCONNSTATUS status;
  HRASCONN connection = NULL;
  uint32_t error;

  if (argc < 2) return 2;
  parameters.dwSize = sizeof parameters;
  strncpy(parameters.szEntryName, argv[1], sizeof parameters.szEntryName - 1);
  if (argc > 2) strncpy(parameters.szPhoneNumber, argv[2], sizeof parameters.szPhoneNumber - 1);

  RasXSetLoop(uv_default_loop());
  error = RasDial(NULL, NULL, &parameters, 0, (RASNOTIFIER)on_state, &connection);
  if (error == 0) uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  if (error == 0) error = outcome;
  if (connection != NULL) {
    RasHangUp(connection);
    /* The line is free when the handle means nothing any more. */
    uv_timer_t pause;
    uv_timer_init(uv_default_loop(), &pause);
    status.dwSize = sizeof status;
    while (RasGetConnectStatus(connection, &status) != ERROR_INVALID_HANDLE) {
      uv_timer_start(&pause, no_work, 20, 0);
      uv_run(uv_default_loop(), UV_RUN_ONCE);
    }
    uv_close((uv_handle_t*)&pause, NULL);
  }
  RasXEnd();
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  uv_loop_close(uv_default_loop());
  printf("ended: %u\n", (unsigned)error);
  return error == 0 ? 0 : 1;
}
