#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"

namespace dial::script {

inline constexpr std::string_view kMask = "******";

// The last octets received, for a person to read. A secret that was sent is masked from then on,
// the peer's echo of it included, also when only its beginning has come back so far.
class Transcript {
 public:
  static constexpr std::size_t kShown = 160;  // octets

  void append(std::uint8_t octet);
  // Bit 7 is ignored, as in what is received. What was received before is left as it is: masking
  // a prompt would tell what the secret looks like.
  void add_secret(std::string_view secret);

  std::string text() const;
  // Another text from the peer, every secret in it masked; the second masks the beginning of one
  // at the end too, for a text that was cut there.
  std::string masked(std::string_view text) const;
  std::string masked_cut(std::string_view text) const;

 private:
  struct Hidden {
    Secret secret;
    std::size_t since;  // octets received when it was sent
  };

  std::size_t longest() const;

  std::string tail_;
  std::size_t dropped_ = 0;  // octets received before tail_
  std::vector<Hidden> hidden_;
};

}  // namespace dial::script
