#include "net/helper.hpp"

namespace dial::net {

std::string trouble_of(const Result<HelperAnswer>& answer) {
  if (!answer) {
    const bool is_late = answer.error().code == ErrorCode::kRequestTimeout;
    return (is_late ? "took too long: " : "was not run: ") + describe(answer.error());
  }
  const auto& reply = answer->reply;
  if (reply.signal != 0) return "ended with signal " + std::to_string(reply.signal);
  return reply.status == 0 ? "" : "ended with status " + std::to_string(reply.status);
}

void Helper::ask(const sys::helper::Request& request, const std::vector<int>& descriptors,
                 Done done) {
  const auto place = calls_.insert(calls_.end(), nullptr);
  *place = HelperCall::start(loop_, socket_, request, descriptors,
                             [this, place, done = std::move(done)](Result<HelperAnswer> answer) {
                               const Done then = done;
                               calls_.erase(place);  // and with the call this function
                               then(std::move(answer));
                             });
}

void Helper::ask_in_turn(sys::helper::Request request, Done done) {
  turns_.push_back({.request = std::move(request), .done = std::move(done)});
  if (turns_.size() == 1) take_turn();
}

void Helper::take_turn() {
  ask(turns_.front().request, {}, [this](Result<HelperAnswer> answer) {
    const Done done = std::move(turns_.front().done);
    turns_.pop_front();
    if (!turns_.empty()) take_turn();
    done(std::move(answer));  // may destroy this
  });
}

}  // namespace dial::net
