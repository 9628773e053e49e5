#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "hdlc/codec.hpp"
#include "ppp/protocol_numbers.hpp"
#include "script/login.hpp"
#include "support/lua_process.hpp"
#include "support/session_rig.hpp"

namespace dial::test {

using script::Language;
inline constexpr std::array kLanguages{Language::kChat, Language::kScp, Language::kLua};

inline script::Login login_of(Language language, std::string_view text, std::string name = "isp") {
  const auto login = script::Login::parse(language, text, {.source = {.name = std::move(name)}});
  REQUIRE_MESSAGE(login.has_value(), text);
  return *login;
}

// The same script in each language.
inline std::string_view in(Language language, std::string_view chat, std::string_view scp,
                           std::string_view lua) {
  switch (language) {
    case Language::kChat:
      return chat;
    case Language::kScp:
      return scp;
    case Language::kLua:
      break;
  }
  return lua;
}

// Asks for name and password, as every login does.
inline std::string_view usual_login(Language language) {
  return in(language, "ogin: $USER word: $PASSWORD",
            "proc main\n"
            "waitfor \"ogin:\"\n transmit $USERID, raw\n transmit \"^M\"\n"
            "waitfor \"word:\"\n transmit $PASSWORD, raw\n transmit \"^M\"\n"
            "endproc\n",
            "expect('ogin:') send(profile.user, '\\r')\n"
            "expect('word:') send(profile.password, '\\r')\n");
}

// A rig whose far end is the test's: nobody speaks PPP.
inline SessionRig::Options scripted(Language language, std::string_view text) {
  SessionRig::Options options;
  options.peer_answers = false;
  options.settings.login = login_of(language, text);
  return options;
}

// With the interpreter of a Lua script, a real one.
class LoginRig : public SessionRig {
 public:
  explicit LoginRig(Options options) : SessionRig(std::move(options)) {
    interpreter = [process = std::shared_ptr<LuaProcess>()](Octets frame) mutable {
      if (!process) process = std::make_shared<LuaProcess>();
      return process->converse(frame);
    };
  }
  LoginRig(Language language, std::string_view text) : LoginRig(scripted(language, text)) {}

  bool is_logged_in() const { return has_heard(State::kAllDevicesConnected); }
};

// A Configure-Request as a peer sends it before LCP is open: every control octet escaped, or none.
inline std::string first_frame(bool escaped = true) {
  Buffer wire;
  hdlc::Framing framing;
  if (!escaped) framing.accm = 0;
  hdlc::encode({ppp::kProtocolLcp, Buffer{1, 77, 0, 8, 1, 4, 5, 0xdc}}, framing, wire);
  return std::string(text_of(wire));
}

// Our answer to it, the Configure-Ack, is among what was sent.
inline bool is_answered(const SessionRig& rig) {
  hdlc::Decoder decoder(1600);
  for (Octets rest = octets_of(rig.sent_online); !rest.empty();) {
    rest = rest.subspan(decoder.decode(rest));
    const auto frame = decoder.frame();
    if (!frame || frame->protocol != ppp::kProtocolLcp || frame->information.size() < 2) continue;
    if (frame->information[0] == 2 && frame->information[1] == 77) return true;
  }
  return false;
}

}  // namespace dial::test
