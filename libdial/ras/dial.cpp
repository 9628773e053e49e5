// RasDial.
#include "ras/call.hpp"
#include "ras/guard.hpp"
#include "ras/structure.hpp"
#include "ras/text.hpp"

namespace dial::ras {
namespace {

constexpr std::uint32_t kKnownOptions =
    RDEOPT_UsePrefixSuffix | RDEOPT_PausedStates | RDEOPT_IgnoreModemSpeaker |
    RDEOPT_SetModemSpeaker | RDEOPT_IgnoreSoftwareCompression | RDEOPT_SetSoftwareCompression |
    RDEOPT_DisableConnectedUI | RDEOPT_DisableReconnectUI | RDEOPT_DisableReconnect |
    RDEOPT_NoUser | RDEOPT_PauseOnScript | RDEOPT_Router | RDEOPT_CustomDial | RASXOPT_SendAhead |
    RASXOPT_Detached;

Result<> read_options(const RASDIALEXTENSIONS* given, bool has_notifier, DialParameters& to) {
  if (given == nullptr) return {};
  const auto extensions = read_structure(given);
  if (!extensions) return std::unexpected(extensions.error());
  const std::uint32_t options = extensions->dwfOptions;
  if ((options & ~kKnownOptions) != 0) return std::unexpected(misused("an unknown RDEOPT"));
  if (extensions->reserved != 0 || extensions->reserved1 != 0 || extensions->dwXReserved != 0) {
    return std::unexpected(misused("a reserved member is not 0"));
  }
  // Nobody is told of a pause without a notifier: there it is the error it is without the option.
  to.allow_pause = has_notifier && (options & RDEOPT_PausedStates) != 0;
  to.detached = (options & RASXOPT_Detached) != 0;
  if ((options & RASXOPT_SendAhead) != 0) to.send_ahead = true;
  if (extensions->dwXHandlerLimit != 0) {
    to.handler_limit = std::chrono::milliseconds(extensions->dwXHandlerLimit);
  }
  return {};
}

// Members that RASDIALPARAMS has as text.
struct Texts {
  std::string entry, number, callback, user, password, domain, token;
};

Result<Texts> read_texts(const RASDIALPARAMS& given) {
  Texts texts;
  Error problem;
  const auto take = [&](std::string& to, const auto& member, const char* name) {
    auto text = read_text(member, name);
    if (text) to = std::move(*text);
    if (!text && !problem) problem = text.error();
  };
  take(texts.entry, given.szEntryName, "szEntryName");
  take(texts.number, given.szPhoneNumber, "szPhoneNumber");
  take(texts.callback, given.szCallbackNumber, "szCallbackNumber");
  take(texts.user, given.szUserName, "szUserName");
  take(texts.password, given.szPassword, "szPassword");
  take(texts.domain, given.szDomain, "szDomain");
  take(texts.token, given.szXPasswordToken, "szXPasswordToken");
  if (problem) return std::unexpected(problem);
  if (!texts.token.empty() && !texts.password.empty()) {
    return std::unexpected(misused("szPassword and szXPasswordToken for one"));
  }
  if (!texts.domain.empty() && !texts.user.empty()) texts.user = texts.domain + "\\" + texts.user;
  return texts;
}

struct Request {
  const RASDIALEXTENSIONS* extensions;
  Notifier notifier;
  HRASCONN* connection;
};

Result<> resume(const Request& request, const Texts& texts) {
  const auto id = to_id(*request.connection);
  if (!id) return std::unexpected(no_such_handle());
  const auto dial = Process::get().handles().find(*id, request.notifier);
  if (!dial) return std::unexpected(no_such_handle());
  if (!texts.entry.empty() && texts.entry != dial->entry()) {
    return std::unexpected(misused("the paused dial is one of another entry"));
  }
  if (!texts.token.empty()) return std::unexpected(misused("a token answers no paused state"));
  const auto dialer = dialer_of_thread();
  if (!dialer) return std::unexpected(dialer.error());
  const bool calls_back = !texts.callback.empty();
  return (*dialer)->resume(*id, {.user = texts.user,
                                 .password = texts.password,
                                 .number = calls_back ? texts.callback : texts.number});
}

Result<> check_notifier(const Notifier& notifier, const Context& context, bool is_detached) {
  if (notifier.function == nullptr) return {};
  if (is_detached) return std::unexpected(misused("a detached dial takes no notifier"));
  if (notifier.type > RASX_NotifierDescriptor) {
    return std::unexpected(misused("there is no such kind of notifier"));
  }
  if (notifier.type == RASX_NotifierDescriptor && !context.has_dispatcher()) {
    return std::unexpected(misused("this thread has a libuv loop, and no descriptor to poll"));
  }
  return {};
}

Result<> start(const Request& request, const Texts& texts) {
  const bool has_notifier = request.notifier.function != nullptr;
  DialParameters parameters{.entry = texts.entry,
                            .number = texts.number,
                            .user = texts.user,
                            .password = texts.password,
                            .password_token = {texts.token},
                            .callback_number = texts.callback};
  if (auto read = read_options(request.extensions, has_notifier, parameters); !read) return read;
  const auto context = Context::get();
  if (!context) return std::unexpected(context.error());
  if (auto right = check_notifier(request.notifier, **context, parameters.detached); !right) {
    return right;
  }
  auto dial = std::make_shared<Dial>(texts.entry, request.notifier);
  Dialer& dialer = (*context)->dialer();
  const auto id =
      has_notifier
          ? dialer.dial(parameters, [dial](const Notification& it) { return dial->deliver(it); })
          : dialer.dial(parameters);
  if (!id) return std::unexpected(id.error());
  Process::get().handles().add(*id, std::move(dial));
  *request.connection = to_handle(*id);
  return {};
}

Result<> dial_or_resume(Request request, const RASDIALPARAMS* given) {
  if (request.connection == nullptr) return std::unexpected(misused("no place for the handle"));
  if (is_inside_notifier()) return std::unexpected(misused("RasDial inside a notifier"));
  const auto parameters = read_structure(given);
  if (!parameters) return std::unexpected(parameters.error());
  request.notifier.callback_id = parameters->dwCallbackId;
  const auto texts = read_texts(*parameters);
  if (!texts) return std::unexpected(texts.error());
  if (*request.connection != nullptr) return resume(request, *texts);
  return start(request, *texts);
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasDial(const RASDIALEXTENSIONS* extensions, const char* phonebook,
                      const RASDIALPARAMS* parameters, std::uint32_t notifier_type,
                      RASNOTIFIER notifier, HRASCONN* connection) {
  return guarded([&]() -> dial::Result<> {
    if (auto right = check_phonebook(phonebook); !right) return right;
    return dial_or_resume({extensions, {notifier_type, notifier, 0}, connection}, parameters);
  });
}
