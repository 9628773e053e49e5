#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "manager/descriptor_store.hpp"

namespace dial::manager {
namespace {
constexpr std::size_t kMostState = 64 << 10;
}  // namespace

std::unique_ptr<KeptLine> KeptLine::make(DescriptorStore& store, std::string name) {
  sys::Fd state(::memfd_create(name.c_str(), MFD_CLOEXEC));
  if (!state) return nullptr;
  return std::make_unique<KeptLine>(store, std::move(name), std::move(state));
}

KeptLine::KeptLine(DescriptorStore& store, std::string name, sys::Fd state)
    : store_(store), name_(std::move(name)), state_(std::move(state)) {}

void KeptLine::keep(int line, int tun, unsigned interface) {
  if (interface_ != 0) store_.forget(name_, [] {});
  interface_ = interface;
  for (const int descriptor : {state_.get(), line, tun})
    store_.keep(name_, descriptor);
}

// One write, which a kill does not cut within a page; a state that is cut has a wrong check sum.
void KeptLine::write(Octets state) {
  constexpr std::uint8_t kNone[16] = {};
  if (state.empty()) state = kNone;
  if (::pwrite(state_.get(), state.data(), state.size(), 0) < 0) return;
}

void KeptLine::forget(std::function<void()> done) {
  store_.forget(name_, std::move(done));
}

Buffer read_state(const sys::Fd& state) {
  struct stat status{};
  if (!state || ::fstat(state.get(), &status) != 0 || status.st_size <= 0) return {};
  Buffer octets(std::min(static_cast<std::size_t>(status.st_size), kMostState));
  const auto count = ::pread(state.get(), octets.data(), octets.size(), 0);
  octets.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return octets;
}

}  // namespace dial::manager
