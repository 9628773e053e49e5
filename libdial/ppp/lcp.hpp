#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "dial/error.hpp"
#include "ppp/opened_link.hpp"
#include "ppp/options.hpp"
#include "ppp/protocol.hpp"

namespace dial::ppp {

// The options and extra codes of LCP (RFC 1661 5.7 to 6.6; RFC 1662 7.1 for the ACCM).
// The options given to the constructor must outlive it.
class Lcp final : public Protocol {
 public:
  using Agreed = LcpAgreed;

  Lcp(const LcpOptions& options, const AuthenticationOptions& authentication,
      const RandomSource& random);

  Agreed ours() const;  // how the peer may send to us, and how it authenticates itself
  const Agreed& theirs() const { return theirs_; }        // how we send, and authenticate ourselves
  void resume(const Agreed& ours, const Agreed& theirs);  // as another had agreed on it

  // Why the link must not come up; once.
  std::optional<Error> take_failure() { return std::exchange(failure_, std::nullopt); }
  // 917 where the peer ended the negotiation after we refused the way it asked us to authenticate.
  std::optional<Error> refused_authentication(std::string raw) const;

  // A protocol the peer has rejected; each once.
  std::optional<std::uint16_t> take_rejected_protocol() {
    return std::exchange(rejected_protocol_, std::nullopt);
  }
  bool take_echo_reply() { return std::exchange(echo_replied_, false); }
  Buffer echo_data() const;  // of our Echo-Request

  void restart() override;
  Buffer request() override;
  void handle_nak(const std::vector<Option>& options) override;
  void handle_reject(const std::vector<Option>& options) override;
  bool recognises(const Option& option) override;
  void begin_judging() override;
  std::optional<Buffer> judge(const Option& option) override;
  void append_missing(Buffer&) override {}
  bool knows_code(std::uint8_t code) const override;
  std::optional<Buffer> handle_extra(const Packet& packet, bool opened) override;

 private:
  // What we ask for. An option that is false is not in our request.
  struct Wishes {
    bool mru = true;
    bool accm = true;
    bool magic = true;
    bool compress_protocol = true;
    bool compress_address = true;
    bool authentication = true;
    std::uint16_t mru_value = 1500;
    std::uint32_t accm_value = 0;
    std::uint32_t magic_value = 0;
  };

  std::optional<Buffer> judge_mru(const Option& option);
  std::optional<Buffer> judge_accm(const Option& option);
  std::optional<Buffer> judge_authentication(const Option& option);
  std::optional<Buffer> judge_magic(const Option& option);
  std::optional<Buffer> judge_flag(const Option& option, bool& flag);
  bool allows(AuthenticationMethod method) const;
  AuthenticationMethod method_to_suggest() const;
  std::string allowed_methods() const;
  std::uint32_t new_magic() const;
  void fail(ErrorCode code, std::string context);
  void handle_authentication_nak();

  const LcpOptions& options_;
  const AuthenticationOptions& authentication_;
  const RandomSource& random_;
  Wishes wishes_;
  Agreed theirs_;
  unsigned equal_magics_ = 0;  // in a row, in the peer's requests
  unsigned authentication_naks_sent_ = 0;
  unsigned authentication_naks_received_ = 0;
  std::string refused_method_;  // what the peer asked us for and we Nak'ed or rejected
  std::optional<Error> failure_;
  std::optional<std::uint16_t> rejected_protocol_;
  bool echo_replied_ = false;
};

// The value of the Authentication-Protocol option: "c023", "c223 05".
Buffer authentication_value(AuthenticationMethod method);
// nullopt for a protocol or algorithm that is none of ours.
std::optional<AuthenticationMethod> authentication_method(Octets value);

}  // namespace dial::ppp
