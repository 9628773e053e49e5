#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace dial {

// A password. Wiped when destroyed or replaced; never printed, so it has no conversion to a
// string: whoever puts it on the line says reveal().
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void wipe();
  std::string text_;
};

}  // namespace dial
