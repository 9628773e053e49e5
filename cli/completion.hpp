#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace dial::cli {

// What a shell may offer for a word of a command line.
struct Candidate {
  std::string word;
  std::string description;  // may be empty
  bool operator==(const Candidate&) const = default;
};

// Instead of words: the shell knows its files and directories best.
inline constexpr const char* kFiles = ":files";
inline constexpr const char* kDirectories = ":directories";

// What is asked for where it is needed only; none of them may fail.
struct CompletionSources {
  std::function<std::vector<Candidate>()> entries;
  std::function<std::vector<Candidate>()> devices;
  std::function<std::vector<Candidate>()> keys;  // of a profile
};

// The candidates for the last of `words` (without the program's name), which may be empty: from the
// options and subcommands that the application has declared. "=" may be a word of its own, as bash
// has it. In the order of --help; only those that begin with what is typed.
std::vector<Candidate> complete(const CLI::App& app, const std::vector<std::string>& words,
                                const CompletionSources& sources);

// For the scripts of the shells, which do nothing but call `dialctl __complete WORD...`: prints the
// candidates, a line each, with a tab before the description.
inline constexpr const char* kCompleteCommand = "__complete";
void print_completions(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace dial::cli
