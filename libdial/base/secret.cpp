#include "base/secret.hpp"

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
  // volatile: the compiler may otherwise drop stores to memory that is about to be freed.
  volatile char* octet = text_.data();
  for (std::size_t i = 0; i < text_.size(); ++i)
    octet[i] = '\0';
  text_.clear();
}

}  // namespace dial
