// Whether the target's root is where it belongs: after a reboot a bind mount is gone, and what is
// at /usr/TUPLE then is crossdev's own directory.
#pragma once

#include "root/target_root.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace crossrc::root {

/// Whose root it is, as far as who asks knows it.
struct Asked {
  std::filesystem::path prefix;      ///< the builder's; empty: none
  std::string tuple;                 ///< empty: not known
  std::filesystem::path config_root; ///< where etc/portage is looked for
  std::filesystem::path root = {};   ///< what is built for
};

struct MissingMount {
  std::filesystem::path place;     ///< where nothing is mounted
  std::string tuple;               ///< in whose name it is
  std::filesystem::path directory; ///< what was mounted there last; empty: not known
  bool hides_configuration;        ///< the target's configuration would be read from `place`
};

/// Keeps in crossrc's cache that `directory` is mounted at `place`. Where that cannot be written,
/// less is known after a reboot.
void remember_mount(const std::filesystem::path& place, const std::filesystem::path& directory);

/// Keeps that it is not meant to be there for now.
void remember_umount(const std::filesystem::path& place);

/// The mount that is not there: `crossrc root mount` made one, and nobody took it away; or packages
/// are configured in a directory that has nothing but what crossdev puts there. The tuple is what
/// is asked for, else that of /usr/TUPLE where one of the roots is that.
std::optional<MissingMount> find_missing_mount(const Asked& asked);

/// A sentence for people, without its end.
std::string message_of(const MissingMount& missing);

/// The command that mends it; DIR stands where the directory is not known.
std::string remedy_of(const MissingMount& missing);

/// Both.
std::string text_of(const MissingMount& missing);

} // namespace crossrc::root
