#pragma once

#include "dial/dispatcher.hpp"
#include "uv/outside_loop.hpp"

namespace dial {

struct Dispatcher::Impl {
  std::shared_ptr<uv::OutsideLoop> loop;
};

}  // namespace dial
