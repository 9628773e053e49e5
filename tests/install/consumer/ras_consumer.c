/* The C interface as its installed header offers it: where no daemon is, a dial says so. */
#include <dial/ras.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  static RASXTARGET target;
  static RASDIALPARAMS parameters;
  HRASCONN connection = NULL;
  char text[512];
  uint32_t error;

  target.dwSize = sizeof target;
  strcpy(target.szSocket, "/nonexistent/diald.sock");
  if (RasXSetTarget(&target) != 0) return 1;
  parameters.dwSize = sizeof parameters;
  strcpy(parameters.szEntryName, "demo");
  error = RasDial(NULL, NULL, &parameters, 0, NULL, &connection);
  if (RasGetErrorString(error, text, sizeof text) != 0) return 1;
  printf("error %u: %s\n", (unsigned)error, text);
  return error == ERROR_RASMAN_CANNOT_INITIALIZE && connection == NULL ? 0 : 1;
}
