#pragma once

#include "rpc/fields.hpp"
#include "rpc/messages.hpp"

// What the calls and replies of messages.hpp share.
namespace dial::rpc {

State read_state(FieldReader& reader);  // fields state and state_number, which must agree
Error read_error(FieldReader& reader);  // field error; empty if null
Json json_or_null(const Error& error);

}  // namespace dial::rpc
