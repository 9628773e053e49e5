#include "net/system.hpp"

#include <sys/stat.h>

#include "net/undo.hpp"
#include "sys/name_space.hpp"
#include "sys/network_watch.hpp"

namespace dial::net {
namespace {

constexpr char kJournal[] = "/journal";
constexpr Duration kIdlePoll{20};

Settings with_log(Settings settings) {
  if (!settings.log) settings.log = [](const std::string&, const std::string&) {};
  return settings;
}

}  // namespace

std::string owner_alias(const std::string& entry) {
  constexpr std::size_t kLongest = 255;  // IFALIASZ without its NUL
  return ("diald: " + entry).substr(0, kLongest);
}

System::System(uv_loop_t* loop, Settings settings)
    : loop_(loop),
      settings_(with_log(std::move(settings))),
      journal_(open_journal()),
      dns_(loop, settings_, journal_.get()),
      hooks_(std::make_unique<LocalHooks>(loop, settings_.hook_directory, settings_.log)),
      idle_timer_(loop, [this] { wait_idle(); }) {}

std::unique_ptr<Journal> System::open_journal() {
  if (settings_.runtime_directory.empty()) return nullptr;
  ::mkdir(settings_.runtime_directory.c_str(), 0755);  // it may be there; else the journal says why
  auto journal = Journal::open(settings_.runtime_directory + kJournal,
                               [this](const std::string& text) { log("", text); });
  if (journal) return std::move(*journal);
  log("", "no journal of what is done to this machine: " + describe(journal.error()));
  return nullptr;
}

void System::recover() {
  if (settings_.runtime_directory.empty()) return;
  Undo undo(*this);
  Journal::recover(settings_.runtime_directory + kJournal,
                   [&](const Leftovers& leftovers) { undo.take_back(leftovers); });
}

void System::log(const std::string& entry, const std::string& text) const {
  settings_.log(entry, text);
}

std::uint64_t System::begin(JournalRecord record) {
  return journal_ ? journal_->begin(std::move(record)) : 0;
}

void System::end(std::uint64_t note) {
  if (journal_ && note != 0) journal_->end(note);
}

Result<Place> System::own_place() {
  if (own_.network) return own_;
  auto network = sys::Network::open();
  if (!network) return std::unexpected(network.error());
  auto watch = LinkWatch::make(loop_, sys::NetworkWatch::open());
  if (!watch) return std::unexpected(watch.error());
  own_ = {.network = std::make_shared<sys::Network>(std::move(*network)),
          .watch = std::move(*watch),
          .space = nullptr};
  return own_;
}

Result<Place> System::place_in(const std::string& name_space) {
  const std::string path = settings_.name_spaces + "/" + name_space;
  auto space = sys::named_name_space(path);
  if (!space) {
    space.error().context += " (ip netns add " + name_space + ")";
    return std::unexpected(space.error());
  }
  auto network = sys::Network::open_in(space->get());
  if (!network) {
    network.error().context += ", for " + path;
    return std::unexpected(network.error());
  }
  auto watch = LinkWatch::make(loop_, sys::NetworkWatch::open_in(space->get()));
  if (!watch) return std::unexpected(watch.error());
  return Place{.network = std::make_shared<sys::Network>(std::move(*network)),
               .watch = std::move(*watch),
               .space = std::make_shared<sys::Fd>(std::move(*space))};
}

void System::when_idle(std::function<void()> done) {
  idle_ = std::move(done);
  idle_timer_.set(uv::now_on(loop_));
}

void System::wait_idle() {
  if (!hooks_->is_idle()) return idle_timer_.set(uv::now_on(loop_) + kIdlePoll);
  const auto done = std::move(idle_);
  if (done) done();
}

}  // namespace dial::net
