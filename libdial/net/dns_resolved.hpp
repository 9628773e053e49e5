#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "net/bus.hpp"
#include "net/dns_backend.hpp"

namespace dial::net {

// systemd-resolved, by D-Bus (org.freedesktop.resolve1(5)): servers and domains of a link, which
// are gone with it. Calls are answered later; a refusal is logged.
class Resolved final : public DnsBackend {
 public:
  using Log = std::function<void(const std::string& entry, const std::string& text)>;
  enum class Presence : std::uint8_t { kUnknown, kThere, kAbsent };

  // `changed`, on the loop: it is known now whether it runs, or it has come (again) or gone.
  Resolved(uv_loop_t* loop, Log log, std::function<void()> changed);
  ~Resolved() override;

  void look();  // finds out whether it runs, if that is not known
  Presence presence() const { return presence_; }

  std::string_view name() const override { return "systemd-resolved"; }
  void set(const DnsEntry& entry) override;
  void remove(const DnsEntry& entry, Done done) override;
  bool goes_with_link() const override { return true; }

 private:
  struct Call;
  void set_servers(const DnsEntry& entry);
  void set_domains(const DnsEntry& entry);
  void set_default(const DnsEntry& entry);
  sd_bus_message* new_call(const char* method, unsigned link);
  void send(sd_bus_message* message, const std::string& entry);
  void handle_answer(Call& call, sd_bus_message* answer);
  void handle_owner(bool is_there);
  void lose();
  void fail();

  uv_loop_t* loop_;
  Log log_;
  std::function<void()> changed_;
  std::unique_ptr<Bus> bus_;
  sd_bus_slot* owner_match_ = nullptr;
  sd_bus_slot* owner_question_ = nullptr;
  std::set<std::unique_ptr<Call>> calls_;  // unanswered
  Presence presence_ = Presence::kUnknown;
  TimePoint retry_at_{};
};

}  // namespace dial::net
