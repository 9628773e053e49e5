#pragma once

namespace dial::script {

// One visitor for a variant from a function per alternative.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace dial::script
