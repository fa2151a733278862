// What makes a mount last over a reboot: a line of /etc/fstab (fstab(5)), or a unit of systemd
// (systemd.mount(5)).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::root {

/// A file that is to be put in place as a whole.
struct Change {
  std::filesystem::path file;
  std::string content;
  std::string line = {}; ///< of fstab: what is new
  bool is_unit = false;  ///< it is started by a link in local-fs.target.wants
};

/// `DIR PLACE none bind,x-crossrc.root 0 0`, by whose option it is known again.
std::string fstab_line(const std::filesystem::path& directory, const std::filesystem::path& place);

/// `fstab` with that line at its end, and all else as it was; nothing where it has it. Throws
/// InputError for another line with that place.
std::optional<std::string> with_mount(std::string_view fstab,
                                      const std::filesystem::path& directory,
                                      const std::filesystem::path& place);

/// `fstab` without the lines for `place` that with_mount() added; nothing where it has none.
std::optional<std::string> without_mount(std::string_view fstab,
                                         const std::filesystem::path& place);

/// The name that a mount unit for `place` must have (systemd.unit(5), "String escaping").
std::string unit_name(const std::filesystem::path& place);

/// Throws InputError for a directory whose name a unit cannot have as it stands.
std::string unit_text(const std::filesystem::path& directory, const std::filesystem::path& place);

/// What has to be written; nothing where that is there. Throws InputError where something else is,
/// and SystemError.
std::optional<Change> fstab_change(const std::filesystem::path& directory,
                                   const std::filesystem::path& place);
std::optional<Change> unit_change(const std::filesystem::path& directory,
                                  const std::filesystem::path& place);

/// Writes it in one step. Throws Error.
void apply(const Change& change);

/// Takes away what apply() wrote for `place`. Returns the files. Throws Error.
std::vector<std::filesystem::path> undo(const std::filesystem::path& place);

} // namespace crossrc::root
