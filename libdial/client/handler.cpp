#include "dial/handler.hpp"

namespace dial {

NotificationHandler notify(DialFunc function) {
  if (!function) return nullptr;
  return [function = std::move(function)](const Notification& notification) {
    function(notification.state, notification.error.code);
  };
}

NotificationHandler notify(DialFunc1 function) {
  if (!function) return nullptr;
  return [function = std::move(function)](const Notification& notification) {
    function(notification.connection, notification.state, notification.error.code,
             extended_error(notification.error));
  };
}

NotificationHandler notify(DialFunc2 function, std::uintptr_t context) {
  if (!function) return nullptr;
  return [function = std::move(function), context](const Notification& notification) {
    return function(context, notification.subentry, notification.connection, notification.state,
                    notification.error.code, extended_error(notification.error));
  };
}

std::uint32_t extended_error(const Error& error) {
  return error.os_error > 0 ? static_cast<std::uint32_t>(error.os_error) : 0;
}

}  // namespace dial
