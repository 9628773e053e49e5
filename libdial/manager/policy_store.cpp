#include "manager/policy_store.hpp"

#include <cerrno>
#include <ctime>

#include "sys/files.hpp"
#include "sys/replace_file.hpp"

namespace dial::manager {

Result<> PolicyStore::load() {
  if (file_.empty()) return {};
  const auto text = sys::read_file(file_);
  if (!text && text.error().os_error == ENOENT) return {};
  if (!text) return std::unexpected(text.error());
  if (text->empty()) {
    return std::unexpected(Error{
        ErrorCode::kCorruptPhonebook, Layer::kConfiguration,
        file_ + " is empty, as after a loss of power: all entries begin their day anew", "", 0});
  }
  auto read = policy::read_state(*text);
  memory_ = std::move(read.memory);
  if (read.bad_lines == 0) return {};
  return std::unexpected(Error{
      ErrorCode::kCorruptPhonebook, Layer::kConfiguration,
      file_ + " is damaged: " + std::to_string(read.bad_lines) + " entries begin their day anew",
      "", 0});
}

policy::Remembered PolicyStore::find(const std::string& key) const {
  const auto found = memory_.find(key);
  return found == memory_.end() ? policy::Remembered() : found->second;
}

Result<> PolicyStore::put(const std::string& key, const policy::Remembered& remembered) {
  policy::Remembered& kept = memory_[key];
  if (kept == remembered) return {};
  kept = remembered;
  if (file_.empty()) return {};
  constexpr mode_t kMode = 0640;
  // All lines stand still meanwhile. A loss of power takes the last minutes of a budget along.
  return sys::replace_file_soon(file_, policy::state_text(memory_), kMode);
}

policy::WallTime local_wall_time() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  const std::int64_t seconds = std::int64_t{now} + local.tm_gmtoff;
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t day = seconds >= 0 ? seconds / kDay : (seconds - kDay + 1) / kDay;
  return {.day = day, .of_day = std::chrono::seconds(seconds - day * kDay)};
}

}  // namespace dial::manager
