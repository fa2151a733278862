#include "root/missing.hpp"

#include "base/cache.hpp"
#include "base/shell.hpp"
#include "history/history.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace fs = std::filesystem;

namespace crossrc::root {
namespace {

constexpr std::string_view k_mounted = "mounted ";
constexpr std::string_view k_unmounted = "unmounted ";

struct Memory {
  bool is_mounted = false; ///< by `crossrc root mount`, and not taken away by `crossrc root umount`
  fs::path directory;
};

Cache cache() {
  return Cache(history::cache_directory() / "roots");
}

std::string question(const fs::path& place) {
  return "what is mounted at " + place.string();
}

Memory recall(const fs::path& place) {
  const std::string answer = cache().get(question(place)).value_or("");
  for (const std::string_view state : {k_mounted, k_unmounted})
    if (answer.starts_with(state)) return {state == k_mounted, answer.substr(state.size())};
  return {};
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

/// Packages that crossdev itself has not installed.
bool has_packages(const fs::path& root) {
  std::error_code error;
  for (fs::directory_iterator entry(root / "var/db/pkg", error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with("cross-")) return true;
  }
  return false;
}

/// No root that Portage could build for: that has a profile.
bool is_crossdevs_own(const fs::path& place) {
  return !is_there(place / "etc/portage/make.profile") && !is_there(place / "etc/make.profile") &&
         !has_packages(place);
}

std::optional<MissingMount> missing_at(const TargetRoot& place, const std::string& tuple,
                                       const fs::path& config_root) {
  std::error_code error;
  if (!fs::is_directory(place.path(), error) || place.mounted()) return std::nullopt;
  const Memory memory = recall(place.path());
  const bool is_gone = memory.is_mounted && !is_same_directory(memory.directory, place.path());
  const bool hides = is_same_directory(config_root, place.path());
  if (!is_gone && !(hides && is_crossdevs_own(place.path()))) return std::nullopt;
  return MissingMount{place.path(), tuple, memory.directory, hides};
}

/// TUPLE where `directory` is PREFIX/usr/TUPLE, else empty.
std::string tuple_in(const fs::path& directory, const fs::path& prefix) {
  const fs::path place = (directory / "").lexically_normal().parent_path();
  const fs::path usr = (prefix.empty() ? fs::path("/") : prefix) / "usr";
  return place.parent_path() == usr ? place.filename().string() : std::string();
}

} // namespace

void remember_mount(const fs::path& place, const fs::path& directory) {
  cache().put(question(place), std::string(k_mounted) + directory.string());
}

void remember_umount(const fs::path& place) {
  const Memory memory = recall(place);
  if (!memory.is_mounted) return;
  cache().put(question(place), std::string(k_unmounted) + memory.directory.string());
}

std::optional<MissingMount> find_missing_mount(const Asked& asked) {
  const std::array tuples{asked.tuple, tuple_in(asked.config_root, asked.prefix),
                          tuple_in(asked.root, asked.prefix)};
  for (const std::string& tuple : tuples) {
    if (!is_tuple(tuple)) continue;
    auto missing = missing_at(TargetRoot(asked.prefix, tuple), tuple, asked.config_root);
    if (missing) return missing;
  }
  return std::nullopt;
}

std::string message_of(const MissingMount& missing) {
  return fmt::format("the target's root belongs at \"{}\", and is not mounted there",
                     missing.place.string());
}

std::string remedy_of(const MissingMount& missing) {
  return fmt::format("crossrc root mount {} {}", missing.tuple,
                     missing.directory.empty() ? "DIR" : shell_quote(missing.directory.string()));
}

std::string text_of(const MissingMount& missing) {
  return fmt::format("{}; try: {}", message_of(missing), remedy_of(missing));
}

} // namespace crossrc::root
