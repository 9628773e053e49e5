#include "uv/custom_speed.hpp"

#include <asm/termbits.h>
#include <sys/ioctl.h>

namespace dial::uv {

int set_custom_speed(int descriptor, std::uint32_t speed) {
  termios2 settings{};
  if (ioctl(descriptor, TCGETS2, &settings) != 0) return -1;
  settings.c_cflag &= ~static_cast<tcflag_t>(CBAUD | CIBAUD);
  settings.c_cflag |= BOTHER | (BOTHER << IBSHIFT);
  settings.c_ispeed = speed;
  settings.c_ospeed = speed;
  return ioctl(descriptor, TCSETS2, &settings);
}

std::uint32_t actual_speed(int descriptor) {
  termios2 settings{};
  return ioctl(descriptor, TCGETS2, &settings) == 0 ? settings.c_ospeed : 0;
}

}  // namespace dial::uv
