#pragma once

#include "net/helper_call.hpp"

namespace dial::manager {

using net::HelperAnswer;
using net::HelperCall;

}  // namespace dial::manager
