#include "helper/serve.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstring>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "helper/verbs.hpp"
#include "sys/helper_message.hpp"

namespace dial::helper {
namespace {

using namespace sys::helper;

constexpr int kRequestLimit = 5'000;   // ms
constexpr std::size_t kShown = 1'000;  // octets of a text in a reply
constexpr std::size_t kLogged = 200;

std::optional<uid_t> uid_of(const sys::Fd& client) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(client.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid;
}

// For the journal: what was asked, and what came of it.
void log(const Request& request, const Reply& reply) {
  const std::string what =
      std::string(verb_name(request.verb)) + " " + printable(octets_of(request.name), kLogged);
  if (reply.error) {
    std::fprintf(stderr, "%s: %s\n", what.c_str(), describe(reply.error).c_str());
  } else if (reply.signal != 0 || reply.status != 0) {
    const bool is_signal = reply.signal != 0;
    std::fprintf(stderr, "%s: ended with %s %d\n", what.c_str(), is_signal ? "signal" : "status",
                 is_signal ? reply.signal : reply.status);
  } else {
    std::fprintf(stderr, "%s\n", what.c_str());
  }
}

void answer(const sys::Fd& client, Reply reply, const std::vector<sys::Fd>& descriptors = {}) {
  reply.error.context = printable(octets_of(reply.error.context), kShown);
  reply.text = printable(octets_of(reply.text), kShown);
  std::vector<int> numbers;
  numbers.reserve(descriptors.size());
  for (const sys::Fd& descriptor : descriptors)
    numbers.push_back(descriptor.get());
  // A client that has gone wants no answer.
  static_cast<void>(send_packet(client.get(), to_packet(reply), numbers));
}

bool wait_for_request(const sys::Fd& client) {
  pollfd watched{.fd = client.get(), .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, kRequestLimit) == 1;
}

}  // namespace

void serve(const Settings& settings, const sys::Fd& client) {
  const auto uid = uid_of(client);
  Packet packet;
  if (uid != settings.client) {
    answer(client, failed(ErrorCode::kAccessDenied, "dial-helper serves uid " +
                                                        std::to_string(settings.client) +
                                                        " and nobody else"));
    // A connection that is closed with something unread takes the answer with it.
    if (wait_for_request(client)) static_cast<void>(receive_packet(client.get(), packet));
    return;
  }
  if (!wait_for_request(client)) return;
  if (!receive_packet(client.get(), packet))
    return answer(client, failed(ErrorCode::kInvalidParameter, "receiving the request", errno));
  const auto request = parse_request(packet.text);
  if (!request) return answer(client, {.error = request.error()});
  Task task{.settings = settings,
            .request = *request,
            .descriptors = packet.descriptors,
            .client = client.get(),
            .answers = {}};
  const Reply reply = perform(task);
  log(*request, reply);
  answer(client, reply, task.answers);
}

}  // namespace dial::helper
