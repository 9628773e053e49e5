#pragma once

#include <string>

#include "dial/ras.h"
#include "ras/guard.hpp"

namespace dial::ras {

struct EntryTexts {
  std::string number, device, script;
};

// Everything that RASENTRY can say and a profile cannot, all members at once: kFeatureDeprecated
// where RAS means something by it, else kInvalidParameter. What the values are worth, the manager
// says. The texts of what is good.
Result<EntryTexts> check_entry(const RASENTRY& entry);

}  // namespace dial::ras
