#include "net/dns_resolved.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>

namespace dial::net {
namespace {

constexpr char kService[] = "org.freedesktop.resolve1";
constexpr char kPath[] = "/org/freedesktop/resolve1";
constexpr char kManager[] = "org.freedesktop.resolve1.Manager";
constexpr std::uint64_t kAnswerLimit = 20'000'000;  // microseconds

constexpr Duration kRetry{5'000};  // a bus that takes nobody is not asked all the time

constexpr char kOwnerRule[] =
    "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
    "interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.freedesktop.resolve1'";

}  // namespace

struct Resolved::Call {
  Resolved* owner = nullptr;
  std::string entry;
  std::string method;
  sd_bus_slot* slot = nullptr;
  ~Call() { sd_bus_slot_unref(slot); }
};

Resolved::Resolved(uv_loop_t* loop, Log log, std::function<void()> changed)
    : loop_(loop), log_(std::move(log)), changed_(std::move(changed)) {}

Resolved::~Resolved() {
  lose();
}

void Resolved::lose() {
  calls_.clear();
  owner_match_ = sd_bus_slot_unref(owner_match_);
  owner_question_ = sd_bus_slot_unref(owner_question_);
  bus_.reset();
  presence_ = Presence::kUnknown;
}

void Resolved::fail() {
  presence_ = Presence::kAbsent;
  retry_at_ = uv::now_on(loop_) + kRetry;
}

// The match stands before the question, so that no change is missed.
void Resolved::look() {
  if (bus_ || uv::now_on(loop_) < retry_at_) return;
  auto bus = Bus::open(loop_, [this] {
    lose();
    fail();
    changed_();
  });
  if (!bus) return fail();
  bus_ = std::move(*bus);
  const auto on_changed = [](sd_bus_message* message, void* self, sd_bus_error*) {
    const char *name = nullptr, *before = nullptr, *now = nullptr;
    if (sd_bus_message_read(message, "sss", &name, &before, &now) >= 0)
      static_cast<Resolved*>(self)->handle_owner(*now != '\0');
    return 0;
  };
  sd_bus_add_match_async(bus_->get(), &owner_match_, kOwnerRule, on_changed, nullptr, this);
  const auto on_answer = [](sd_bus_message* message, void* self, sd_bus_error*) {
    int is_there = 0;
    sd_bus_message_read(message, "b", &is_there);
    static_cast<Resolved*>(self)->handle_owner(is_there != 0);
    return 0;
  };
  const int asked = sd_bus_call_method_async(bus_->get(), &owner_question_, "org.freedesktop.DBus",
                                             "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                             "NameHasOwner", on_answer, this, "s", kService);
  if (asked < 0) {
    lose();
    return fail();
  }
  bus_->flush();
}

void Resolved::handle_owner(bool is_there) {
  presence_ = is_there ? Presence::kThere : Presence::kAbsent;
  changed_();
}

sd_bus_message* Resolved::new_call(const char* method, unsigned link) {
  sd_bus_message* message = nullptr;
  if (!bus_ ||
      sd_bus_message_new_method_call(bus_->get(), &message, kService, kPath, kManager, method) < 0)
    return nullptr;
  sd_bus_message_append(message, "i", static_cast<int>(link));
  return message;
}

void Resolved::send(sd_bus_message* message, const std::string& entry) {
  if (message == nullptr) return;
  // It must not be started because a link has come or gone: whoever stopped it meant that.
  sd_bus_message_set_auto_start(message, 0);
  auto call = std::make_unique<Call>();
  call->owner = this;
  call->entry = entry;
  call->method = sd_bus_message_get_member(message);
  const auto on_answer = [](sd_bus_message* answer, void* data, sd_bus_error*) {
    auto* answered = static_cast<Call*>(data);
    answered->owner->handle_answer(*answered, answer);
    return 0;
  };
  const int sent =
      sd_bus_call_async(bus_->get(), &call->slot, message, on_answer, call.get(), kAnswerLimit);
  sd_bus_message_unref(message);
  if (sent < 0) return log_(entry, call->method + " could not be sent to systemd-resolved");
  calls_.insert(std::move(call));
  bus_->flush();
}

void Resolved::handle_answer(Call& call, sd_bus_message* answer) {
  const sd_bus_error* error = sd_bus_message_get_error(answer);
  // A link that has gone meanwhile has nothing to be reverted, and one of ours needs nothing.
  const bool matters = error != nullptr && call.method != "RevertLink";
  if (matters) {
    const std::string why = error->message != nullptr ? error->message : error->name;
    log_(call.entry, "systemd-resolved refuses " + call.method + ": " + why);
  }
  const auto done =
      std::ranges::find_if(calls_, [&](const auto& each) { return each.get() == &call; });
  if (done != calls_.end()) calls_.erase(done);
}

void Resolved::set_servers(const DnsEntry& entry) {
  sd_bus_message* message = new_call("SetLinkDNS", entry.index);
  if (message == nullptr) return;
  sd_bus_message_open_container(message, 'a', "(iay)");
  for (const Ipv4Address server : entry.servers) {
    const std::uint32_t octets = htonl(server.value);
    sd_bus_message_open_container(message, 'r', "iay");
    sd_bus_message_append(message, "i", AF_INET);
    sd_bus_message_append_array(message, 'y', &octets, sizeof octets);
    sd_bus_message_close_container(message);
  }
  sd_bus_message_close_container(message);
  send(message, entry.entry);
}

void Resolved::set_domains(const DnsEntry& entry) {
  sd_bus_message* message = new_call("SetLinkDomains", entry.index);
  if (message == nullptr) return;
  sd_bus_message_open_container(message, 'a', "(sb)");
  for (const std::string& domain : entry.search) {
    const bool is_routing = domain.starts_with('~');
    sd_bus_message_append(message, "(sb)", domain.c_str() + (is_routing ? 1 : 0),
                          static_cast<int>(is_routing));
  }
  sd_bus_message_close_container(message);
  send(message, entry.entry);
}

void Resolved::set_default(const DnsEntry& entry) {
  sd_bus_message* message = new_call("SetLinkDefaultRoute", entry.index);
  if (message == nullptr) return;
  sd_bus_message_append(message, "b", static_cast<int>(entry.is_default));
  send(message, entry.entry);
}

void Resolved::set(const DnsEntry& entry) {
  set_servers(entry);
  set_domains(entry);
  set_default(entry);
}

void Resolved::remove(const DnsEntry& entry, Done done) {
  send(new_call("RevertLink", entry.index), entry.entry);
  done(true);
}

}  // namespace dial::net
