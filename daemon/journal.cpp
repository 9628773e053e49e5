#include "journal.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cstdlib>

namespace dial::daemon {
namespace {

constexpr const char* kIdentifier = "diald";

bool in_journal = false;  // set once, before there is a second thread

int priority_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return LOG_DEBUG;
    case spdlog::level::warn:
      return LOG_WARNING;
    case spdlog::level::err:
      return LOG_ERR;
    case spdlog::level::critical:
      return LOG_CRIT;
    default:
      return LOG_INFO;
  }
}

bool send(const std::vector<std::string>& fields) {
  std::vector<iovec> parts;
  parts.reserve(fields.size());
  for (const std::string& field : fields)
    parts.push_back({.iov_base = const_cast<char*>(field.data()), .iov_len = field.size()});
  return sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

}  // namespace

bool leads_to_journal(int descriptor, const char* journal_stream) {
  struct stat about{};
  if (journal_stream == nullptr || fstat(descriptor, &about) != 0) return false;
  return journal_stream == std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino);
}

void set_up_log(const std::string& level) {
  in_journal = leads_to_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"));
  if (in_journal) {
    spdlog::set_default_logger(spdlog::systemd_logger_st("diald", kIdentifier));
  } else {
    spdlog::set_default_logger(spdlog::stderr_logger_st("diald"));
    // A person at a terminal wants to see the time.
    spdlog::set_pattern("%Y-%m-%d %H:%M:%S.%e %l %v");
  }
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
  if (in_journal) {
    std::vector<std::string> texts{"MESSAGE=" + message,
                                   "PRIORITY=" + std::to_string(priority_of(level)),
                                   std::string("SYSLOG_IDENTIFIER=") + kIdentifier};
    texts.reserve(texts.size() + fields.size());
    for (const JournalField& field : fields)
      texts.push_back(field.name + "=" + field.value);
    if (send(texts)) return;
  }
  spdlog::log(level, "{}", message);
}

}  // namespace dial::daemon
