#include "uv/line_settings.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "uv/custom_speed.hpp"

namespace dial::uv {
namespace {

constexpr int kTerminalDiscipline = 0;  // N_TTY

constexpr std::pair<std::uint32_t, speed_t> kSpeeds[] = {
    {50, B50},           {75, B75},           {110, B110},         {134, B134},
    {150, B150},         {200, B200},         {300, B300},         {600, B600},
    {1200, B1200},       {1800, B1800},       {2400, B2400},       {4800, B4800},
    {9600, B9600},       {19200, B19200},     {38400, B38400},     {57600, B57600},
    {115200, B115200},   {230400, B230400},   {460800, B460800},   {500000, B500000},
    {576000, B576000},   {921600, B921600},   {1000000, B1000000}, {1152000, B1152000},
    {1500000, B1500000}, {2000000, B2000000}, {2500000, B2500000}, {3000000, B3000000},
    {3500000, B3500000}, {4000000, B4000000},
};

std::optional<speed_t> constant_of(std::uint32_t speed) {
  for (const auto& [value, constant] : kSpeeds) {
    if (value == speed) return constant;
  }
  return std::nullopt;
}

Error failure(ErrorCode code, const profile::Line& line, const std::string& what, int os_error) {
  std::string context = "setting " + line.device + ": " + what;
  if (os_error != 0) context += ": " + std::string(strerror(os_error));
  return {.code = code, .layer = Layer::kPort, .context = context, .os_error = os_error};
}

tcflag_t character_size(std::uint8_t data_bits) {
  switch (data_bits) {
    case 5:
      return CS5;
    case 6:
      return CS6;
    case 7:
      return CS7;
    default:
      return CS8;
  }
}

tcflag_t parity_flags(profile::Parity parity) {
  switch (parity) {
    case profile::Parity::kNone:
      return 0;
    case profile::Parity::kEven:
      return PARENB;
    case profile::Parity::kOdd:
      return PARENB | PARODD;
  }
  return 0;
}

constexpr tcflag_t kFormat = CSIZE | CSTOPB | PARENB | PARODD;

termios raw_settings(termios settings, const profile::Line& line) {
  cfmakeraw(&settings);
  // A break is no character, and an octet with a wrong parity or stop bit is none either.
  settings.c_iflag = IGNBRK | IGNPAR;
  if (line.parity != profile::Parity::kNone) settings.c_iflag |= INPCK;
  // CLOCAL: a modem on hook has no DCD. HUPCL: if this process dies, the kernel drops DTR.
  settings.c_cflag &= ~(kFormat | CRTSCTS);
  settings.c_cflag |= CREAD | CLOCAL | HUPCL;
  settings.c_cflag |= character_size(line.data_bits) | parity_flags(line.parity);
  if (line.stop_bits == 2) settings.c_cflag |= CSTOPB;
  if (line.flow_control == profile::FlowControl::kHardware) settings.c_cflag |= CRTSCTS;
  // IXANY stays off: an octet of a frame is no leave to go on.
  if (line.flow_control == profile::FlowControl::kSoftware) settings.c_iflag |= IXON | IXOFF;
  // With VMIN 0 read() gives 0 for "nothing yet", which is how a hang-up looks (termios(3)).
  settings.c_cc[VSTART] = 0x11;  // DC1, DC3: somebody may have given them other octets
  settings.c_cc[VSTOP] = 0x13;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  return settings;
}

// A driver rounds to what its clock can make; a UART still reads at 2.5 per cent off.
bool is_near(std::uint32_t actual, std::uint32_t wanted) {
  const std::uint64_t difference = actual > wanted ? actual - wanted : wanted - actual;
  return difference * 40 <= wanted;
}

Result<> set_speed(int descriptor, const profile::Line& line) {
  const auto speed = std::to_string(line.speed) + " bit/s";
  if (!constant_of(line.speed) && set_custom_speed(descriptor, line.speed) != 0) {
    return std::unexpected(failure(ErrorCode::kUnsupportedBps, line, speed, errno));
  }
  const auto actual = actual_speed(descriptor);
  if (actual != 0 && !is_near(actual, line.speed)) {
    const auto what = speed + ": the driver makes it " + std::to_string(actual);
    return std::unexpected(failure(ErrorCode::kUnsupportedBps, line, what, 0));
  }
  return {};
}

Result<> set_line(int descriptor, const termios& wanted, const profile::Line& line) {
  if (tcsetattr(descriptor, TCSANOW, &wanted) != 0) {
    return std::unexpected(failure(ErrorCode::kCannotSetPortInfo, line, "tcsetattr", errno));
  }
  if (auto speed = set_speed(descriptor, line); !speed) return speed;
  return {};
}

// tcsetattr() succeeds if any of the changes could be made (POSIX), so a device with a real
// line is asked. A pty keeps CS8 without parity and carries the octets as they are.
Result<> check_format(int descriptor, const termios& wanted, const profile::Line& line) {
  termios actual{};
  if (tcgetattr(descriptor, &actual) == 0 &&
      (actual.c_cflag & kFormat) == (wanted.c_cflag & kFormat)) {
    return {};
  }
  return std::unexpected(failure(ErrorCode::kCannotSetPortInfo, line,
                                 "the device cannot do these data, parity and stop bits", 0));
}

}  // namespace

Result<LineSettings> LineSettings::apply(int descriptor, const profile::Line& line) {
  LineSettings settings(descriptor);
  // A program that crashed may have left the line to a network discipline, whose reads and
  // settings are not a terminal's.
  if (ioctl(descriptor, TIOCGETD, &settings.original_discipline_) == 0 &&
      settings.original_discipline_ != kTerminalDiscipline) {
    ioctl(descriptor, TIOCSETD, &kTerminalDiscipline);
  }
  if (tcgetattr(descriptor, &settings.original_) != 0) {
    return std::unexpected(failure(ErrorCode::kCannotSetPortInfo, line, "tcgetattr", errno));
  }
  int lines = 0;
  settings.has_modem_lines_ = ioctl(descriptor, TIOCMGET, &lines) == 0;

  termios wanted = raw_settings(settings.original_, line);
  const auto constant = constant_of(line.speed).value_or(B9600);
  cfsetispeed(&wanted, constant);
  cfsetospeed(&wanted, constant);
  auto done = set_line(descriptor, wanted, line);
  if (done && settings.has_modem_lines_) done = check_format(descriptor, wanted, line);
  if (!done) {
    settings.restore();
    return std::unexpected(std::move(done.error()));
  }
  if (settings.has_modem_lines_) {
    const int ready = TIOCM_DTR | TIOCM_RTS;
    ioctl(descriptor, TIOCMBIS, &ready);
  }
  tcflush(descriptor, TCIFLUSH);  // what came before belongs to nobody
  return settings;
}

Result<LineSettings> LineSettings::resume(int descriptor, const profile::Line& line) {
  LineSettings settings(descriptor);
  if (tcgetattr(descriptor, &settings.original_) != 0) {
    return std::unexpected(failure(ErrorCode::kCannotSetPortInfo, line, "tcgetattr", errno));
  }
  int lines = 0;
  settings.has_modem_lines_ = ioctl(descriptor, TIOCMGET, &lines) == 0;
  return settings;
}

bool LineSettings::has_carrier() const {
  int lines = 0;
  return ioctl(descriptor_, TIOCMGET, &lines) == 0 && (lines & TIOCM_CAR) != 0;
}

void LineSettings::follow_carrier(bool follows) {
  termios settings{};
  if (tcgetattr(descriptor_, &settings) != 0) return;
  if (follows) {
    settings.c_cflag &= ~static_cast<tcflag_t>(CLOCAL);
  } else {
    settings.c_cflag |= CLOCAL;
  }
  tcsetattr(descriptor_, TCSANOW, &settings);
}

void LineSettings::drop_dtr() {
  tcflush(descriptor_, TCOFLUSH);
  termios settings{};
  if (tcgetattr(descriptor_, &settings) == 0) {
    // The modem answers with DCD low. Without CLOCAL the kernel would then hang up the descriptor,
    // and nothing could be set on it any more.
    settings.c_cflag |= CLOCAL;
    cfsetispeed(&settings, B0);  // POSIX: B0 hangs up the line
    cfsetospeed(&settings, B0);
    tcsetattr(descriptor_, TCSANOW, &settings);
  }
  const int dtr = TIOCM_DTR;
  ioctl(descriptor_, TIOCMBIC, &dtr);
}

void LineSettings::restore() {
  tcflush(descriptor_, TCIOFLUSH);
  int discipline = kTerminalDiscipline;
  if (ioctl(descriptor_, TIOCGETD, &discipline) == 0 && discipline != kTerminalDiscipline) {
    ioctl(descriptor_, TIOCSETD, &kTerminalDiscipline);
  }
  tcsetattr(descriptor_, TCSANOW, &original_);
}

}  // namespace dial::uv
