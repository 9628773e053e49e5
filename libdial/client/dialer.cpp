#include "dial/dialer.hpp"

#include "client/backend.hpp"
#include "client/dispatcher.hpp"
#include "client/statistics_baselines.hpp"
#include "manager/phone_book.hpp"
#include "rpc/socket_path.hpp"

namespace dial {
namespace {

std::string secrets_of(const DialerOptions& options) {
  return options.secrets.empty() ? manager::default_secrets(options.profiles) : options.secrets;
}

Error misused(std::string context) {
  return {ErrorCode::kInvalidParameter, Layer::kManager, std::move(context), "", 0};
}

// Of the notification handlers that run on this thread. RAS forbids to dial inside one, whichever
// connection it belongs to.
thread_local unsigned handlers_running = 0;

// The handler, with the mark that dial() looks for.
NotificationHandler marked(NotificationHandler handler) {
  return [handler = std::move(handler)](const Notification& notification) {
    ++handlers_running;
    const Verdict verdict = handler(notification);
    --handlers_running;
    return verdict;
  };
}

}  // namespace

ProfileInfo check_profile(const std::string& file) {
  return manager::PhoneBook::check(file);
}

class Dialer::Impl {
 public:
  Impl(uv_loop_s* loop, std::unique_ptr<client::Backend> backend)
      : loop_(loop), backend_(std::move(backend)) {}

  void keep(std::shared_ptr<uv::OutsideLoop> turned) { turned_ = std::move(turned); }

  client::Backend& backend() {
    // Nobody turns that loop while there is nothing to do: its time stands still.
    if (turned_) uv_update_time(loop_);
    return *backend_;
  }

  client::StatisticsBaselines& baselines() { return baselines_; }

  // Why an asynchronous member cannot be used now, or no error.
  Result<> check_loop() const {
    if (loop_ == nullptr) return std::unexpected(misused("this Dialer has no loop"));
    return {};
  }
  Result<> check_dial(const DialParameters& parameters) const {
    if (handlers_running != 0)
      return std::unexpected(misused("dial inside a notification handler"));
    if (parameters.entry.empty()) return std::unexpected(misused("no entry named"));
    return {};
  }

 private:
  uv_loop_s* loop_;
  std::shared_ptr<uv::OutsideLoop> turned_;  // outlives the backend
  std::unique_ptr<client::Backend> backend_;
  client::StatisticsBaselines baselines_;
};

Result<Dialer> Dialer::create(uv_loop_s* loop, const DialerOptions& options) {
  auto backend = options.direct
                     ? client::make_local_backend(loop, options.profiles, secrets_of(options),
                                                  options.lock_directory, options.interpreter)
                     : client::make_remote_backend(loop, rpc::socket_path(options.socket));
  if (!backend) return std::unexpected(backend.error());
  return Dialer(std::make_unique<Impl>(loop, std::move(*backend)));
}

Result<Dialer> Dialer::create(Dispatcher& dispatcher, const DialerOptions& options) {
  auto dialer = create(dispatcher.loop(), options);
  if (dialer) dialer->impl_->keep(dispatcher.impl_->loop);
  return dialer;
}

Dialer::Dialer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Dialer::Dialer(Dialer&&) noexcept = default;
Dialer& Dialer::operator=(Dialer&&) noexcept = default;
Dialer::~Dialer() = default;

Result<ConnectionId> Dialer::dial(const DialParameters& parameters, NotificationHandler handler) {
  if (auto usable = impl_->check_loop(); !usable) return std::unexpected(usable.error());
  if (auto usable = impl_->check_dial(parameters); !usable) return std::unexpected(usable.error());
  if (!handler) return std::unexpected(misused("the handler is empty"));
  if (parameters.detached) return std::unexpected(misused("a detached dial takes no handler"));
  return impl_->backend().dial(parameters, marked(std::move(handler)));
}

Result<ConnectionId> Dialer::dial(const DialParameters& parameters) {
  if (auto usable = impl_->check_dial(parameters); !usable) return std::unexpected(usable.error());
  return impl_->backend().dial_and_wait(parameters);
}

Result<> Dialer::cancel(ConnectionId id, Cancel how) {
  return impl_->backend().cancel(id, how);
}

Result<> Dialer::hang_up(ConnectionId id, HangUpHandler completion, bool force) {
  if (auto usable = impl_->check_loop(); !usable) return usable;
  impl_->backend().hang_up(id, force, std::move(completion));
  return {};
}

Result<> Dialer::hang_up(ConnectionId id, bool force) {
  auto outcome = impl_->backend().hang_up_and_wait(id, force);
  if (!outcome) return std::unexpected(outcome.error());
  return {};
}

Result<Disconnected> Dialer::disconnect(const std::string& entry, bool force) {
  return impl_->backend().disconnect(entry, force);
}

Result<> Dialer::resume(ConnectionId id, const ResumeInput& input) {
  return impl_->backend().resume(id, input);
}

Result<int> Dialer::open_terminal(ConnectionId id) {
  return impl_->backend().open_terminal(id);
}

Result<ConnectionStatus> Dialer::status(ConnectionId id) {
  return impl_->backend().status(id);
}

Result<Statistics> Dialer::statistics(ConnectionId id) {
  auto statistics = impl_->backend().statistics(id);
  if (!statistics) return statistics;
  return impl_->baselines().since(id, *statistics);
}

Result<> Dialer::clear_statistics(ConnectionId id) {
  const auto statistics = impl_->backend().statistics(id);
  if (!statistics) return std::unexpected(statistics.error());
  impl_->baselines().set(id, *statistics);
  return {};
}

Result<Dialogue> Dialer::dialogue(ConnectionId id) {
  return impl_->backend().dialogue(id);
}

Result<std::vector<ProjectionRecord>> Dialer::projection(ConnectionId id) {
  return impl_->backend().projection(id);
}

Result<ConnectionStatus> Dialer::entry_status(const std::string& entry) {
  return impl_->backend().entry_status(entry);
}

Result<std::vector<std::string>> Dialer::explain(const std::string& entry) {
  return impl_->backend().explain(entry);
}

Result<std::vector<ConnectionStatus>> Dialer::connections() {
  return impl_->backend().connections();
}

Result<std::vector<WaitingEntry>> Dialer::waiting() {
  return impl_->backend().waiting();
}

Result<std::vector<ProfileInfo>> Dialer::profiles() {
  return impl_->backend().profiles();
}

Result<std::string> Dialer::profile_text(const std::string& name) {
  return impl_->backend().profile_text(name);
}

client::PhoneBook& Dialer::phone_book() {
  return impl_->backend().phone_book();
}

Result<> Dialer::watch(WatchHandler handler, const WatchOptions& options) {
  constexpr std::size_t kMost = 65536;
  if (auto usable = impl_->check_loop(); !usable) return usable;
  if (!handler) return std::unexpected(misused("the handler is empty"));
  if (options.queue == 0 || options.queue > kMost)
    return std::unexpected(misused("a watch keeps 1 to 65536 changes"));
  return impl_->backend().watch(std::move(handler), options);
}

}  // namespace dial
