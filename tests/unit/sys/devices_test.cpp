#include "sys/devices.hpp"

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

using namespace dial;
using namespace dial::sys;

namespace {

namespace fs = std::filesystem;

// A copy of what /sys and /dev look like, as far as it matters.
class Machine {
 public:
  Machine() {
    fs::create_directories(root_ / "sys/class/tty");
    fs::create_directories(root_ / "dev/serial/by-id");
  }

  // A port; `device` is its folder below sys/devices.
  void add(const std::string& name, const std::string& device, const std::string& driver) const {
    const std::string port = "sys/devices/" + device + "/tty/" + name;
    fs::create_directories(root_ / port);
    fs::create_directories(root_ / ("sys/bus/drivers/" + driver));
    fs::create_symlink(root_ / ("sys/devices/" + device), root_ / (port + "/device"));
    const std::string link = root_ / ("sys/devices/" + device + "/driver");
    if (!fs::exists(link)) fs::create_symlink(root_ / ("sys/bus/drivers/" + driver), link);
    fs::create_symlink(root_ / port, root_ / ("sys/class/tty/" + name));
    root_.write("dev/" + name, "");
  }
  void write(const std::string& file, const std::string& text) const { root_.write(file, text); }
  void link(const std::string& id, const std::string& name) const {
    fs::create_symlink("../../" + name, root_ / ("dev/serial/by-id/" + id));
  }
  std::vector<Device> devices() const {
    return list_devices({.sys = root_ / "sys", .dev = root_ / "dev"});
  }
  std::string dev(const std::string& name) const { return root_ / ("dev/" + name); }
  const test::TemporaryFolder& root() const { return root_; }

 private:
  test::TemporaryFolder root_;
};

}  // namespace

TEST_SUITE("sys::list_devices") {
  TEST_CASE("a USB adapter is told with its stable path and what it says of itself") {
    const Machine machine;
    machine.add("ttyUSB0", "usb1/1-2/1-2:1.0/ttyUSB0", "ftdi_sio");
    machine.write("sys/devices/usb1/1-2/product", "FT232R USB UART\n");
    machine.write("sys/devices/usb1/1-2/manufacturer", "FTDI\n");
    machine.link("usb-FTDI_FT232R-if00-port0", "ttyUSB0");
    CHECK(machine.devices() == std::vector<Device>{{.name = "ttyUSB0",
                                                    .type = "serial",
                                                    .path = machine.dev("ttyUSB0"),
                                                    .stable_path = machine.dev(
                                                        "serial/by-id/usb-FTDI_FT232R-if00-port0"),
                                                    .description = "FTDI FT232R USB UART",
                                                    .used_by = {}}});
  }

  TEST_CASE("modems are told from ports by what drives them") {
    const Machine machine;
    machine.add("ttyACM0", "usb1/1-1/1-1:1.0", "cdc_acm");
    machine.add("ttyUSB1", "usb1/1-3/1-3:1.2/ttyUSB1", "option1");
    machine.add("ttyS0", "pnp0/00:01", "serial");
    machine.write("sys/class/tty/ttyS0/type", "4\n");
    const auto devices = machine.devices();
    REQUIRE(devices.size() == 3);
    CHECK(devices[0].name == "ttyACM0");
    CHECK(devices[0].type == "modem");
    CHECK(devices[1].name == "ttyS0");
    CHECK(devices[1].type == "serial");
    CHECK(devices[1].description.empty());
    CHECK(devices[1].stable_path.empty());
    CHECK(devices[2].type == "modem");
  }

  TEST_CASE("consoles, pseudo-terminals and ports without hardware are none") {
    const Machine machine;
    fs::create_directories(machine.root() / "sys/devices/virtual/tty/tty0");
    fs::create_symlink(machine.root() / "sys/devices/virtual/tty/tty0",
                       machine.root() / "sys/class/tty/tty0");
    machine.add("ttyS3", "platform/serial8250", "serial8250");
    machine.write("sys/class/tty/ttyS3/type", "0\n");
    CHECK(machine.devices().empty());
  }

  TEST_CASE("what a device says of itself cannot command a terminal") {
    const Machine machine;
    machine.add("ttyACM0", "usb1/1-1/1-1:1.0", "cdc_acm");
    machine.write("sys/devices/usb1/1-1/product", "\x1b[2J\n");
    CHECK(machine.devices()[0].description.find('\x1b') == std::string::npos);
  }

  TEST_CASE("a machine without such folders has no devices") {
    CHECK(list_devices({.sys = "/nonexistent", .dev = "/nonexistent"}).empty());
  }
}
