#pragma once

#include "helper/settings.hpp"
#include "sys/fd.hpp"

namespace dial::helper {

// One client, one request, one reply; then it is over. Whoever is not the client the settings name
// is told so, and nothing of what he says is looked at.
void serve(const Settings& settings, const sys::Fd& client);

}  // namespace dial::helper
