#pragma once

#include <uv.h>

#include <memory>

#include "uv/turn.hpp"

namespace dial::uv {

// uv_close() is asynchronous and the memory must outlive its callback (libuv, uv_close), so a
// handle lives on the heap and its deleter hands it to the loop instead of freeing it.
struct CloseThenDelete {
  template <class H>
  void operator()(H* handle) const {
    handle->data = nullptr;  // a callback already queued finds no owner
    ask_for_turn(handle->loop);
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* closed) { delete reinterpret_cast<H*>(closed); });
  }
};

// Holds an initialised libuv handle only.
template <class H>
using Handle = std::unique_ptr<H, CloseThenDelete>;

}  // namespace dial::uv
