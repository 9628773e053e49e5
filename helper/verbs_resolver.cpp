// Name servers, where there is no systemd-resolved to be told of them.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sstream>

#include "base/bytes.hpp"
#include "helper/run.hpp"
#include "helper/verbs.hpp"
#include "sys/resolver_file.hpp"

namespace dial::helper {
namespace {

using sys::Fd;
using sys::helper::Reply;

bool is_address(const std::string& text) {
  in6_addr address{};
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// RFC 1123, 2.1, and the underscore that is met.
bool is_domain(const std::string& text) {
  constexpr std::size_t kLongest = 253;
  const auto is_usual = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  };
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, is_usual);
}

// resolv.conf(5), as far as a connection has anything to say there.
bool is_line(const std::string& line) {
  std::istringstream words(line);
  std::string keyword;
  words >> keyword;
  std::string made = keyword;
  std::size_t count = 0;
  for (std::string word; words >> word; ++count) {
    if (keyword == "search" ? !is_domain(word) : !is_address(word)) return false;
    made += " " + word;
  }
  const bool is_whole = keyword == "nameserver" ? count == 1 : keyword == "search" && count > 0;
  return is_whole && made == line;
}

// Null, or what is wrong.
const char* problem_of(const Task& task) {
  if (!task.descriptors.empty() || !task.request.environment.empty())
    return "it takes lines and nothing else";
  return std::ranges::all_of(task.request.arguments, is_line)
             ? nullptr
             : "no line but \"nameserver ADDRESS\" and \"search DOMAIN ...\" is written";
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += line + "\n";
  return text;
}

// The reading end of a pipe with the text in it: a request is smaller than a pipe.
Fd input_with(const std::string& text) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return {};
  Fd read(ends[0]);
  const Fd write(ends[1]);
  const bool is_written =
      ::write(write.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  // Nobody else's flag: the program that reads it expects to wait.
  if (!is_written || ::fcntl(read.get(), F_SETFL, 0) != 0) return {};
  return read;
}

// Somebody else's is not root's to give back as root's.
bool is_roots(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) != 0 || status.st_uid == 0;
}

}  // namespace

Reply write_resolver(Task& task) {
  const std::string& path = task.settings.resolver;
  const auto& lines = task.request.arguments;
  if (const char* problem = problem_of(task)) return failed(ErrorCode::kInvalidParameter, problem);
  if (path.empty() || task.request.name != path)
    return failed(ErrorCode::kAccessDenied, printable(octets_of(task.request.name), 200) +
                                                " is not to be written (--resolver)");
  if (!is_roots(path)) return failed(ErrorCode::kAccessDenied, path + " is not root's");
  const auto done = lines.empty() ? sys::restore_resolver_file(path)
                                  : sys::write_resolver_file(path, text_of(lines));
  return {.error = done ? Error{} : done.error()};
}

Reply run_resolvconf(Task& task) {
  constexpr std::string_view kOurs = ".dial";
  const std::string& record = task.request.name;
  const auto& lines = task.request.arguments;
  if (const char* problem = problem_of(task)) return failed(ErrorCode::kInvalidParameter, problem);
  const bool is_ours = record.ends_with(kOurs) &&
                       is_plain_name(record.substr(0, record.size() - kOurs.size()), IFNAMSIZ - 1);
  if (!is_ours) return failed(ErrorCode::kAccessDenied, "that record is not diald's");
  const Fd input = input_with(text_of(lines));
  if (!input) return failed(ErrorCode::kUnknown, "a pipe to resolvconf", errno);
  return run({.path = task.settings.resolvconf,
              .arguments = {lines.empty() ? "-d" : "-a", record},
              .environment = {kPath},
              .input = input.get(),
              .limit = task.request.limit},
             task.client);
}

}  // namespace dial::helper
