#include "conformance/ending_program.hpp"

namespace dial::conformance {

EndingProgram::EndingProgram(const DialerOptions& options, const DialParameters& parameters,
                             Handler handler, std::optional<State> last) {
  std::thread([&] { run(options, parameters, handler, last); }).join();
}

void EndingProgram::run(const DialerOptions& options, const DialParameters& parameters,
                        const Handler& handler, std::optional<State> last) {
  uv_loop_init(&loop_);
  auto dialer = Dialer::create(&loop_, options);
  if (!dialer) give_up("a Dialer");
  dialer_ = std::make_unique<Dialer>(std::move(*dialer));
  const auto id =
      dialer_->dial(parameters, [this, last, inner = handler.callable()](const auto& notification) {
        inner(notification);
        if (notification.state == last) uv_stop(&loop_);
      });
  if (!id) give_up("a dial that is accepted");
  if (last) uv_run(&loop_, UV_RUN_DEFAULT);
}

EndingProgram::~EndingProgram() {
  if (dialer_ && !clean_up()) give_up("a loop on which a Dialer leaves nothing open");
}

bool EndingProgram::clean_up() {
  dialer_.reset();
  uv_run(&loop_, UV_RUN_DEFAULT);
  return uv_loop_close(&loop_) == 0;
}

}  // namespace dial::conformance
