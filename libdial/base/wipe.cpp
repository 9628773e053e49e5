#include "base/wipe.hpp"

namespace dial {

void wipe(std::string& text) {
  // volatile: the compiler may otherwise drop stores to memory that is about to be freed.
  volatile char* octet = text.data();
  for (std::size_t i = 0; i < text.size(); ++i)
    octet[i] = '\0';
  text.clear();
}

}  // namespace dial
