#pragma once

#include "dial/phone_book.hpp"
#include "dial/ras.h"
#include "ras/guard.hpp"

namespace dial::ras {

// What a new entry begins with: nothing but the defaults of a profile.
RASENTRY new_entry();

// The properties that count as a structure; kBufferTooSmall, naming the member, for a text that
// does not fit: cut, it would be another one.
Result<RASENTRY> to_entry(const Properties& effective);

// What to change in a profile that reads as `now`, so that it reads as `wanted`. A value that is
// the default leaves the file. kFeatureDeprecated with the members that mean nothing here,
// kInvalidParameter with those that make no sense.
Result<PropertyChanges> changes_between(const RASENTRY& now, const RASENTRY& wanted);

}  // namespace dial::ras
