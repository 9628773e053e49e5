#include "log_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <climits>
#include <cstring>
#include <memory>

#include "sys/fd.hpp"

namespace dial::daemon {
namespace {

// A longer entry would need a file of its own in the journal's protocol.
constexpr std::size_t kLongest = 16U << 10;

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

// A value with a line feed stands behind its length: 64 bits, little-endian.
void append(std::string& packet, std::string_view name, std::string_view value) {
  value = value.substr(0, kLongest);
  packet += name;
  if (value.find('\n') == std::string_view::npos) {
    packet += '=';
  } else {
    packet += '\n';
    for (unsigned shift = 0; shift < 64; shift += 8)
      packet += static_cast<char>((std::uint64_t{value.size()} >> shift) & 0xff);
  }
  packet += value;
  packet += '\n';
}

bool takes_more(int descriptor) {
  pollfd wanted{.fd = descriptor, .events = POLLOUT, .revents = 0};
  return ::poll(&wanted, 1, 0) == 1 && (wanted.revents & POLLOUT) != 0;
}

}  // namespace

bool LogSink::put(const spdlog::details::log_msg& entry, const Fields& fields) {
  spdlog::memory_buf_t text;
  formatter_->format(entry, text);
  return put_(entry.level, {text.data(), text.size()}, fields);
}

void LogSink::write(spdlog::level::level_enum level, const std::string& text,
                    const Fields& fields) {
  if (lost_ > 0) {
    const std::string loss =
        "entries of the log were lost, because nobody took them: " + std::to_string(lost_);
    if (put({"", spdlog::level::warn, loss}, {})) lost_ = 0;
  }
  if (lost_ > 0 || !put({"", level, text}, fields)) ++lost_;
}

void LogSink::sink_it_(const spdlog::details::log_msg& entry) {
  write(entry.level, std::string(entry.payload.data(), entry.payload.size()), {});
}

LogSink::Put to_journal(const std::string& path, const std::string& identifier) {
  const auto descriptor =
      std::make_shared<sys::Fd>(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  return
      [=](spdlog::level::level_enum level, std::string_view text, const LogSink::Fields& fields) {
        if (text.ends_with('\n')) text.remove_suffix(1);
        std::string packet;
        append(packet, "MESSAGE", text);
        append(packet, "PRIORITY", std::to_string(priority_of(level)));
        append(packet, "SYSLOG_IDENTIFIER", identifier);
        for (const JournalField& field : fields)
          append(packet, field.name, field.value);
        // Unconnected: a journal that is started anew has another socket by the same name.
        return ::sendto(descriptor->get(), packet.data(), packet.size(), MSG_NOSIGNAL,
                        reinterpret_cast<const sockaddr*>(&address), sizeof address) >= 0;
      };
}

// As much as a pipe that poll(2) calls writable takes at once, whatever else is in it.
LogSink::Put to_stream(int descriptor) {
  return [descriptor](spdlog::level::level_enum, std::string_view text, const LogSink::Fields&) {
    if (!takes_more(descriptor)) return false;
    const std::string line = text.size() <= PIPE_BUF
                                 ? std::string(text)
                                 : std::string(text.substr(0, PIPE_BUF - 1)) + "\n";
    return ::write(descriptor, line.data(), line.size()) >= 0;
  };
}

}  // namespace dial::daemon
