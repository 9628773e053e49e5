#include "net/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sys/files.hpp"
#include "sys/process_identity.hpp"

namespace dial::net {
namespace {

using nlohmann::json;

// Past this what has been taken back is left out.
constexpr std::size_t kLargest = 64 << 10;
constexpr std::size_t kReadMost = 1 << 20;
constexpr char kSuffix[] = ".journal";

Error failure(const std::string& what, int os_error) {
  return {.code = ErrorCode::kIpConfiguration,
          .layer = Layer::kNetwork,
          .context = what + ": " + strerror(os_error),
          .os_error = os_error};
}

std::string line_of(const json& object) {
  return object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string line_of(std::uint64_t id, const JournalRecord& record) {
  return line_of(json{{"do", id}, {"kind", record.kind}, {"values", record.values}});
}

bool is_at(const sys::Fd& file, const std::string& path) {
  struct stat ours{};
  struct stat there{};
  return ::fstat(file.get(), &ours) == 0 && ::stat(path.c_str(), &there) == 0 &&
         ours.st_ino == there.st_ino;
}

// A new file that is ours, locked. Somebody who is looking for what is left may have it for a
// moment, and may have removed it.
Result<sys::Fd> create_locked(const std::string& path) {
  while (true) {
    sys::Fd file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file || ::flock(file.get(), LOCK_EX) != 0)
      return std::unexpected(failure("making " + path, errno));
    if (is_at(file, path)) return file;
  }
}

// A file that no living process has, locked; none: it has an owner. One that an owner has just
// replaced (rewrite()) has none either, and is not what stands there.
sys::Fd open_ownerless(const std::string& path) {
  while (true) {
    sys::Fd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return {};
    if (is_at(file, path)) return file;
  }
}

// One line; what is half written when a process dies, or a disk is full, is left out.
void take_line(const std::string& line, std::map<std::uint64_t, JournalRecord>& open,
               Leftovers& leftovers) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return;
  try {
    if (object.contains("process")) {
      leftovers.process = object.at("process").get<pid_t>();
      leftovers.started = object.at("started").get<std::string>();
    } else if (object.contains("undone")) {
      open.erase(object.at("undone").get<std::uint64_t>());
    } else {
      open[object.at("do").get<std::uint64_t>()] = {.kind = object.at("kind"),
                                                    .values = object.at("values")};
    }
  } catch (const json::exception&) {
    return;
  }
}

Leftovers parse(const std::string& text) {
  Leftovers leftovers;
  std::map<std::uint64_t, JournalRecord> open;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    take_line(line, open, leftovers);
  for (auto record = open.rbegin(); record != open.rend(); ++record)
    leftovers.records.push_back(std::move(record->second));
  return leftovers;
}

}  // namespace

std::string JournalRecord::value(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() || found->second.empty() ? "" : found->second.front();
}

Result<std::unique_ptr<Journal>> Journal::open(const std::string& directory, Log log) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return std::unexpected(failure("making " + directory, errno));
  // More than one manager of a process, and a process id that came round, have their own.
  static int count = 0;
  const std::string path = directory + "/" + std::to_string(::getpid()) + "-" +
                           sys::start_time(::getpid()) + "-" + std::to_string(++count) + kSuffix;
  auto file = create_locked(path);
  if (!file) return std::unexpected(file.error());
  std::unique_ptr<Journal> journal(new Journal(path, std::move(*file), std::move(log)));
  journal->append(journal->head());
  return journal;
}

Journal::Journal(std::string path, sys::Fd file, Log log)
    : path_(std::move(path)), file_(std::move(file)), log_(std::move(log)) {}

Journal::~Journal() {
  if (open_.empty()) ::unlink(path_.c_str());
}

std::string Journal::head() const {
  return line_of(json{{"process", ::getpid()}, {"started", sys::start_time(::getpid())}});
}

std::uint64_t Journal::begin(JournalRecord record) {
  const std::uint64_t id = ++last_;
  append(line_of(id, record));
  open_.emplace(id, std::move(record));
  return id;
}

void Journal::end(std::uint64_t id) {
  if (open_.erase(id) == 0) return;
  append(line_of(json{{"undone", id}}));
  if (written_ > kLargest) rewrite();
}

void Journal::append(const std::string& line) {
  const auto count = ::write(file_.get(), line.data(), line.size());
  const bool is_whole = count == static_cast<ssize_t>(line.size());
  if (count > 0) written_ += static_cast<std::size_t>(count);
  // What was cut off must not swallow the next line.
  if (!is_whole && count > 0) [[maybe_unused]]
    const auto ended = ::write(file_.get(), "\n", 1);
  if (!is_whole && !is_failing_)
    log_("what is done to this machine cannot be noted in " + path_ + ": " + strerror(errno) +
         "; what is up if diald is killed now has to be taken back by hand");
  is_failing_ = !is_whole;
}

// The new file is locked and whole before it takes the old one's place.
void Journal::rewrite() {
  const std::string beside = path_ + ".new";
  auto file = create_locked(beside);
  if (!file) return;
  std::string text = head();
  for (const auto& [id, record] : open_)
    text += line_of(id, record);
  const bool is_whole =
      ::write(file->get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!is_whole || ::rename(beside.c_str(), path_.c_str()) != 0) {
    ::unlink(beside.c_str());
    return;
  }
  file_ = std::move(*file);
  written_ = text.size();
}

void Journal::recover(const std::string& directory,
                      const std::function<void(const Leftovers& leftovers)>& undo) {
  const auto names = sys::list_files(directory, "");
  if (!names) return;
  for (const std::string& name : *names) {
    const std::string path = directory + "/" + name;
    const sys::Fd file = open_ownerless(path);
    if (!file) continue;
    // What was being rewritten is whole in the other file.
    const auto text = name.ends_with(kSuffix) ? sys::read_file(path, kReadMost) : std::string();
    if (text && !text->empty()) undo(parse(*text));
    ::unlink(path.c_str());
  }
}

}  // namespace dial::net
