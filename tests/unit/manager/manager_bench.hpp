#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "manager/manager.hpp"
#include "support/temporary_folder.hpp"
#include "sys/fd.hpp"
#include "unit/uv/loop.hpp"

namespace dial::manager {

// A directory with profiles and lock files that goes away with the test.
class Profiles : public test::TemporaryFolder {
 public:
  // `head` goes before the tables, `modem` is the table's content.
  void write_entry(const std::string& entry, const std::string& device, const std::string& head,
                   const std::string& modem) const {
    write(entry + ".toml", "link = \"direct\"\ndatapath = \"memory\"\n" + head +
                               "[line]\ndevice = \"" + device +
                               "\"\nflow_control = \"none\"\n[modem]\n" + modem);
  }
  void write_direct(const std::string& entry, const std::string& device) const {
    write_entry(entry, device, "", "type = \"direct\"\n");
  }
};

// The far end of a line without a modem: the master of a pty.
class FarEnd {
 public:
  FarEnd() : master_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
    REQUIRE(master_);
    REQUIRE(grantpt(master_.get()) == 0);
    REQUIRE(unlockpt(master_.get()) == 0);
    device_ = ptsname(master_.get());
  }
  const std::string& device() const { return device_; }
  // Octets the line has taken; fewer than offered when it is full.
  std::size_t offer(std::string_view text) const {
    const auto count = ::write(master_.get(), text.data(), text.size());
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  std::size_t receive_all() const {
    char octets[4096];
    std::size_t all = 0;
    for (ssize_t count; (count = ::read(master_.get(), octets, sizeof octets)) > 0;)
      all += static_cast<std::size_t>(count);
    return all;
  }

 private:
  sys::Fd master_;
  std::string device_;
};

struct Recorder final : DialObserver {
  void on_notification(const Notification& notification) override { heard.push_back(notification); }
  bool has_heard(State state) const {
    return std::ranges::any_of(heard, [&](const auto& item) { return item.state == state; });
  }
  std::vector<Notification> heard;
};

class ManagerBench {
 public:
  // Loads what has been written.
  Manager& manager() {
    if (!manager_) {
      REQUIRE(book_.load());
      settings.lock_directory = files.path();
      manager_.emplace(
          loop, book_,
          [](std::span<std::uint8_t> octets) { std::ranges::fill(octets, std::uint8_t{7}); },
          settings);
    }
    return *manager_;
  }
  Result<ConnectionId> dial(const std::string& entry, std::shared_ptr<DialObserver> observer,
                            bool acknowledges = false) {
    DialRequest request;
    request.parameters.entry = entry;
    request.uid = 1000;
    request.acknowledges = acknowledges;
    request.observer = std::move(observer);
    return manager().dial(request);
  }
  // What has been written since counts from now on.
  void reload() {
    REQUIRE(book_.load());
    manager().keep_persistent();
  }
  // Hangs everything up and waits for it.
  void finish() {
    bool done = false;
    manager().shut_down([&] { done = true; });
    CHECK(loop.run_until([&] { return done; }));
  }

  Profiles files;
  uv::TestLoop loop;
  Manager::Settings settings;  // set before the first use of the manager

 private:
  PhoneBook book_{{.directory = files.path(),
                   .secrets = files.path() + "/secrets",
                   .users = files.path() + "/users"}};
  std::optional<Manager> manager_;
};

}  // namespace dial::manager
