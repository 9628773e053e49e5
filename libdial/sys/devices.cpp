#include "sys/devices.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/bytes.hpp"

namespace dial::sys {
namespace {

namespace fs = std::filesystem;

// Linux, drivers/usb/serial: these drive modems, whatever the modem calls itself.
constexpr std::array<std::string_view, 5> kModemDrivers{"cdc_acm", "option1", "option", "sierra",
                                                        "qcserial"};
constexpr int kLevels = 4;  // from a port up to the USB device it belongs to

std::string first_line(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  line.resize(std::min<std::size_t>(line.size(), 128));
  return line;
}

// Where a link leads; empty if nowhere.
fs::path target_of(const fs::path& link) {
  std::error_code failed;
  fs::path target = fs::canonical(link, failed);
  return failed ? fs::path() : target;
}

// /sys/class/tty shows ports without hardware too: they have no driver, or the type "unknown"
// (0, PORT_UNKNOWN of linux/serial_core.h).
bool is_real(const fs::path& port) {
  std::error_code ignored;
  return fs::exists(port / "device" / "driver", ignored) && first_line(port / "type") != "0";
}

std::string type_of(const std::string& name, const fs::path& port) {
  const std::string driver = target_of(port / "device" / "driver").filename().string();
  const bool is_modem =
      name.starts_with("ttyACM") || std::ranges::find(kModemDrivers, driver) != kModemDrivers.end();
  return is_modem ? "modem" : "serial";
}

// A device may say anything of itself; it is shown to people.
std::string description_of(const fs::path& port) {
  fs::path folder = target_of(port / "device");
  for (int level = 0; level < kLevels && folder.has_relative_path(); ++level) {
    const std::string product = first_line(folder / "product");
    const std::string maker = first_line(folder / "manufacturer");
    if (!product.empty() || !maker.empty()) {
      const bool is_both = !product.empty() && !maker.empty();
      return printable(octets_of(maker + (is_both ? " " : "") + product));
    }
    folder = folder.parent_path();
  }
  return {};
}

// The links udev made, by what they lead to.
std::map<fs::path, std::string> stable_paths(const std::string& dev) {
  std::map<fs::path, std::string> links;
  std::error_code none;
  for (const auto& link : fs::directory_iterator(dev + "/serial/by-id", none))
    links.emplace(target_of(link.path()), link.path().string());
  return links;
}

}  // namespace

std::vector<Device> list_devices(const DeviceFolders& folders) {
  std::vector<Device> devices;
  const auto stable = stable_paths(folders.dev);
  std::error_code none;
  for (const auto& port : fs::directory_iterator(folders.sys + "/class/tty", none)) {
    if (!is_real(port.path())) continue;
    const std::string name = port.path().filename().string();
    const std::string path = folders.dev + "/" + name;
    const auto link = stable.find(target_of(path));
    devices.push_back({.name = name,
                       .type = type_of(name, port.path()),
                       .path = path,
                       .stable_path = link == stable.end() ? "" : link->second,
                       .description = description_of(port.path()),
                       .used_by = {}});
  }
  std::ranges::sort(devices, {}, &Device::name);
  return devices;
}

}  // namespace dial::sys
