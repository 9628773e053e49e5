// A connection that outlives its process: what it leaves in the descriptor store, and how a later
// one takes it over.
#include "manager/connection.hpp"
#include "sys/tun.hpp"

namespace dial::manager {

void Connection::keep_in(DescriptorStore& store, Octets state) {
  if (!port_ || !path_ || path_->descriptor() < 0 || session_.is_closing()) return;
  if (!kept_ && !state.empty())
    kept_ = KeptLine::make(store, "connection-" + std::to_string(settings_.id.value));
  if (!kept_) return;
  kept_->write(state);
  is_kept_ = !state.empty();
  // New addresses are a new interface.
  if (kept_->interface() != path_->index())
    kept_->keep(port_->descriptor(), path_->descriptor(), path_->index());
}

void Connection::fill(HandOver& hand_over) const {
  hand_over.id = settings_.id;
  hand_over.device = device();
  hand_over.number = number_;
  hand_over.started = started_;
  hand_over.connected = connected_at_.value_or(started_);
  if (settings_.demand) hand_over.standing_by = settings_.demand->standing_by();
}

void Connection::take_over(const HandOver& from, StoredLine stored, DescriptorStore& store) {
  holds_ = false;
  number_ = from.number;
  started_ = from.started;
  connected_at_ = from.connected;
  session_.resume_established(from.established, now());
  established_told_ = session_.established_changes();
  kept_ = std::make_unique<KeptLine>(store, stored.name, std::move(stored.state));
  kept_->write({});  // should this process not live through it, the next one tries no more
  locks_note_ = settings_.network->begin(
      {.kind = "lock", .values = {{"directory", {settings_.lock_directory}}}});
  auto port = sys::Port::take_over(device(), std::move(stored.line), settings_.lock_directory);
  const auto attached = port ? resume_serial(std::move(*port)) : std::unexpected(port.error());
  // Also where the line is lost: what is on the machine ends as it does with any call.
  make_path();
  is_taking_over_ = true;
  if (!attached) on_serial_lost(attached.error());
  take_over_network(std::move(stored.tun));
}

Result<> Connection::resume_serial(sys::Port port) {
  auto serial = uv::SerialPort::resume(loop_, port.descriptor(), settings_.profile.line, *this);
  port_ = std::move(port);
  if (!serial) return std::unexpected(serial.error());
  serial_ = std::move(*serial);
  return {};
}

// As configure_network(): its name space may have to be opened first.
void Connection::take_over_network(sys::Fd descriptor) {
  taking_over_ = sys::tun_interface(descriptor.get());
  const auto tun = std::make_shared<sys::Fd>(std::move(descriptor));
  // Until the link has it itself.
  const auto name = settings_.network->hold_name(taking_over_, settings_.profile.name);
  const auto ready = [this, tun, name, projection = *session_.projection(),
                      alive = std::weak_ptr(alive_)](const Result<>& prepared) {
    if (alive.expired() || !path_) return;
    taking_over_.clear();
    is_taking_over_ = false;
    const auto taken = prepared ? path_->take_over(std::move(*tun), projection) : prepared;
    if (path_is_open_) return close_path();  // which has waited for this
    if (session_.is_closing()) return;
    if (!taken) session_.handle_network_lost(taken.error(), now());
    kept_->is_there(path_->index());
    pump();
    if (!session_.is_closing()) owner_.on_established_changed(*this);
  };
  settings_.network->prepare(settings_.profile.ip.name_space, ready);
}

}  // namespace dial::manager
