#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dial/error.hpp"
#include "dial/types.hpp"
#include "ppp/options.hpp"
#include "ppp/protocol.hpp"

namespace dial::ppp {

// The options of IPCP: the address (RFC 1332 3.3) and two name servers (RFC 1877 1.1, 1.3).
// Header compression and the obsolete IP-Addresses option are rejected. The options given
// to the constructor must outlive it.
class Ipcp final : public Protocol {
 public:
  explicit Ipcp(const IpcpOptions& options);

  Ipv4Address local() const { return local_; }  // 0: none was given
  Ipv4Address remote() const;
  std::vector<Ipv4Address> name_servers() const;

  // As another had agreed on it.
  void resume(Ipv4Address local, Ipv4Address remote, const std::vector<Ipv4Address>& name_servers);

  // Why the network must not come up; once.
  std::optional<Error> take_failure() { return std::exchange(failure_, std::nullopt); }

  void restart() override;
  Buffer request() override;
  void handle_nak(const std::vector<Option>& options) override;
  void handle_reject(const std::vector<Option>& options) override;
  bool recognises(const Option& option) override;
  void begin_judging() override;
  std::optional<Buffer> judge(const Option& option) override;
  void append_missing(Buffer& nak) override;
  bool knows_code(std::uint8_t) const override { return false; }
  std::optional<Buffer> handle_extra(const Packet&, bool) override { return std::nullopt; }

 private:
  struct NameServer {
    bool wanted = false;
    Ipv4Address address;
  };

  std::optional<Buffer> judge_address(const Option& option);
  std::optional<Buffer> judge_name_server(const Option& option, std::size_t index) const;
  void handle_address_nak(Ipv4Address suggested);
  Ipv4Address address_to_offer() const;
  void fail(ErrorCode code, std::string context);

  const IpcpOptions& options_;
  bool ask_address_ = true;
  Ipv4Address local_;
  std::array<NameServer, 2> name_servers_;
  Ipv4Address remote_;
  bool address_seen_ = false;
  bool address_suggested_ = false;
  unsigned address_naks_ = 0;
  std::optional<Error> failure_;
};

}  // namespace dial::ppp
