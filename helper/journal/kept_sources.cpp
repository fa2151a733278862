#include "journal/kept_sources.hpp"

#include <fmt/format.h>
#include <functional>
#include <sys/stat.h>
#include <utility>

namespace fs = std::filesystem;

namespace crossrc::journal {
namespace {

constexpr off_t k_largest = 1 << 20;       // bytes: what is written to be removed is small
constexpr int64_t k_fresh = 3'000'000'000; // nanoseconds

} // namespace

fs::path kept_source(const fs::path& directory, const Command& command, const std::string& source) {
  const size_t name = std::hash<std::string>{}(source);
  return directory / fmt::format("{:x}-{:x}", command.started, name) / fs::path(source).filename();
}

void SourceKeeper::consider(const Command& command, const std::string& source) {
  const fs::path file = command.directory / source;
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  const int64_t changed = info.st_ctim.tv_sec * 1'000'000'000L + info.st_ctim.tv_nsec;
  const auto [seen, is_first] =
      seen_.try_emplace(std::hash<std::string>{}(file.lexically_normal().native()), changed);
  const bool is_another = !is_first && std::exchange(seen->second, changed) != changed;
  if (!is_another && command.started - changed > k_fresh) return;
  if (info.st_size > k_largest) return;
  const fs::path copy = kept_source(directory_, command, source);
  std::error_code error; // a full disk is no reason to stop a build
  fs::create_directories(copy.parent_path(), error);
  fs::copy_file(file, copy, error);
  if (file.extension() != ".adb") return;
  const char* specification = ".ads"; // is looked for beside the body
  fs::copy_file(fs::path(file).replace_extension(specification),
                fs::path(copy).replace_extension(specification), error);
}

} // namespace crossrc::journal
