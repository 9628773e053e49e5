#pragma once

#include "manager/demand_line.hpp"

namespace dial::manager {

// The data path of a call on demand: the interface is there before it and behind it.
class DemandPath final : public DataPath {
 public:
  explicit DemandPath(std::shared_ptr<DemandLine> line) : line_(std::move(line)) {}
  ~DemandPath() override;

  Result<> configure(const Projection& projection) override;
  Result<> take_over(sys::Fd descriptor, const Projection& projection) override;
  int descriptor() const override;
  unsigned index() const override;
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
