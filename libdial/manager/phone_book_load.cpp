// The entries of a phone book: which there are, whose they are, and what is wrong with them.
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "manager/login_script.hpp"
#include "manager/phone_book.hpp"
#include "profile/reserved.hpp"
#include "sys/files.hpp"

namespace dial::manager {
namespace {

constexpr std::string_view kSuffix = ".toml";

std::string joined(const std::vector<profile::Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += to_string(diagnostic);
  }
  return text;
}

using Names = std::vector<std::string>;

std::string beside(const std::string& file, const std::string& name) {
  const auto directory = std::filesystem::path(file).parent_path();
  return (directory / (name + std::string(kSuffix))).string();
}

// Whose a file is decides what may stand in it.
profile::Trust trust_of(const sys::OwnedText& file, const EntryKey& key) {
  const bool is_roots = !key.user && is_privileged(file.owner) && !file.others_can_write;
  return is_roots ? profile::Trust::kRoot : profile::Trust::kOthers;
}

// What of a file's text may stand in root's files only, if the file is not root's.
std::vector<profile::Diagnostic> refused_in(const sys::OwnedText& text, const std::string& file,
                                            const EntryKey& key) {
  if (trust_of(text, key) == profile::Trust::kRoot) return {};
  return profile::reserved_keys(text.text, file);
}

// The reader of an entry's bases, which keeps what else is to be known of them. Each file is
// judged by whose it is: what is based on it does not make it root's.
struct Bases {
  std::string file;  // of the entry
  EntryKey key;
  std::vector<std::string> names = {};
  std::vector<std::string> roots = {};  // the files of those that are root's
  std::vector<profile::Diagnostic> refused = {};

  std::expected<profile::BaseText, std::string> read(const std::string& name) {
    names.push_back(name);
    std::string path = beside(file, name);
    auto text = sys::read_owned_file(path);
    if (!text) return std::unexpected(text.error().context);
    std::ranges::move(refused_in(*text, path, key), std::back_inserter(refused));
    if (trust_of(*text, key) == profile::Trust::kRoot) roots.push_back(path);
    return profile::BaseText{std::move(path), std::move(text->text)};
  }
};

}  // namespace

std::string default_secrets(const std::string& directory) {
  // "profiles/" and "profiles" name the same directory.
  const auto profiles = std::filesystem::path(directory + "/").lexically_normal();
  return (profiles.parent_path().parent_path() / "secrets.toml").string();
}

Result<> PhoneBook::load() {
  const auto files = sys::list_files(files_.directory, std::string(kSuffix));
  if (!files) return std::unexpected(files.error());
  entries_.clear();
  load_directory(files_.directory, std::nullopt);
  if (files_.users.empty()) return {};
  // Nobody has one until the first is made.
  for (const std::string& name : sys::list_directories(files_.users).value_or(Names())) {
    const auto key = parse_entry_key(name + "/entry");
    if (key && key->user) load_directory(directory_of(key->user), key->user);
  }
  return {};
}

void PhoneBook::load_directory(const std::string& directory, std::optional<uid_t> user) {
  for (const std::string& file :
       sys::list_files(directory, std::string(kSuffix)).value_or(Names())) {
    const EntryKey key{.user = user, .name = file.substr(0, file.size() - kSuffix.size())};
    entries_.insert_or_assign(to_string(key), load_entry(directory + "/" + file, key));
  }
}

void PhoneBook::reload(const EntryKey& key) {
  load_file(key);
  for (const EntryKey& other : based_on(key))
    load_file(other);
}

std::vector<EntryKey> PhoneBook::based_on(const EntryKey& key) const {
  std::vector<EntryKey> found;
  for (const auto& [name, entry] : entries_) {
    const bool names_it = std::ranges::find(entry.bases, key.name) != entry.bases.end();
    if (names_it && entry.key.user == key.user && entry.key.name != key.name)
      found.push_back(entry.key);
  }
  return found;
}

std::expected<profile::BaseText, std::string> PhoneBook::read_base(const std::string& file,
                                                                   const std::string& name) {
  return Bases{.file = file, .key = {}}.read(name);
}

void PhoneBook::load_file(const EntryKey& key) {
  const std::string file = file_of(key);
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    entries_.erase(to_string(key));
  } else {
    entries_.insert_or_assign(to_string(key), load_entry(file, key));
  }
}

// A file that a profile names is as the profile's text. What others wrote was refused before.
void PhoneBook::judge_script(Entry& entry, const std::vector<std::string>& roots_files) {
  const auto& profile = entry.profile;
  entry.has_roots_script =
      !profile.script.path.empty() ||
      std::ranges::find(roots_files, profile.login_script_file) != roots_files.end();
  const auto script =
      login_script(profile, entry.has_roots_script ? AtFiles::kNotRead : AtFiles::kRefused);
  if (script) return;
  entry.problem = script.error().context;
  entry.code = script.error().code;
}

PhoneBook::Entry PhoneBook::load_entry(const std::string& path, const EntryKey& key) {
  Entry entry{.file = path, .key = key};
  const auto file = sys::read_owned_file(entry.file);
  if (!file) {
    entry.problem = file.error().context;
    return entry;
  }
  entry.owner = file->owner;
  entry.trust = trust_of(*file, key);
  Bases bases{.file = path, .key = key};
  auto parsed = profile::parse_profile(file->text, entry.file,
                                       [&](const std::string& name) { return bases.read(name); });
  entry.bases = std::move(bases.names);
  if (parsed) entry.profile = std::move(*parsed);
  entry.profile.name = to_string(key);
  // Before all else: what is reserved is refused for that, not because it cannot be done yet.
  auto reserved = refused_in(*file, entry.file, key);
  std::ranges::move(bases.refused, std::back_inserter(reserved));
  entry.problem = joined(reserved);
  if (!entry.problem.empty()) {
    entry.code = ErrorCode::kAccessDenied;
  } else if (!parsed) {
    entry.problem = joined(parsed.error());
  } else {
    if (entry.trust == profile::Trust::kRoot) bases.roots.push_back(path);
    judge_script(entry, bases.roots);
  }
  return entry;
}

std::string PhoneBook::directory_of(std::optional<uid_t> user) const {
  return user ? files_.users + "/" + std::to_string(*user) + "/profiles" : files_.directory;
}

std::string PhoneBook::file_of(const EntryKey& key) const {
  return directory_of(key.user) + "/" + key.name + std::string(kSuffix);
}

std::string PhoneBook::secrets_file(const EntryKey& key) const {
  return key.user ? files_.users + "/" + std::to_string(*key.user) + "/secrets.toml"
                  : files_.secrets;
}

const std::string& PhoneBook::secret_name(const Entry& entry) {
  return entry.profile.secret.empty() ? entry.key.name : entry.profile.secret;
}

const PhoneBook::Entry* PhoneBook::find_entry(const std::string& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

Error PhoneBook::no_such_entry(const std::string& name) const {
  return {ErrorCode::kCannotFindPhonebookEntry, Layer::kConfiguration,
          "\"" + name + "\" in " + files_.directory};
}

Result<std::string> PhoneBook::resolve(const std::string& name, uid_t uid) const {
  const auto key = parse_entry_key(name);
  // Another user's entry is as good as none.
  if (!key || (key->user && *key->user != uid && !is_privileged(uid)))
    return std::unexpected(no_such_entry(name));
  if (key->user || entries_.contains(name)) return name;
  const std::string own = to_string({.user = uid, .name = name});
  return entries_.contains(own) ? own : name;
}

ProfileInfo PhoneBook::check(const std::string& file) {
  const std::filesystem::path path(file);
  ProfileInfo info{
      .name = path.stem().string(), .file = file, .device = {}, .number = {}, .problem = {}};
  if (std::filesystem::is_directory(path)) {
    info.problem = file + ": is a directory";
  } else if (path.extension() != kSuffix) {
    info.problem = file + ": diald reads files named NAME.toml only";
  } else if (const auto problem = profile::entry_name_problem(info.name); !problem.empty()) {
    info.problem = file + ": " + problem;
  }
  if (!info.problem.empty()) return info;
  const Entry entry = load_entry(file, {.user = {}, .name = info.name});
  info.owner = entry.owner;
  info.device = entry.profile.line.device;
  info.number = entry.profile.number;
  info.problem = entry.problem;
  info.abstract = entry.profile.is_abstract;
  return info;
}

std::vector<ProfileInfo> PhoneBook::entries(uid_t viewer) const {
  std::vector<ProfileInfo> all;
  all.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) {
    const bool is_own = entry.key.user == viewer;
    if (entry.key.user && !is_own && !is_privileged(viewer)) continue;
    // His own entry by its name alone, unless that names the system's.
    const bool is_short = is_own && resolve(entry.key.name, viewer) == name;
    all.push_back({.name = is_short ? entry.key.name : name,
                   .file = entry.file,
                   .device = entry.profile.line.device,
                   .number = entry.profile.number,
                   .problem = entry.problem,
                   .owner = entry.owner,
                   .writable = is_own || is_privileged(viewer),
                   .abstract = entry.profile.is_abstract});
  }
  return all;
}

std::vector<std::string> PhoneBook::problems() const {
  std::vector<std::string> all;
  for (const auto& [name, entry] : entries_) {
    if (!entry.problem.empty()) all.push_back(entry.problem);
  }
  return all;
}

Result<profile::Profile> PhoneBook::find(const std::string& key) const {
  const Entry* entry = find_entry(key);
  if (entry == nullptr) return std::unexpected(no_such_entry(key));
  if (!entry->problem.empty())
    return std::unexpected(Error{entry->code, Layer::kConfiguration, entry->problem});
  return entry->profile;
}

Result<std::string> PhoneBook::text(const std::string& name, uid_t viewer) const {
  const auto key = resolve(name, viewer);
  if (!key) return std::unexpected(key.error());
  const Entry* entry = find_entry(*key);
  if (entry == nullptr) return std::unexpected(no_such_entry(name));
  return sys::read_file(entry->file);
}

}  // namespace dial::manager
