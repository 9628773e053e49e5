// RasHangUp.
#include <future>

#include "ras/call.hpp"
#include "ras/guard.hpp"

namespace dial::ras {
namespace {

// So long is waited for a refusal (753: not the caller's), where nothing was dialled here.
constexpr std::chrono::milliseconds kRefusalWait{250};

void keep_outcome(ConnectionId id, const Result<>& outcome) {
  Process::get().handles().hung_up(id, outcome);
}

Result<> hang_up_in_service(ConnectionId id, bool waits_for_refusal) {
  const auto service = Process::get().service();
  if (!service) {
    keep_outcome(id, std::unexpected(service.error()));
    return std::unexpected(service.error());
  }
  auto answered = std::make_shared<std::promise<Result<>>>();
  auto answer = answered->get_future();
  (*service)->hang_up(id, [id, answered](const Result<>& outcome) {
    keep_outcome(id, outcome);
    answered->set_value(outcome);
  });
  if (!waits_for_refusal) return {};
  if (answer.wait_for(kRefusalWait) != std::future_status::ready) return {};
  return answer.get();
}

Result<> hang_up(HRASCONN handle) {
  const auto connection = connection_of(handle);
  if (!connection) return std::unexpected(connection.error());
  const ConnectionId id = connection->id;
  const auto status = connection->dialer->status(id);
  const auto dial = Process::get().handles().take(id);
  if (!dial) return std::unexpected(dial.error());
  if (!status) {  // no call comes after this all the same: the context may be freed (RAS rule 33)
    if (*dial) (*dial)->silence();
    keep_outcome(id, std::unexpected(status.error()));
    return std::unexpected(status.error());
  }

  Result<> begun;
  const bool is_over = is_terminal(status->state);
  const bool is_ours =
      *dial && (*dial)->is_running() && (*dial)->thread() == std::this_thread::get_id();
  if (status->state == State::kDisconnected) {
    keep_outcome(id, {});
  } else if (is_ours && !is_over) {
    Context::current()->hang_up(id);
  } else {
    begun = hang_up_in_service(id, !*dial);
  }
  // After the hang-up is on its way, so that a notifier that is waited for lets no step begin.
  if (*dial) (*dial)->silence();
  return begun;
}

}  // namespace
}  // namespace dial::ras

std::uint32_t RasHangUp(HRASCONN connection) {
  return dial::ras::guarded([&] { return dial::ras::hang_up(connection); });
}
