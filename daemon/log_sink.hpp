#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dial::daemon {

struct JournalField {
  std::string name;  // as "DIAL_ENTRY"
  std::string value;
};

// Where entries of the log go. It never waits: a journal or a reader of standard error that takes
// nothing costs entries, not calls. Those that are lost are counted, and said as soon as one is
// taken again. The loop's thread.
class LogSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  using Fields = std::vector<JournalField>;
  // Whether the entry was taken; it has a line feed at its end.
  using Put =
      std::function<bool(spdlog::level::level_enum, std::string_view text, const Fields& fields)>;
  explicit LogSink(Put put) : put_(std::move(put)) {}

  void write(spdlog::level::level_enum level, const std::string& text, const Fields& fields);

 protected:
  void sink_it_(const spdlog::details::log_msg& entry) override;
  void flush_() override {}

 private:
  bool put(const spdlog::details::log_msg& entry, const Fields& fields);

  Put put_;
  std::uint64_t lost_ = 0;
};

// To the journal's socket, by its own protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL).
LogSink::Put to_journal(const std::string& path, const std::string& identifier);
// To a descriptor that somebody reads: a pipe, a socket, a terminal, a file. It stays the caller's.
LogSink::Put to_stream(int descriptor);

}  // namespace dial::daemon
