#pragma once

#include <cstdint>

#include "profile/import/peer_options.hpp"

namespace dial::profile {

// Reads one file of pppd's options. Each take_… has the operand of the option it is for.
class OptionFile {
 public:
  OptionFile(std::string file, const ReadFile& read_file, Draft& draft, PeerOptions& options,
             int depth)
      : file_(std::move(file)),
        read_file_(read_file),
        draft_(draft),
        options_(options),
        depth_(depth) {}

  void read(std::string_view text);

  void take_call(std::string_view value, const Origin& origin) {
    if (value.starts_with('/') || value.find("..") != value.npos)
      return draft_.refuse(origin, "has a name that leads out of /etc/ppp/peers");
    read_other("/etc/ppp/peers/" + std::string(value), origin);
  }
  void take_file(std::string_view value, const Origin& origin) {
    read_other(std::string(value), origin);
  }
  void take_accm(std::string_view value, const Origin& origin) {
    if (value.starts_with("0x") || value.starts_with("0X")) value.remove_prefix(2);
    draft_.set_count(ppp().accm, value, 0, 0xffff'ffff, origin, 16);
  }
  void take_no_accm(std::string_view, const Origin&) { ppp().accm = 0xffff'ffff; }
  void take_mru(std::string_view value, const Origin& origin) {
    draft_.set_count(ppp().mru, value, 128, 1500, origin);
  }
  void take_echo_interval(std::string_view value, const Origin& origin) {
    draft_.set_seconds(ppp().echo_interval, value, Duration(0), std::chrono::hours(24), origin);
  }
  void take_echo_failure(std::string_view value, const Origin& origin) {
    draft_.set_count(ppp().echo_failures, value, 1, 255, origin);
    options_.counts_echoes = true;
  }
  void take_restart(std::string_view value, const Origin& origin) {
    Duration restart{0};
    draft_.set_seconds(restart, value, std::chrono::seconds(1), std::chrono::minutes(1), origin);
    if (restart.count() != 0) ppp().restart = restart;
  }
  void take_plain_protocol(std::string_view, const Origin&) { ppp().compress_protocol = false; }
  void take_plain_address(std::string_view, const Origin&) { ppp().compress_address = false; }
  void take_refuse_pap(std::string_view, const Origin&) { options_.refuses_pap = true; }
  void take_refuse_chap(std::string_view, const Origin&) { options_.refuses_chap = true; }

  void take_hardware_flow(std::string_view, const Origin&) { set_flow(FlowControl::kHardware); }
  void take_software_flow(std::string_view, const Origin&) { set_flow(FlowControl::kSoftware); }
  void take_no_flow(std::string_view, const Origin&) { set_flow(FlowControl::kNone); }

  void take_auth(std::string_view, const Origin& origin) { options_.auth = origin; }
  void take_no_auth(std::string_view, const Origin&) { options_.auth.reset(); }
  void take_user(std::string_view value, const Origin& origin) { draft_.set_user(value, origin); }
  void take_password(std::string_view value, const Origin& origin) {
    draft_.set_password(value, origin);
  }
  void take_name(std::string_view value, const Origin&) { options_.name = value; }
  void take_remote_name(std::string_view value, const Origin&) { options_.remote_name = value; }

  void take_default_route(std::string_view, const Origin&) { ip().default_route = true; }
  void take_no_default_route(std::string_view, const Origin&) { ip().default_route = false; }
  void take_replaced_route(std::string_view, const Origin& origin) {
    ip().default_route = true;
    draft_.changed(origin, "became a default route beside the others, which it does not take away");
  }
  void take_metric(std::string_view value, const Origin& origin) {
    draft_.set_count(ip().metric, value, 0, 0xffff'ffff, origin);
  }
  void take_name_servers(std::string_view, const Origin&) { ip().name_servers = true; }
  void take_mtu(std::string_view value, const Origin& origin) {
    std::uint16_t mtu = 0;
    draft_.set_count(mtu, value, 68, 1500, origin);
    if (mtu != 0) ppp().mtu = mtu;
  }
  void take_parameter(std::string_view value, const Origin& origin) {
    draft_.set_text(draft_.profile().hooks.parameter, value, origin);
  }
  void take_interface(std::string_view value, const Origin& origin) {
    draft_.set_interface(value, origin);
  }
  void take_unit(std::string_view value, const Origin& origin) {
    if (!parse_unsigned(value)) return draft_.left_out(origin, "is no whole number");
    draft_.set_interface("ppp" + std::string(value), origin);
  }

  void take_demand(std::string_view, const Origin& origin) { options_.demand = origin; }
  void take_idle(std::string_view value, const Origin& origin) {
    Duration idle{0};
    draft_.set_seconds(idle, value, Duration(0), std::chrono::hours(1000), origin);
    if (idle.count() == 0) return draft_.profile().limits.idle.reset();  // pppd: no limit
    draft_.profile().limits.idle = idle;
    draft_.changed(origin,
                   "became [limits] idle: pings, multicasts and TCP without data do not count "
                   "unless `idle_ignores` is []");
  }

  void take_connect(std::string_view value, const Origin& origin) {
    options_.connect = command(value, origin);
  }
  void take_init(std::string_view value, const Origin& origin) {
    options_.init = command(value, origin);
  }
  void take_disconnect(std::string_view value, const Origin& origin) {
    options_.disconnect = command(value, origin);
  }

 private:
  PppSettings& ppp() { return draft_.profile().ppp; }
  Ip& ip() { return draft_.profile().ip; }
  void set_flow(FlowControl flow) { draft_.profile().line.flow_control = flow; }
  static PeerOptions::Command command(std::string_view value, const Origin& origin) {
    return {Secret(std::string(value)), origin};
  }

  void read_other(const std::string& path, const Origin& origin);
  void read_bare_word(std::string_view word, const Origin& origin);

  std::string file_;
  const ReadFile& read_file_;
  Draft& draft_;
  PeerOptions& options_;
  int depth_;
};

using Take = void (OptionFile::*)(std::string_view value, const Origin& origin);
enum class Fate : std::uint8_t { kTaken, kPassedOver, kLeftOut, kRefused };

// An option of pppd, and what becomes of it.
struct Option {
  std::string_view name;
  int operands = 0;
  Fate fate = Fate::kPassedOver;
  Take take = nullptr;
  std::string_view why;
};
const Option* find_option(std::string_view name);  // null: pppd has none

}  // namespace dial::profile
