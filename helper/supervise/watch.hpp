#pragma once

#include "supervise/listener.hpp"
#include "twin/make.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace crossrc::supervise {

/// Which programs are watched: those that the package has built, and those that are installed in
/// the sysroot.
class Watch {
public:
  /// `setting` must outlive it.
  explicit Watch(const twin::Setting& setting) : setting_(setting) {}

  /// False as long as no process can have another root than this one.
  [[nodiscard]] bool has_other_roots() const { return has_other_roots_; }

  [[nodiscard]] bool covers(const std::filesystem::path& program) const;

  struct Found {
    std::filesystem::path program;
    /// Of a script, which is what is executed (execve(2)); or a call whose program only the kernel
    /// finds, in another root.
    bool is_interpreter = false;
  };
  /// The watched program that the kernel would run for the caller of `notification`, who executes
  /// `path` (as written); nothing where none is. A dynamic loader counts as watched: only its
  /// arguments tell what it runs.
  [[nodiscard]] std::optional<Found> find(const Notification& notification,
                                          const std::string& path);

private:
  [[nodiscard]] std::filesystem::path real_path_in_trees(const std::filesystem::path& path) const;

  /// True if the caller of `notification`, who executes `path`, may be in a root of its own.
  bool is_in_another_root(const Notification& notification, std::string_view path);

  const twin::Setting& setting_;
  std::unordered_set<std::string> unwatched_; ///< names of the system's programs, as written
  bool has_other_roots_ = false;
};

/// The ELF program that the kernel would run for the caller of `notification`: `path` (as written)
/// or, of a script, its interpreter. Empty where there is none.
std::filesystem::path program_behind(const Notification& notification, const std::string& path);

} // namespace crossrc::supervise
