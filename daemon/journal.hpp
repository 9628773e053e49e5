#pragma once

#include <spdlog/common.h>

#include <string>
#include <vector>

#include "dial/types.hpp"
#include "log_sink.hpp"

// The log: the journal, with fields to look for, where standard error leads there; else standard
// error. It never waits (LogSink).
namespace dial::daemon {

// Once, before anything is logged. `level` as --log-level has it.
void set_up_log(const std::string& level);

// Does standard error lead to the journal, as JOURNAL_STREAM says it ("device:inode", sd_exec(5))?
bool leads_to_journal(int descriptor, const char* journal_stream);

// DIAL_ENTRY, DIAL_CONNECTION, DIAL_DEVICE, DIAL_STATE and, where something failed or ended,
// DIAL_ERROR: the number of the error.
std::vector<JournalField> fields_of(const ConnectionStatus& status);

// One entry of the log; the fields are seen in the journal only.
void tell(spdlog::level::level_enum level, const std::string& message,
          const std::vector<JournalField>& fields);

}  // namespace dial::daemon
