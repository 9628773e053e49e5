#include "daemon.hpp"

#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include <cerrno>
#include <csignal>
#include <sstream>

#include "rpc/interface.hpp"
#include "sys/files.hpp"

namespace dial::daemon {
namespace {
// Every line has let go by then, or a driver is stuck.
constexpr Duration kStopLimit{10'000};

std::string counted(std::size_t number, const char* thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

// Each line of a text is an entry of its own, with the time and the level.
void warn(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    spdlog::warn("{}", line);
}

void log_report(const ConnectionStatus& status, const std::string& text) {
  spdlog::info("{}: the login script says: {} (connection {})", status.entry, text,
               status.id.value);
}

void log_problem(const Error& problem) {
  spdlog::warn("{}", describe(problem));
}
}  // namespace

struct Daemon::Signal {
  Signal(uv_loop_t* loop, Daemon& daemon, int number, void (Daemon::*handler)())
      : daemon_(daemon), handler_(handler), handle_(new uv_signal_t{}) {
    uv_signal_init(loop, handle_.get());
    handle_->data = this;
    uv_signal_start(
        handle_.get(),
        [](uv_signal_t* signal, int) {
          if (auto* self = static_cast<Signal*>(signal->data)) (self->daemon_.*self->handler_)();
        },
        number);
  }

  Daemon& daemon_;
  void (Daemon::*handler_)();
  uv::Handle<uv_signal_t> handle_;
};

Daemon::Daemon(uv_loop_t* loop, Options options)
    : loop_(loop),
      options_(std::move(options)),
      wake_(uv::WakeQueue::get(loop)),
      book_({.directory = options_.profiles, .secrets = options_.secrets, .users = options_.users},
            options_.numbers),
      manager_(loop, book_, sys::kernel_random(),
               {.lock_directory = options_.lock_directory,
                .interpreter = options_.interpreter,
                .on_report = log_report,
                .policy_file = options_.state.empty() ? "" : options_.state + "/policy",
                .on_problem = log_problem}),
      access_(options_.group, options_.everybody_may_look),
      service_(manager_, access_, sys::kernel_random()),
      phone_book_service_(manager_, access_,
                          [this] {
                            manager_.keep_persistent();
                            tell_status();
                          }),
      diary_(std::make_shared<Diary>([this] { tell_status(); })) {}

Daemon::~Daemon() = default;

Result<> Daemon::start() {
  if (!wake_) {
    return std::unexpected(Error{ErrorCode::kNotEnoughMemory, Layer::kService,
                                 "making the wake-up of the loop", "", EMFILE});
  }
  if (auto loaded = book_.load(); !loaded) return loaded;
  server_ = std::make_unique<rpc::Server>(
      loop_, rpc::ServerInfo{.version = DIAL_VERSION, .url = ""}, rpc::ServerLimits{},
      [](const std::string& text) { spdlog::warn("{}", text); });
  server_->add_interface(std::string(rpc::kInterface), std::string(rpc::interface_text()));
  service_.serve_on(*server_);
  phone_book_service_.serve_on(*server_);
  server_->set_gate([this](const rpc::Peer& peer) { return access_.may_look(peer); });
  if (auto listening = listen(); !listening) return listening;

  static_cast<void>(manager_.watch({.observer = diary_}));  // cannot be refused
  on_signal(SIGHUP, &Daemon::reload);
  on_signal(SIGTERM, &Daemon::stop);
  on_signal(SIGINT, &Daemon::stop);
  load_profiles();
  sd_notify(0, "READY=1");
  return {};
}

Result<> Daemon::listen() {
  const int handed_over = sd_listen_fds(1);
  if (handed_over > 0) return server_->listen(SD_LISTEN_FDS_START);
  // Who may do what is decided per call, by the caller's credentials.
  return server_->listen(options_.socket, 0666);
}

void Daemon::on_signal(int signal, void (Daemon::*handler)()) {
  signals_.push_back(std::make_unique<Signal>(loop_, *this, signal, handler));
}

void Daemon::load_profiles() {
  for (const std::string& problem : book_.problems())
    warn(problem);
  spdlog::info("{} in {}", counted(book_.entries().size(), "profile"), options_.profiles);
  manager_.keep_persistent();
  tell_status();
}

void Daemon::tell_status() {
  sd_notifyf(0, "STATUS=%s, %s", counted(book_.entries().size(), "profile").c_str(),
             counted(manager_.connections().size(), "connection").c_str());
}

void Daemon::reload() {
  sd_notify(0, "RELOADING=1");
  access_.look_up_group();
  if (auto loaded = book_.load(); !loaded) spdlog::error("{}", describe(loaded.error()));
  load_profiles();
  sd_notify(0, "READY=1");
}

void Daemon::stop() {
  if (stop_limit_) return;
  spdlog::info("stopping: hanging up {}", counted(manager_.connections().size(), "connection"));
  sd_notify(0, "STOPPING=1");
  server_->stop_accepting();
  stop_limit_ = std::make_unique<uv::DeadlineTimer>(loop_, [this] {
    spdlog::error("a line did not let go within {} s", kStopLimit.count() / 1000);
    finish();
  });
  stop_limit_->set(uv::now_on(loop_) + kStopLimit);
  manager_.shut_down([this] { finish(); });
}

void Daemon::finish() {
  service_.end_watches();
  uv_stop(loop_);
}

}  // namespace dial::daemon
