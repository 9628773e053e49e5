#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"

namespace dial::script {

inline constexpr std::string_view kMask = "******";

// The last octets received, for a person to read, with every secret masked: the peer's echo of one,
// and after it was sent also the beginning of an echo that has not come to its end. Before that
// only whole secrets are: masking the end of a prompt would tell how the secret begins.
class Transcript {
 public:
  static constexpr std::size_t kShown = 160;  // octets

  void append(std::uint8_t octet);
  // Bit 7 of a secret is ignored, as in what is received.
  void hide(std::string_view secret);
  void hide_sent(std::string_view secret);

  std::string text() const;
  // Another text from the peer, every secret in it masked; the second masks the beginning of one
  // at the end too, for a text that was cut there.
  std::string masked(std::string_view text) const;
  std::string masked_cut(std::string_view text) const;

 private:
  struct Hidden {
    Secret secret;
    std::optional<std::size_t> sent;  // how many octets had been received then
  };

  Hidden& find_or_add(std::string_view secret);
  std::size_t longest() const;

  std::string tail_;
  std::size_t dropped_ = 0;  // octets received before tail_
  std::vector<Hidden> hidden_;
};

}  // namespace dial::script
