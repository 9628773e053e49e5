#include "net/hook_programs.hpp"

#include <unistd.h>

#include "net/helper.hpp"
#include "net/process.hpp"
#include "sys/name_space.hpp"

namespace dial::net {
namespace {

using sys::helper::Request;

Request request_for(const HookCall& call, const std::string& program) {
  Request request{.verb = sys::helper::Verb::kRunHook,
                  .name = program,
                  .arguments = call.arguments,
                  .limit = call.limit};
  for (const std::string& variable : call.environment) {
    const auto equals = variable.find('=');
    const std::string name = variable.substr(0, equals);
    // Where root's programs find others is root's to say.
    if (equals != variable.npos && name != "PATH")
      request.environment.emplace_back(name, variable.substr(equals + 1));
  }
  return request;
}

}  // namespace

RunProgram run_here(uv_loop_t* loop) {
  return [loop](const HookCall& call, const std::string& program,
                HookDone done) -> Result<std::shared_ptr<void>> {
    auto started = Process::start(loop,
                                  {.program = program,
                                   .arguments = call.arguments,
                                   .environment = call.environment,
                                   .limit = call.limit},
                                  std::move(done));
    if (!started) return std::unexpected(started.error());
    return std::shared_ptr<Process>(std::move(*started));
  };
}

RunProgram run_by_helper(uv_loop_t* loop, std::string socket) {
  return [loop, socket = std::move(socket)](const HookCall& call, const std::string& program,
                                            HookDone done) -> Result<std::shared_ptr<void>> {
    const auto network = sys::own_name_space();
    if (!network) return std::unexpected(network.error());
    return std::shared_ptr<HelperCall>(
        HelperCall::start(loop, socket, request_for(call, program), {network->get(), STDERR_FILENO},
                          [done = std::move(done)](const Result<HelperAnswer>& answer) {
                            done(trouble_of(answer));
                          }));
  };
}

}  // namespace dial::net
