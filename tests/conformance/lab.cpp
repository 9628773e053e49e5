#include "conformance/lab.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "sys/fd.hpp"
#include "sys/lock_file.hpp"

namespace dial::conformance {
namespace {

simulator::PhoneBook book_of(const std::vector<std::string>& numbers) {
  simulator::PhoneBook book;
  for (const std::string& entry : numbers) {
    if (!book.add(entry)) give_up(("a number that is understood: " + entry).c_str());
  }
  return book;
}

}  // namespace

LabOptions with_password() {
  LabOptions options;
  options.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
  return options;
}

Lab::Lab(bool direct, const LabOptions& options) : lock_directory_(folder_ / "lock") {
  std::filesystem::create_directory(folder_ / "profiles");
  std::filesystem::create_directory(lock_directory_);
  folder_.write("secrets.toml", "[alice]\npassword = 'secret'\n", 0600);
  for (std::size_t line = 0; line < options.lines; ++line)
    folder_.write(
        "profiles/line" + std::to_string(line) + ".toml",
        profile_of(line, options) + (line < options.ends.size() ? options.ends[line] : ""));
  for (const auto& [entry, text] : options.entries)
    folder_.write("profiles/" + entry + ".toml", profile_of(0, options) + text);
  for (const auto& [entry, text] : options.profiles)
    folder_.write("profiles/" + entry + ".toml", text);
  if (!options.config.empty()) folder_.write("diald.toml", options.config);
  dialer_options_.direct = direct;
  dialer_options_.socket = folder_ / "socket";
  dialer_options_.profiles = folder_ / "profiles";
  dialer_options_.lock_directory = lock_directory_;
  dialer_options_.interpreter = DIAL_LUA;
  if (!direct) daemon_.emplace(directory(), options.scripted);
  if (direct && options.scripted) attach_far_end();
  open_lines(options);
}

Lab::~Lab() {
  daemon_.reset();
  manager_.reset();
  simulator_.ask([this] { lines_.clear(); });
}

// All who name the same directory share its manager.
void Lab::attach_far_end() {
  auto thread = manager::ManagerThread::get(
      {.directory = dialer_options_.profiles, .secrets = folder_ / "secrets.toml"},
      {.lock_directory = lock_directory_, .interpreter = DIAL_LUA});
  if (!thread) give_up("a manager in this process");
  manager_ = std::move(*thread);
  manager_->ask([this](manager::Manager& manager) {
    far_end_ = std::make_shared<ScriptedFarEnd>(manager, folder_ / "answers");
    static_cast<void>(manager.watch({.observer = far_end_}));  // cannot be refused
    return true;
  });
}

std::string Lab::answers() const {
  return folder_.text("answers");
}

void Lab::open_lines(const LabOptions& options) {
  const auto book = book_of(options.numbers);
  simulator_.ask([&] {
    for (std::size_t line = 0; line < options.lines; ++line) {
      simulator::LineOptions made = options.line;
      made.link = device(line);
      made.book = book;
      lines_.push_back(std::make_unique<simulator::SimulatedLine>(simulator_.loop(), made));
    }
  });
}

void Lab::restart_daemon() {
  daemon_.reset();
  daemon_.emplace(directory());
}

// Lock files are named after the last part: it differs between labs that run at the same time.
std::string Lab::device(std::size_t line) const {
  const std::string name = std::filesystem::path(directory()).filename();
  return folder_ / (name + "-" + std::to_string(line));
}

std::string Lab::profile_of(std::size_t line, const LabOptions& options) const {
  std::string text = "number = \"" + std::string(kGood) + "\"\n";
  text += "link = \"direct\"\ndatapath = \"memory\"\n" + options.top;
  if (!options.user.empty()) text += "user = \"" + options.user + "\"\nsecret = \"alice\"\n";
  text += "[line]\ndevice = \"" + device(line) + "\"\n";
  text += "[modem]\ninit_timeout = \"2s\"\n" + options.modem;
  return text + "[ppp]\nrestart = \"" + options.restart + "\"\n";
}

std::uint64_t Lab::calls(std::size_t line) {
  return on_line(line, [](const simulator::SimulatedLine& modem) { return modem.calls(); });
}

bool Lab::is_free(std::size_t line) {
  const std::string node =
      on_line(line, [](const simulator::SimulatedLine& modem) { return modem.device(); });
  for (const std::string& name : {device(line), node}) {
    if (std::filesystem::exists(lock_directory_ + "/" + sys::lock_name(name))) return false;
  }
  // The simulated modem hangs its own side up when we have closed ours: while it does, nobody can
  // open the device, and that is no lock.
  sys::Fd port;
  eventually([&] {
    port = sys::Fd(::open(node.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    return port || errno != EIO;
  });
  if (!port || ::flock(port.get(), LOCK_EX | LOCK_NB) != 0) return false;
  // A program that another lab starts just now has a copy of the descriptor: see sys::Port.
  return ::flock(port.get(), LOCK_UN) == 0;
}

std::size_t Lab::descriptors() const {
  const std::string process = daemon_ ? std::to_string(daemon_->id()) : "self";
  std::error_code problem;
  const std::filesystem::directory_iterator all("/proc/" + process + "/fd", problem);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

Program::Program(const DialerOptions& options) {
  const auto made = thread_.ask([&]() -> Result<> {
    auto dialer = Dialer::create(thread_.loop(), options);
    if (!dialer) return std::unexpected(dialer.error());
    dialer_ = std::make_unique<Dialer>(std::move(*dialer));
    return {};
  });
  if (!made) give_up(("a Dialer: " + describe(made.error())).c_str());
}

Program::~Program() {
  if (!end()) give_up("a loop on which a Dialer leaves nothing open");
}

void Program::post(std::function<void(Dialer&)> work) {
  thread_.post([this, work = std::move(work)] { work(*dialer_); });
}

std::size_t Program::live_handles() {
  return thread_.ask([&] {
    std::size_t count = 0;
    const auto add = [](uv_handle_t* handle, void* counted) {
      if (uv_is_active(handle) && uv_has_ref(handle)) ++*static_cast<std::size_t*>(counted);
    };
    uv_walk(loop(), add, &count);
    return count;
  });
}

Result<ConnectionId> Program::dial(const DialParameters& parameters, Handler handler) {
  return with([&](Dialer& dialer) {
    handler.set_dialling(true);
    auto id = dialer.dial(parameters, handler.callable());
    handler.set_dialling(false);
    return id;
  });
}

Result<ConnectionId> Program::dial(const std::string& entry, Handler handler,
                                   const std::string& number) {
  return dial({.entry = entry, .number = number}, std::move(handler));
}

std::future<Result<>> Program::start_hang_up(ConnectionId id, bool force) {
  auto promise = std::make_shared<std::promise<Result<>>>();
  auto completed = promise->get_future();
  post([=](Dialer& dialer) {
    const auto completion = [promise](const Result<>& result) { promise->set_value(result); };
    if (const auto asked = dialer.hang_up(id, completion, force); !asked) completion(asked);
  });
  return completed;
}

Result<> Program::hang_up(ConnectionId id, bool force) {
  return take(start_hang_up(id, force), "the completion of a hang-up");
}

ConnectionId Program::connect(const std::string& entry, const std::string& number) {
  const Handler handler;
  const auto id = dial(entry, handler, number);
  if (!id) give_up(("a dial that is accepted: " + describe(id.error())).c_str());
  if (!handler.wait_for_end()) give_up("the end of a dial");
  if (handler.last()->state != State::kConnected)
    give_up(("a connection: " + describe(handler.error())).c_str());
  return *id;
}

std::vector<ConnectionStatus> Program::list() {
  auto all = with([](Dialer& dialer) { return dialer.connections(); });
  if (!all) give_up(("a list of connections: " + describe(all.error())).c_str());
  return std::move(*all);
}

std::size_t Program::connections() {
  return list().size();
}

bool Program::can_dial(Lab& lab, std::size_t line) {
  const std::string entry = "line" + std::to_string(line);
  const bool is_at_rest =
      std::ranges::none_of(list(), [&](const auto& one) { return one.entry == entry; });
  return is_at_rest && lab.is_free(line);
}

std::future<void> Program::start_destroying() {
  auto promise = std::make_shared<std::promise<void>>();
  auto gone = promise->get_future();
  thread_.post([this, promise] {
    dialer_.reset();
    promise->set_value();
  });
  return gone;
}

void Program::destroy_dialer() {
  take(start_destroying(), "the end of a Dialer");
}

bool Program::end() {
  if (!std::exchange(is_ended_, true)) destroy_dialer();
  return thread_.end();
}

}  // namespace dial::conformance
