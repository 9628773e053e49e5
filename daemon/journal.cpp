#include "journal.hpp"

#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace dial::daemon {
namespace {

constexpr const char* kIdentifier = "diald";
constexpr const char* kJournal = "/run/systemd/journal/socket";

std::shared_ptr<LogSink> sink;  // set once, before there is a second thread

}  // namespace

bool leads_to_journal(int descriptor, const char* journal_stream) {
  struct stat about{};
  if (journal_stream == nullptr || fstat(descriptor, &about) != 0) return false;
  return journal_stream == std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino);
}

void set_up_log(const std::string& level) {
  const bool in_journal = leads_to_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"));
  sink = std::make_shared<LogSink>(in_journal ? to_journal(kJournal, kIdentifier)
                                              : to_stream(STDERR_FILENO));
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(kIdentifier, sink));
  // A person at a terminal wants to see the time; the journal knows it.
  spdlog::set_pattern(in_journal ? "%v" : "%Y-%m-%d %H:%M:%S.%e %l %v");
  spdlog::set_level(spdlog::level::from_str(level));
}

std::vector<JournalField> fields_of(const ConnectionStatus& status) {
  std::vector<JournalField> fields{{"DIAL_ENTRY", status.entry},
                                   {"DIAL_CONNECTION", std::to_string(status.id.value)},
                                   {"DIAL_DEVICE", status.device},
                                   {"DIAL_STATE", std::string(state_name(status.state))}};
  if (status.error)
    fields.push_back({"DIAL_ERROR", std::to_string(static_cast<unsigned>(status.error.code))});
  return fields;
}

void tell(spdlog::level::level_enum level, const std::string& message,
          const std::vector<JournalField>& fields) {
  if (!spdlog::should_log(level)) return;
  if (sink) return sink->write(level, message, fields);
  spdlog::log(level, "{}", message);
}

}  // namespace dial::daemon
