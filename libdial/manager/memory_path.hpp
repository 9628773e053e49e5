#pragma once

#include <memory>
#include <optional>

#include "manager/data_path.hpp"
#include "manager/memory_stub.hpp"
#include "uv/wake.hpp"

namespace dial::manager {

// No interface: a stub that answers ICMP Echo, and sends one Echo to the peer when the link is up,
// so that a line can be tried end to end without any right.
class MemoryPath : public DataPath {
 public:
  MemoryPath(uv_loop_t* loop, Receive receive);

  Result<> configure(const Projection& projection) override;
  Result<> take_over(sys::Fd, const Projection& projection) override {
    return configure(projection);
  }
  int descriptor() const override { return -1; }
  unsigned index() const override { return 0; }
  void write(Octets packet) override;
  void pause(bool) override {}
  std::string interface() const override { return {}; }
  std::string_view name() const override { return "memory"; }
  void close(std::function<void()> done) override;

 private:
  std::shared_ptr<uv::WakeQueue> queue_;
  Receive receive_;
  std::optional<MemoryStub> stub_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::manager
