#pragma once

#include <cstdint>

namespace dial::uv {

// Speeds that have no Bxxx constant (termios2 with BOTHER, ioctl_tty(2)). In a file of its own:
// the kernel's <asm/termbits.h> and <termios.h> define the same names. 0, or -1 with errno.
int set_custom_speed(int descriptor, std::uint32_t speed);

// What the driver made of it; 0 if it does not say.
std::uint32_t actual_speed(int descriptor);

}  // namespace dial::uv
