#include "support/resolver_stub.hpp"

#include <arpa/inet.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace dial::test {
namespace {

std::string read_servers(sd_bus_message* message) {
  std::string text;
  sd_bus_message_enter_container(message, 'a', "(iay)");
  while (sd_bus_message_enter_container(message, 'r', "iay") > 0) {
    int family = 0;
    const void* octets = nullptr;
    std::size_t size = 0;
    sd_bus_message_read(message, "i", &family);
    sd_bus_message_read_array(message, 'y', &octets, &size);
    sd_bus_message_exit_container(message);
    char shown[INET6_ADDRSTRLEN] = "?";
    if (family == AF_INET && size == 4) inet_ntop(AF_INET, octets, shown, sizeof shown);
    text += std::string(" ") + shown;
  }
  return text;
}

std::string read_domains(sd_bus_message* message) {
  std::string text;
  const char* domain = nullptr;
  int is_routing = 0;
  sd_bus_message_enter_container(message, 'a', "(sb)");
  while (sd_bus_message_read(message, "(sb)", &domain, &is_routing) > 0)
    text += std::string(is_routing != 0 ? " ~" : " ") + domain;
  return text;
}

std::string read_flag(sd_bus_message* message) {
  int flag = 0;
  sd_bus_message_read(message, "b", &flag);
  return flag != 0 ? " yes" : " no";
}

}  // namespace

const sd_bus_vtable ResolverStub::kMethods[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("SetLinkDNS", "ia(iay)", "", handle_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("SetLinkDomains", "ia(sb)", "", handle_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("SetLinkDefaultRoute", "ib", "", handle_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("RevertLink", "i", "", handle_call, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END};

ResolverStub::ResolverStub(uv_loop_t* loop, Heard heard, bool refuses)
    : heard_(std::move(heard)), refuses_(refuses) {
  auto bus = net::Bus::open(loop, [] {});
  if (!bus) return;
  bus_ = std::move(*bus);
  is_there_ = sd_bus_add_object_vtable(bus_->get(), nullptr, "/org/freedesktop/resolve1",
                                       "org.freedesktop.resolve1.Manager", kMethods, this) >= 0 &&
              sd_bus_request_name(bus_->get(), "org.freedesktop.resolve1", 0) >= 0;
  bus_->flush();
}

ResolverStub::~ResolverStub() = default;

int ResolverStub::handle_call(sd_bus_message* message, void* self, sd_bus_error* error) {
  auto* stub = static_cast<ResolverStub*>(self);
  const std::string method = sd_bus_message_get_member(message);
  int link = 0;
  sd_bus_message_read(message, "i", &link);
  std::string call = method + " " + std::to_string(link);
  if (method == "SetLinkDNS") call += read_servers(message);
  if (method == "SetLinkDomains") call += read_domains(message);
  if (method == "SetLinkDefaultRoute") call += read_flag(message);
  stub->heard_(call);
  if (stub->refuses_)
    return sd_bus_error_set(error, "org.freedesktop.resolve1.LinkBusy", "the link is managed");
  return sd_bus_reply_method_return(message, "");
}

PrivateBus::PrivateBus() : folder_(std::filesystem::temp_directory_path() / "dial-bus-XXXXXX") {
  if (::mkdtemp(folder_.data()) == nullptr) return;
  const std::string address = "unix:path=" + folder_ + "/socket";
  std::ofstream(folder_ + "/config")
      << "<busconfig><listen>" << address
      << "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/>"
         "<allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/>"
         "</policy></busconfig>\n";
  int ready[2];
  if (::pipe(ready) != 0) return;
  const std::string print = "--print-address=" + std::to_string(ready[1]);
  const std::string config = "--config-file=" + folder_ + "/config";
  char* const arguments[] = {const_cast<char*>("dbus-daemon"), const_cast<char*>("--nofork"),
                             const_cast<char*>("--nopidfile"), const_cast<char*>(config.c_str()),
                             const_cast<char*>(print.c_str()), nullptr};
  const int refused =
      ::posix_spawnp(&process_, "dbus-daemon", nullptr, nullptr, arguments, environ);
  ::close(ready[1]);
  char first = 0;
  // It says its address when it listens, or ends.
  if (refused != 0 || ::read(ready[0], &first, 1) != 1) process_ = 0;
  ::close(ready[0]);
  ::setenv("DBUS_SYSTEM_BUS_ADDRESS", address.c_str(), 1);
}

PrivateBus::~PrivateBus() {
  ::unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace dial::test
