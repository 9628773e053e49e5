#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dial/error.hpp"
#include "sys/fd.hpp"

namespace dial::net {

// One thing that this process does to the machine and has to take back.
struct JournalRecord {
  std::string kind;  // "lock", "link", "dns", "hooks"
  std::map<std::string, std::vector<std::string>> values;

  std::string value(const std::string& name) const;  // the first one; "" if there is none
  bool operator==(const JournalRecord&) const = default;
};

// What a process that is gone had not taken back, the newest first.
struct Leftovers {
  pid_t process = 0;
  std::string started;  // sys::start_time() of that process
  std::vector<JournalRecord> records;
};

// What is to be undone if this process dies, in a small file under /run that is written before
// anything is done. Its owner holds a lock (flock(2)) on it, which the kernel drops with the owner:
// a file nobody has locked is a dead process's. On a full disk the work goes on, and the log says
// so. Loop's thread.
class Journal {
 public:
  using Log = std::function<void(const std::string& text)>;

  // Makes the directory too, closed to all others. kIpConfiguration with errno.
  static Result<std::unique_ptr<Journal>> open(const std::string& directory, Log log);
  ~Journal();  // removes the file if nothing is left in it

  // Returns when it stands in the file. Never 0.
  std::uint64_t begin(JournalRecord record);
  void end(std::uint64_t id);  // it has been taken back; 0 and unknown ids are well
  std::size_t size() const { return open_.size(); }

  // Calls `undo` with what each process that is gone has left, and then forgets it.
  static void recover(const std::string& directory,
                      const std::function<void(const Leftovers& leftovers)>& undo);

 private:
  Journal(std::string path, sys::Fd file, Log log);
  void append(const std::string& line);
  void rewrite();
  std::string head() const;

  std::string path_;
  sys::Fd file_;
  Log log_;
  std::map<std::uint64_t, JournalRecord> open_;
  std::uint64_t last_ = 0;
  std::size_t written_ = 0;  // octets in the file
  bool is_failing_ = false;  // and it has been said
};

}  // namespace dial::net
