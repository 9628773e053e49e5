#pragma once

#include "base/error_table.hpp"

namespace dial::base {

// The system codes of the RAS API.
inline constexpr ErrorEntry kSystemErrors[] = {
    {ErrorCode::kSuccess, "SUCCESS", "no error", ""},
    {ErrorCode::kAccessDenied, "ERROR_ACCESS_DENIED", "access denied",
     "only root and members of the group dip may dial: usermod -aG dip USER"},
    {ErrorCode::kInvalidHandle, "ERROR_INVALID_HANDLE", "no such connection",
     "dialctl list shows the connections there are"},
    {ErrorCode::kNotEnoughMemory, "ERROR_NOT_ENOUGH_MEMORY", "not enough memory", ""},
    {ErrorCode::kInvalidParameter, "ERROR_INVALID_PARAMETER", "an argument is not valid", ""},
    {ErrorCode::kInvalidName, "ERROR_INVALID_NAME", "the name is not a valid name of a profile",
     "letters, digits, and . _ - after the first are safe; a slash never is"},
    {ErrorCode::kAlreadyExists, "ERROR_ALREADY_EXISTS", "there is a profile of that name already",
     "choose another name, or change the profile there is"},
    {ErrorCode::kNoMoreItems, "ERROR_NO_MORE_ITEMS", "no more items", ""},
};

}  // namespace dial::base
