// What the interface of a link is called.
#include <cerrno>

#include "net/link.hpp"
#include "profile/routes.hpp"

namespace dial::net {
namespace {

constexpr unsigned kNumbers = 65'536;
constexpr char kOtherName[] = ": write another `interface` in the profile";

std::unexpected<Error> taken(const std::string& what) {
  return std::unexpected(Error{.code = ErrorCode::kNoIpAdapter,
                               .layer = Layer::kNetwork,
                               .context = what + kOtherName,
                               .os_error = EEXIST});
}

// In our own name space the kernel tells when it is made.
bool is_there(const Place& place, const std::string& name) {
  return place.space && place.network->find_link(name);
}

}  // namespace

Result<Place> Link::wanted_place() const {
  const std::string& space = profile_.ip.name_space;
  return space.empty() ? system_->own_place() : system_->place_in(space);
}

Result<sys::Tun> Link::make_interface() const {
  const auto place = wanted_place();
  if (!place) return std::unexpected(place.error());
  const std::string pattern = profile::interface_pattern(profile_.ip.interface, profile_.name);
  const bool is_numbered = pattern.find("%d") != pattern.npos;
  return is_numbered ? make_numbered(*place, pattern) : make_named(*place, pattern);
}

Result<sys::Tun> Link::make_named(const Place& place, const std::string& name) const {
  if (const auto held = system_->holder_of(name))
    return taken("the interface " + name + " is that of the profile " + held->entry);
  if (is_there(place, name))
    return taken("there is an interface " + name + " in the name space " + profile_.ip.name_space);
  return sys::Tun::open(name);
}

// Not by the kernel: it knows the names of one name space only.
Result<sys::Tun> Link::make_numbered(const Place& place, const std::string& pattern) const {
  for (unsigned number = 0; number < kNumbers; ++number) {
    std::string name = pattern;
    name.replace(name.find("%d"), 2, std::to_string(number));
    if (system_->holder_of(name) || is_there(place, name)) continue;
    auto tun = sys::Tun::open(name);
    const bool is_taken = !tun && tun.error().os_error == EBUSY;
    if (!is_taken) return tun;
  }
  return taken("no number is free for an interface " + pattern);
}

}  // namespace dial::net
