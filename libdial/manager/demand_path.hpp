#pragma once

#include "manager/demand_line.hpp"

namespace dial::manager {

// The data path of a call on demand: the interface is there before it and behind it.
class DemandPath final : public DataPath {
 public:
  explicit DemandPath(std::shared_ptr<DemandLine> line) : line_(std::move(line)) {}
  ~DemandPath() override;

  Result<> configure(const Projection& projection) override;
  // Its interface waits for packets in this process, and no other goes on with it.
  Result<> take_over(sys::Fd, const Projection& projection) override {
    return configure(projection);
  }
  int descriptor() const override { return -1; }
  unsigned index() const override { return 0; }
  void write(Octets packet) override;
  void pause(bool paused) override;
  std::string interface() const override { return line_->interface(); }
  std::string_view name() const override { return "tun"; }
  void close(std::function<void()> done) override;

 private:
  std::shared_ptr<DemandLine> line_;
  bool is_closed_ = false;
};

}  // namespace dial::manager
