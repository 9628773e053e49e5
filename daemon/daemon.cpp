#include "daemon.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>
#include <sstream>

#include "journal.hpp"
#include "manager/recovery_mark.hpp"
#include "rpc/interface.hpp"
#include "sys/files.hpp"

namespace dial::daemon {
namespace {
// Every line has let go by then, or a driver is stuck.
constexpr Duration kStopLimit{10'000};
// What is lost of the figures of a connection that is up when diald is killed.
constexpr Duration kNoteInterval{60'000};

std::string counted(std::size_t number, const char* thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

// Each line of a text is an entry of its own, with the time and the level.
void warn(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    spdlog::warn("{}", line);
}

void log_network(const std::string& entry, const std::string& text) {
  if (entry.empty()) return spdlog::warn("{}", text);
  spdlog::warn("{}: {}", entry, text);
}

void log_report(const ConnectionStatus& status, const std::string& text) {
  const char* who = text.starts_with(manager::kRecoveryMark) ? "" : "the login script says: ";
  tell(spdlog::level::info,
       fmt::format("{}: {}{} (connection {})", status.entry, who, text, status.id.value),
       fields_of(status));
}

std::chrono::milliseconds time_of_day() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

void log_problem(const Error& problem) {
  spdlog::warn("{}", describe(problem));
}

void warn_of_group(const Access& access) {
  if (access.has_group()) return;
  spdlog::warn(
      "there is no group \"{0}\": only root may dial (groupadd --system {0}, or another "
      "`group` in diald.toml; then reload)",
      access.group_name());
}

// By hand nobody else makes it; as a service systemd has.
void make_state_directory(const std::string& path) {
  constexpr mode_t kMode = 0750;
  if (path.empty() || ::mkdir(path.c_str(), kMode) == 0 || errno == EEXIST) return;
  spdlog::warn(
      "{} cannot be made: {}; history, budgets and users' profiles have no place "
      "(--state-directory names another)",
      path, std::strerror(errno));
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

Daemon::Daemon(uv_loop_t* loop, Options options, ReadOptions read_again)
    : loop_(loop),
      options_(std::move(options)),
      read_again_(std::move(read_again)),
      wake_(uv::WakeQueue::get(loop)),
      store_(loop),
      book_({.directory = options_.profiles,
             .secrets = options_.secrets,
             .users = options_.users,
             .credentials = options_.credentials},
            options_.numbers),
      manager_(loop, book_, sys::kernel_random(),
               {.lock_directory = options_.lock_directory,
                .interpreter = options_.interpreter,
                .helper = options_.helper,
                .network = {.runtime_directory = options_.runtime_directory,
                            .resolv_conf = options_.resolv_conf,
                            .resolvconf = options_.resolvconf,
                            .hook_directory = options_.hook_directory,
                            .helper = ::geteuid() == 0 ? "" : options_.helper,
                            .log = log_network},
                .store = SystemdStore::is_there() ? &store_ : nullptr,
                .on_report = log_report,
                .policy_file = state_file(options_, "policy"),
                .on_problem = log_problem}),
      access_(options_.group, options_.everybody_may_look),
      service_(manager_, access_, sys::kernel_random()),
      phone_book_service_(manager_, access_,
                          [this] {
                            manager_.keep_persistent();
                            tell_status();
                          }),
      history_(std::make_shared<HistoryFile>(
          state_file(options_, "history.jsonl"), time_of_day, warn,
          [this](ConnectionId id) { return manager_.statistics(id); })),
      note_timer_(loop, [this] { note_what_is_up(); }),
      metrics_(std::make_shared<Metrics>(Metrics::Sources{
          .statistics = [this](ConnectionId id) { return manager_.statistics(id); },
          .profiles = [this] { return book_.entries(); },
          .process = process_figures,
          .version = DIAL_VERSION})),
      record_service_(book_, access_, *history_, *metrics_),
      supervisor_(loop),
      diary_(std::make_shared<Diary>([this] { tell_status(); })) {}

Daemon::~Daemon() = default;

Result<> Daemon::start() {
  if (!wake_) {
    return std::unexpected(Error{ErrorCode::kNotEnoughMemory, Layer::kService,
                                 "making the wake-up of the loop", "", EMFILE});
  }
  make_state_directory(options_.state);
  warn_of_group(access_);
  if (auto loaded = book_.load(); !loaded) return loaded;
  server_ = std::make_unique<rpc::Server>(
      loop_, rpc::ServerInfo{.version = DIAL_VERSION, .url = ""}, rpc::ServerLimits{},
      [](const std::string& text) { spdlog::warn("{}", text); });
  server_->add_interface(std::string(rpc::kInterface), std::string(rpc::interface_text()));
  service_.serve_on(*server_);
  phone_book_service_.serve_on(*server_);
  record_service_.serve_on(*server_);
  server_->set_gate([this](const rpc::Peer& peer) { return access_.may_look(peer); });
  auto passed = take_passed_descriptors();
  if (auto listening = listen(passed.socket); !listening) return listening;

  static_cast<void>(process_figures());  // they count from now
  watch_with_ours();
  take_over(std::move(passed.lines));
  manager_.recover();
  history_->load(manager_.connections());
  note_what_is_up();

  on_signal(SIGHUP, &Daemon::reload);
  on_signal(SIGTERM, &Daemon::stop);
  on_signal(SIGUSR2, &Daemon::restart);
  on_signal(SIGINT, &Daemon::stop);
  tell_profiles();
  supervisor_.ready(status());
  return {};
}

// They hear of what is taken over, too.
void Daemon::watch_with_ours() {
  for (const std::shared_ptr<manager::WatchObserver>& observer :
       {std::shared_ptr<manager::WatchObserver>(diary_),
        std::shared_ptr<manager::WatchObserver>(history_),
        std::shared_ptr<manager::WatchObserver>(metrics_)})
    static_cast<void>(manager_.watch({.observer = observer}));  // cannot be refused
}

Result<> Daemon::listen(std::optional<int> socket) {
  if (socket) return server_->listen(*socket);
  // Who may do what is decided per call, by the caller's credentials.
  return server_->listen(options_.socket, 0666);
}

void Daemon::note_what_is_up() {
  history_->note_up();
  note_timer_.set(uv::now_on(loop_) + kNoteInterval);
}

void Daemon::on_signal(int signal, void (Daemon::*handler)()) {
  signals_.push_back(std::make_unique<Signal>(loop_, *this, signal, handler));
}

void Daemon::tell_profiles() {
  for (const std::string& problem : book_.problems())
    warn(problem);
  spdlog::info("{} in {}", counted(book_.entries().size(), "profile"), options_.profiles);
  manager_.keep_persistent();
}

// "4 profiles on 2 lines; 1 connection up, 1 on its way".
std::string Daemon::status() const {
  std::set<std::string> lines;
  for (const ProfileInfo& entry : book_.entries()) {
    if (entry.problem.empty() && !entry.abstract) lines.insert(entry.device);
  }
  const auto connections = manager_.connections();
  const auto is_up = [](const ConnectionStatus& one) { return one.state == State::kConnected; };
  const auto up = static_cast<std::size_t>(std::ranges::count_if(connections, is_up));
  std::string text = counted(book_.entries().size(), "profile") + " on " +
                     counted(lines.size(), "line") + "; " + counted(up, "connection") + " up";
  if (up < connections.size())
    text += ", " + std::to_string(connections.size() - up) + " on its way";
  if (const auto waiting = manager_.waiting_for_packets(); waiting > 0)
    text += ", " + std::to_string(waiting) + " waiting for packets";
  if (!reload_problem_.empty()) text += "; not reloaded: " + reload_problem_;
  return text;
}

void Daemon::reload() {
  supervisor_.reloading();
  reload_problem_ = take_options();
  access_.look_up_group();
  warn_of_group(access_);
  if (auto loaded = book_.load(); !loaded && reload_problem_.empty())
    reload_problem_ = describe(loaded.error());
  if (!reload_problem_.empty()) warn("not reloaded, what was in force stays: " + reload_problem_);
  tell_profiles();
  supervisor_.ready(status());
}

std::string Daemon::take_options() {
  if (!read_again_) return {};
  auto wanted = read_again_();
  if (!wanted) return wanted.error();
  if (const auto fixed = fixed_differences(options_, *wanted); !fixed.empty())
    spdlog::warn("{} counts when diald is started the next time", fixed);
  options_.group = wanted->group;
  options_.everybody_may_look = wanted->everybody_may_look;
  options_.log_level = wanted->log_level;
  options_.numbers = wanted->numbers;
  access_.set(options_.group, options_.everybody_may_look);
  book_.set_rules(options_.numbers);
  spdlog::set_level(spdlog::level::from_str(options_.log_level));
  return {};
}

void Daemon::stop() {
  if (stop_limit_) return;
  spdlog::info("stopping: hanging up {}", counted(manager_.connections().size(), "connection"));
  supervisor_.stopping();
  server_->stop_accepting();
  limit_the_end();
  manager_.shut_down([this] { finish(); });
}

void Daemon::limit_the_end() {
  stop_limit_ = std::make_unique<uv::DeadlineTimer>(loop_, [this] {
    for (const ConnectionStatus& stuck : manager_.connections()) {
      spdlog::error("{}: {} did not let go within {} s", stuck.entry, stuck.device,
                    kStopLimit.count() / 1000);
    }
    finish();
  });
  stop_limit_->set(uv::now_on(loop_) + kStopLimit);
}

void Daemon::finish() {
  service_.end_watches();
  uv_stop(loop_);
}

}  // namespace dial::daemon
