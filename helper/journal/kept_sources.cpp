#include "journal/kept_sources.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <sys/stat.h>
#include <utility>

namespace fs = std::filesystem;

namespace crossrc::journal {
namespace {

constexpr off_t k_largest = 1 << 20; // bytes: what is written to be removed is small

// Nanoseconds. Unpacking gives old times of writing and new ones of change; a generator's output
// may wait for its compiler, where many run.
constexpr int64_t k_just_changed = 3'000'000'000;
constexpr int64_t k_just_written = 30'000'000'000;

int64_t nanoseconds(const timespec& time) {
  return time.tv_sec * 1'000'000'000L + time.tv_nsec;
}

int64_t changed_at(const struct stat& info) {
  return nanoseconds(info.st_ctim);
}

bool is_fresh(const struct stat& info, const Command& command) {
  return command.started - changed_at(info) <= k_just_changed ||
         command.started - nanoseconds(info.st_mtim) <= k_just_written;
}

/// Of `#include "NAME"`, however it is spaced; empty for any other line.
std::string_view included_by(std::string_view line) {
  constexpr std::string_view k_include = "include";
  const auto skip = [&](std::string_view word) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const bool is_there = line.starts_with(word);
    if (is_there) line.remove_prefix(word.size());
    return is_there;
  };
  if (!skip("#") || !skip(k_include) || !skip("\"")) return {};
  return line.substr(0, line.find('"'));
}

/// Copied to below a directory it has to stay there.
bool stays_below(const fs::path& name) {
  return name.is_relative() && !name.empty() && *name.lexically_normal().begin() != "..";
}

/// A header that the source includes, and where it was found.
struct Header {
  fs::path name;
  fs::path file;
};

std::vector<Header> fresh_headers(const Command& command, const fs::path& source) {
  std::vector<Header> headers;
  const std::string text = read_file_if_exists(source).value_or("");
  for (const std::string_view line : split(text, '\n')) {
    const fs::path name = included_by(line);
    if (!stays_below(name)) continue;
    for (const fs::path& directory : {source.parent_path(), command.directory}) {
      struct stat info {};
      if (::stat((directory / name).c_str(), &info) != 0) continue;
      if (is_fresh(info, command) && S_ISREG(info.st_mode) && info.st_size <= k_largest)
        headers.push_back({name, directory / name});
      break;
    }
  }
  return headers;
}

void keep(const fs::path& file, const fs::path& to) {
  std::error_code error; // a full disk is no reason to stop a build
  fs::create_directories(to.parent_path(), error);
  fs::copy_file(file, to, error);
}

/// gprbuild writes some at its start, and names them until its end.
bool is_temporary(const fs::path& file) {
  const char* chosen = std::getenv("TMPDIR");
  return is_below(file, "/tmp") || (chosen != nullptr && *chosen == '/' && is_below(file, chosen));
}

/// An object, a library or an archive: these are made again.
bool is_machine_code(const fs::path& file) {
  std::ifstream content(file, std::ios::binary);
  std::array<char, 4> magic{};
  content.read(magic.data(), magic.size());
  const std::string_view start(magic.data(), magic.size());
  return start == "\177ELF" || start == "!<ar" || start == "!<th";
}

} // namespace

fs::path kept_source(const fs::path& directory, const Command& command, const std::string& source) {
  const size_t name = std::hash<std::string>{}(source);
  return directory / fmt::format("{:x}-{:x}", command.started, name) / fs::path(source).filename();
}

void SourceKeeper::consider(const Command& command, const std::string& source) {
  const fs::path file = command.directory / source;
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  const int64_t changed = changed_at(info);
  const auto [seen, is_first] =
      seen_.try_emplace(std::hash<std::string>{}(file.lexically_normal().native()), changed);
  const bool is_another = !is_first && std::exchange(seen->second, changed) != changed;
  if (info.st_size > k_largest) return;
  const auto headers = fresh_headers(command, file);
  if (!is_another && !is_fresh(info, command) && headers.empty()) return;
  const fs::path kept = kept_source(directory_, command, source);
  keep(file, kept);
  for (const Header& header : headers) keep(header.file, kept.parent_path() / header.name);
  if (file.extension() != ".adb") return;
  const char* specification = ".ads"; // is looked for beside the body
  keep(fs::path(file).replace_extension(specification),
       fs::path(kept).replace_extension(specification));
}

void SourceKeeper::consider_named(const Command& command, const std::string& name) {
  const fs::path file = (command.directory / name).lexically_normal();
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > k_largest ||
      (!is_fresh(info, command) && !is_temporary(file)) || is_machine_code(file))
    return;
  const fs::path kept = place_of(command, name);
  auto& former = named_[fmt::format("{}:{}:{}", file.native(), info.st_ino, changed_at(info))];
  std::error_code error;
  fs::create_directories(kept.parent_path(), error);
  if (!former.empty()) fs::create_hard_link(former, kept, error); // commands by the hundred
  if (former.empty() || error) keep(file, kept);
  former = kept;
}

} // namespace crossrc::journal
