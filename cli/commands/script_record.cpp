// A login that a person types becomes a dialogue and a draft of a chat script.
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "cli/commands/commands.hpp"
#include "cli/commands/script.hpp"
#include "cli/free_files.hpp"
#include "cli/output.hpp"
#include "cli/person.hpp"
#include "cli/private_folder.hpp"
#include "cli/text.hpp"
#include "script/recording.hpp"
#include "sys/replace_file.hpp"

namespace dial::cli {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPrivate = 0600;
constexpr std::string_view kEntry = "line";

Error unusable(ErrorCode code, std::string context, int os_error = 0) {
  return {code, Layer::kConfiguration, std::move(context), "", os_error};
}

// A phone book of one entry: the device as it is, with a person at it.
class DeviceBook {
 public:
  static Result<DeviceBook> make(const ScriptRecordArguments& arguments) {
    // As a literal string of TOML.
    if (arguments.target.find_first_of("'\r\n") != std::string::npos)
      return std::unexpected(
          unusable(ErrorCode::kPortNotFound, "no device has a quote or a line end in its name"));
    auto folder = PrivateFolder::make();
    if (!folder) return std::unexpected(folder.error());
    DeviceBook book(std::move(*folder));
    const std::string text = "[line]\ndevice = '" + arguments.target +
                             "'\nspeed = " + std::to_string(arguments.speed) +
                             "\n[modem]\ntype = \"direct\"\n[script]\nterminal = \"after_dial\"\n";
    const auto file = fs::path(book.profiles()) / (std::string(kEntry) + ".toml");
    std::error_code failed;
    fs::create_directory(book.profiles(), failed);
    if (auto written = sys::replace_file(file.string(), text, kPrivate); !written)
      return std::unexpected(written.error());
    return book;
  }

  // The secrets are looked for beside them.
  std::string profiles() const { return folder_.path() + "/profiles"; }

 private:
  explicit DeviceBook(PrivateFolder folder) : folder_(std::move(folder)) {}
  PrivateFolder folder_;
};

// Else it would be dialled, and the line stay up with nothing recorded.
Result<> check_terminal(const Globals& globals, const std::string& entry) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return std::unexpected(dialer.error());
  const auto properties = dialer->entry_properties(entry);
  if (!properties) return std::unexpected(properties.error());
  const auto terminal = properties->effective.find("script.terminal");
  if (terminal != properties->effective.end() &&
      terminal->second != PropertyValue(std::string("none")))
    return {};
  return std::unexpected(
      unusable(ErrorCode::kKeyNotFound,
               "the profile \"" + entry +
                   "\" hands the line to nobody: write terminal = \"after_dial\" under [script], "
                   "in place of a login script"));
}

}  // namespace

ExitStatus script_record(const Globals& globals, const ScriptRecordArguments& arguments) {
  const std::string dialogue_file = arguments.output + ".dialogue";
  const auto is_free = arguments.force ? Result<>() : check_free({arguments.output, dialogue_file});
  if (!is_free) return fail(globals, is_free.error());

  const auto now = [] { return std::chrono::steady_clock::now(); };
  script::Recording recording(now());
  ConnectArguments dial{.entry = arguments.target};
  dial.told = [&](bool is_typed, Octets octets) {
    if (is_typed) {
      recording.handle_typed(octets, now());
    } else {
      recording.handle_received(octets, now());
    }
  };
  Globals where = globals;
  std::optional<DeviceBook> book;
  if (arguments.target.contains('/')) {
    auto made = DeviceBook::make(arguments);
    if (!made) return fail(globals, made.error());
    book.emplace(std::move(*made));
    where.dialer.direct = true;
    where.dialer.profiles = book->profiles();
    dial.entry = kEntry;
  } else if (const auto found = check_terminal(globals, arguments.target); !found) {
    return fail(globals, found.error());
  }
  const ExitStatus ended = connect(where, dial);
  const script::Recorded recorded = recording.finish();
  if (recorded.dialogue.empty() && ended == ExitStatus::kOk)
    tell_person("Nothing was said on the line, and nothing is recorded.");
  if (recorded.dialogue.empty()) return ended;
  for (const auto& [file, text] :
       {std::pair(arguments.output, recorded.chat), std::pair(dialogue_file, recorded.dialogue)}) {
    if (auto written = sys::replace_file(file, text, kPrivate); !written)
      return fail(globals, written.error());
    if (!globals.json) write_out(terminal_safe(file) + "\n");
  }
  if (recorded.is_cut && !globals.json)
    write_out("the session was longer than 256 KiB; its end is not recorded\n");
  return ended;
}

}  // namespace dial::cli
