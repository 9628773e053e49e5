#pragma once

#include <libmnl/libmnl.h>

#include <cstddef>

// The attributes of an rtnetlink message, in order.
namespace dial::sys {

// Calls `each` with an attribute's number and the attribute, of those behind a header.
template <class Each>
void for_attributes(const nlattr* first, std::size_t size, Each each) {
  const nlattr* attribute = first;
  auto left = static_cast<int>(size);
  while (mnl_attr_ok(attribute, left)) {
    each(mnl_attr_get_type(attribute), attribute);
    left -= MNL_ALIGN(attribute->nla_len);
    attribute = mnl_attr_next(attribute);
  }
}

template <class Header, class Each>
void for_attributes_of(const nlmsghdr& message, Each each) {
  const std::size_t header = MNL_ALIGN(sizeof(Header));
  for_attributes(static_cast<const nlattr*>(mnl_nlmsg_get_payload_offset(&message, sizeof(Header))),
                 mnl_nlmsg_get_payload_len(&message) - header, each);
}

template <class Each>
void for_nested(const nlattr* nest, Each each) {
  for_attributes(static_cast<const nlattr*>(mnl_attr_get_payload(nest)),
                 mnl_attr_get_payload_len(nest), each);
}

}  // namespace dial::sys
