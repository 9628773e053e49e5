#include "base/secret.hpp"

#include "base/wipe.hpp"

namespace dial {

// Short strings live inside the object and are copied, not moved, so the source is wiped too.
Secret::Secret(Secret&& other) noexcept {
  text_ = other.text_;
  other.wipe();
}

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  other.wipe();
  return *this;
}

void Secret::wipe() {
  dial::wipe(text_);
}

}  // namespace dial
