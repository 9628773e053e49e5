#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "net/hook_call.hpp"

namespace dial::net {

// How one program of a call is run; what is returned is to be kept, and ends the program when it is
// destroyed. `done`, on the loop and never inside the call, may destroy it; `trouble` is empty
// if the program ended with status 0, else "ended with status 1" or the like.
using HookDone = std::function<void(const std::string& trouble)>;
using RunProgram = std::function<Result<std::shared_ptr<void>>(
    const HookCall& call, const std::string& program, HookDone done)>;

// As children of this process, with its rights.
RunProgram run_here(uv_loop_t* loop);
// By dial-helper at that socket, as root, in this process's network; what they write goes where our
// own errors go. It runs nothing but what is below its folders of hooks.
RunProgram run_by_helper(uv_loop_t* loop, std::string socket);

}  // namespace dial::net
