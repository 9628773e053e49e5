// wvdial.conf(5). Where its manual and its code differ, the code was followed.
#include <array>
#include <set>

#include "profile/import/draft.hpp"
#include "profile/import/wvdial_file.hpp"

namespace dial::profile {
namespace {

using namespace std::chrono_literals;

struct Remark {
  std::string_view key;
  std::string_view why;  // empty: nothing is lost without it
};

// What a profile has no place for.
constexpr std::array kRemarks{
    Remark{"Phone1", "is an alternate number: add it to `alternates` by hand"},
    Remark{"Phone2", "is an alternate number: add it to `alternates` by hand"},
    Remark{"Phone3", "is an alternate number: add it to `alternates` by hand"},
    Remark{"Phone4", "is an alternate number: add it to `alternates` by hand"},
    Remark{"PPPD Path", "has no use: PPP is in the daemon"},
    Remark{"PPPD Option", "is for pppd; look for its like in [ppp] and [ip]"},
    Remark{"Remote Name", "only picks a line of pap-secrets, and a profile names its secret"},
    Remark{"Default Reply", "is not sent: write a [script] login if the peer waits for it"},
    Remark{"Carrier Check", "has no like: carrier is watched where the line has it"},
    Remark{"Auto Reconnect", "is not kept: write [redial] by hand"},
    Remark{"Dial Attempts", "is not kept: write [redial] by hand"},
    Remark{"Abort on Busy", "is not kept: write [redial] by hand"},
    Remark{"Abort on No Dialtone", "is not kept: write [redial] by hand"},
    Remark{"Idle Seconds", "is not kept: write [limits] idle by hand"},
    Remark{"Compuserve", "is a login of its own: write it as a [script]"},
    Remark{"Tonline", "is a login of its own: write it as a [script]"},
    Remark{"New PPPD", ""},
    Remark{"Check DNS", ""},
    Remark{"DNS Test1", ""},
    Remark{"DNS Test2", ""},
    Remark{"Check Def Route", ""},
    Remark{"Country", ""},
    Remark{"Provider", ""},
    Remark{"Product", ""},
    Remark{"Homepage", ""},
    Remark{"DialMessage1", ""},
    Remark{"DialMessage2", ""},
    Remark{"Modem Type", ""},  // wvdialconf writes these three and wvdial does not read them
    Remark{"FlowControl", ""},
    Remark{"SetVolume", ""},
};

class WvdialEntry {
 public:
  WvdialEntry(const WvdialChain& chain, Draft& draft) : chain_(chain), draft_(draft) {}

  void read() {
    read_line();
    read_modem();
    read_login();
    read_ip();
    read_rest();
  }

 private:
  // Hands the value of a key and its place to `take`; false: the file has no such key.
  template <class Take>
  bool with(std::string_view key, Take take) {
    known_.insert(lower(key));
    const IniEntry* entry = chain_.find(key);
    if (entry == nullptr) return false;
    const WipedText value = wvdial_value(entry->value);
    take(value.view(), draft_.origin(entry->line, key));
    return true;
  }
  bool is_on(std::string_view key, bool usual) {
    with(key, [&](std::string_view value, const Origin& origin) {
      draft_.set_flag(usual, value, origin);
    });
    return usual;
  }

  void read_line();
  void read_modem();
  void read_number();
  void read_login();
  void read_prompts();
  void read_ip();
  void read_rest();

  const WvdialChain& chain_;
  Draft& draft_;
  std::set<std::string> known_{"inherits"};
};

void WvdialEntry::read_line() {
  Line& line = draft_.profile().line;
  line.speed = 57'600;  // wvdial's own
  with("Modem", [&](auto value, const Origin& origin) { draft_.set_device(value, origin); });
  with("Baud", [&](auto value, const Origin& origin) { draft_.set_speed(value, origin); });
  if (is_on("ISDN", false)) draft_.refuse(draft_.here(), "ISDN lines are not supported");
}

void WvdialEntry::read_modem() {
  Modem& modem = draft_.profile().modem;
  modem.init.clear();
  const auto add = [&](auto value, const Origin& origin) { draft_.add_init(value, origin); };
  // Init is another name of Init1.
  if (!with("Init1", add) && !with("Init", add)) modem.init.emplace_back("ATZ");
  known_.insert("init");
  for (const std::string_view key :
       {"Init2", "Init3", "Init4", "Init5", "Init6", "Init7", "Init8", "Init9"})
    with(key, add);
  with("Dial Command",
       [&](auto value, const Origin& origin) { draft_.set_dial_command(value, origin); });
  with("Dial Timeout", [&](auto value, const Origin& origin) {
    draft_.set_seconds(modem.dial_timeout, value, 1s, 1h, origin);
  });
  // wvdial dials COMMAND PREFIX , AREA PHONE; the comma only after a prefix.
  with("Dial Prefix", [&](auto value, const Origin& origin) {
    if (!value.empty()) draft_.set_prefix(std::string(value) + ",", origin);
  });
  read_number();
}

void WvdialEntry::read_number() {
  std::string area;
  with("Area Code", [&](auto value, const Origin&) { area = value; });
  with("Phone", [&](auto value, const Origin& origin) {
    draft_.set_number(area + std::string(value), origin);
  });
}

void WvdialEntry::read_login() {
  const auto take_user = [&](auto value, const Origin& origin) { draft_.set_user(value, origin); };
  if (!with("Username", take_user)) with("Login", take_user);
  known_.insert("login");
  with("Password", [&](auto value, const Origin& origin) { draft_.set_password(value, origin); });
  if (is_on("Ask Password", false))
    draft_.left_out(draft_.here(), "nobody is asked yet; put the password in the secrets file");
  read_prompts();
}

// A prompt of wvdial as an expect word of chat(8); empty: it cannot be one.
std::string expect_word(std::string_view prompt) {
  std::string word = "\"";
  for (const char c : prompt) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) return {};
    if (std::string_view("\\\"'-^$").find(c) != std::string_view::npos) word += '\\';
    word += c;
  }
  return word + "\"";
}

void WvdialEntry::read_prompts() {
  std::string& script = draft_.profile().login_script;
  const bool is_stupid = is_on("Stupid Mode", false);
  const auto add = [&](std::string_view reply, bool has_reply) {
    return [this, &script, is_stupid, reply, has_reply](auto value, const Origin& origin) {
      if (is_stupid) return draft_.left_out(origin, "is never waited for in Stupid Mode");
      const std::string word = value.empty() ? std::string() : expect_word(value);
      if (word.empty() || !has_reply)
        return draft_.left_out(origin, "cannot become a line of a login script");
      script += word + " " + std::string(reply) + "\n";
      draft_.changed(origin, "became a line of the login script");
    };
  };
  with("Login Prompt", add("$USER", !draft_.profile().user.empty()));
  with("Password Prompt", add("\\q$PASSWORD", !draft_.password().empty()));
  if (!is_stupid && script.empty())
    draft_.changed(draft_.here(),
                   "wvdial answers prompts by guessing; here PPP starts at once, so write a"
                   " [script] login if the peer wants one");
}

void WvdialEntry::read_ip() {
  Ip& ip = draft_.profile().ip;
  ip.default_route = true;  // wvdial runs pppd with defaultroute and usepeerdns
  with("Auto DNS",
       [&](auto value, const Origin& origin) { draft_.set_flag(ip.name_servers, value, origin); });
  with("Force Address", [&](auto value, const Origin& origin) {
    if (!value.empty()) draft_.set_address(ip.local, value, origin);
  });
}

void WvdialEntry::read_rest() {
  for (const Remark& remark : kRemarks) {
    with(remark.key, [&](std::string_view, const Origin& origin) {
      if (!remark.why.empty()) draft_.left_out(origin, remark.why);
    });
  }
  for (const IniSection* section : chain_.links()) {
    for (const IniEntry& entry : section->entries) {
      // Not by its name: it may be a password that lost its key.
      if (!known_.contains(lower(entry.key)))
        draft_.left_out(draft_.origin(entry.line, ""), "a key that wvdial does not know");
    }
  }
}

}  // namespace

Imported import_wvdial(const ImportSource& source) {
  Imported result;
  const WvdialSections sections = wvdial_sections(source.text);
  for (const auto& [name, section] : sections) {
    const bool is_defaults = name == kWvdialDefaults;
    const WvdialChain chain(sections, section);
    // Defaults without a number are only there to be inherited.
    if (is_defaults && chain.find("Phone") == nullptr && sections.size() > 1) continue;
    Draft draft(source, std::string(is_defaults ? stem(source.file) : section.name), section.line,
                result);
    WvdialEntry(chain, draft).read();
    draft.finish("wvdial.conf");
  }
  if (sections.empty())
    result.notes.push_back(
        {NoteKind::kRefused, "", source.file, 0, "there is no section [Dialer NAME] in it"});
  return result;
}

}  // namespace dial::profile
