#include "net/system.hpp"

#include <sys/stat.h>

#include <cerrno>

#include "net/undo.hpp"
#include "sys/files.hpp"
#include "sys/name_space.hpp"
#include "sys/network_watch.hpp"
#include "sys/sysctl.hpp"

namespace dial::net {
namespace {

constexpr char kJournal[] = "/journal";
constexpr char kJournalSuffix[] = ".journal";
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
      helper_(loop, settings_.helper),
      dns_(loop, settings_, journal_.get(), helper_.is_wanted() ? &helper_ : nullptr),
      hooks_(std::make_unique<HookQueue>(
          loop, settings_.hook_directory,
          helper_.is_wanted() ? run_by_helper(loop, settings_.helper) : run_here(loop),
          settings_.log)),
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

void System::recover(const LivingOn& living_on) {
  if (settings_.runtime_directory.empty()) return;
  Undo undo(*this, living_on);
  const std::string directory = settings_.runtime_directory + kJournal;
  Journal::recover(directory, [&](const Leftovers& leftovers) { undo.take_back(leftovers); });
  // Those that are still there have a living owner.
  const auto journals = sys::list_files(directory, kJournalSuffix);
  const bool is_alone = journal_ && journals && journals->size() == 1;
  if (is_alone) dns_.clean_up();
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

void System::prepare(const std::string& name_space, std::function<void(const Result<>&)> ready) {
  if (name_space.empty() || !helper_.is_wanted()) return ready({});
  const sys::helper::Request request{.verb = sys::helper::Verb::kOpenNamespace, .name = name_space};
  helper_.ask(
      request, {}, [this, name_space, ready = std::move(ready)](Result<HelperAnswer> answer) {
        auto place = answer ? place_of(std::move(*answer)) : std::unexpected(answer.error());
        if (!place) {
          place.error().context += " (ip netns add " + name_space + ")";
          return ready(std::unexpected(place.error()));
        }
        prepared_.insert_or_assign(name_space, std::move(*place));
        ready({});
        prepared_.erase(name_space);
      });
}

Result<Place> System::place_of(HelperAnswer answer) const {
  auto& descriptors = answer.descriptors;
  if (descriptors.size() != 3) {
    return std::unexpected(
        Error{.code = ErrorCode::kIpConfiguration,
              .layer = Layer::kNetwork,
              .context = "dial-helper is of another version: it gives no sockets"});
  }
  auto network = sys::Network::adopt(std::move(descriptors[1]));
  if (!network) return std::unexpected(network.error());
  auto watch = LinkWatch::make(loop_, sys::NetworkWatch::adopt(std::move(descriptors[2])));
  if (!watch) return std::unexpected(watch.error());
  return Place{.network = std::make_shared<sys::Network>(std::move(*network)),
               .watch = std::move(*watch),
               .space = std::make_shared<sys::Fd>(std::move(descriptors[0]))};
}

Result<Place> System::place_in(const std::string& name_space) {
  if (const auto found = prepared_.find(name_space); found != prepared_.end()) return found->second;
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

NameHold System::hold_name(const std::string& interface, const std::string& entry) {
  std::erase_if(names_, [](const auto& one) { return one.expired(); });
  auto held = std::make_shared<const HeldName>(interface, entry);
  names_.push_back(held);
  return held;
}

NameHold System::holder_of(const std::string& interface) const {
  for (const auto& one : names_) {
    if (auto held = one.lock(); held && held->interface == interface) return held;
  }
  return nullptr;
}

void System::set_sysctl(const Place& place, const std::string& interface, const std::string& key,
                        const std::string& value) {
  Result<> set;
  const auto here = sys::own_name_space();
  if (!place.space && !here) return tell_of_sysctl(key, here.error());
  const int space = place.space ? place.space->get() : here->get();
  if (helper_.is_wanted()) {
    return helper_.ask(
        {.verb = sys::helper::Verb::kSetSysctl, .name = key, .arguments = {interface, value}},
        {space}, [this, key](const Result<HelperAnswer>& answer) {
          if (!answer) tell_of_sysctl(key, answer.error());
        });
  }
  const auto work = [&] { set = sys::set_interface_sysctl(interface, key, value); };
  if (!place.space) {
    work();
  } else if (auto entered = sys::run_in_name_space(space, work); !entered) {
    set = entered;
  }
  if (!set) tell_of_sysctl(key, set.error());
}

// A kernel may have none of it, and the interface may be gone by now.
void System::tell_of_sysctl(const std::string& key, const Error& error) {
  if (error.os_error == ENOENT && error.code == ErrorCode::kIpConfiguration) return;
  if (told_sysctls_.insert(key).second) log("", key + " is not set: " + describe(error));
}

void System::when_idle(std::function<void()> done) {
  idle_ = std::move(done);
  idle_timer_.set(uv::now_on(loop_));
}

void System::wait_idle() {
  if (!hooks_->is_idle() || !dns_.is_idle() || !helper_.is_idle())
    return idle_timer_.set(uv::now_on(loop_) + kIdlePoll);
  const auto done = std::move(idle_);
  if (done) done();
}

}  // namespace dial::net
