#pragma once

#include "journal/journal.hpp"
#include "journal/kept_sources.hpp"
#include "supervise/listener.hpp"

#include <string>

namespace crossrc::supervise {

/// Writes the commands that make files into the journal. The programs that a compiler or a
/// launcher starts in turn (cc1, as, collect2, ld) are left out: the driver's command says it all.
class Recorder {
public:
  /// `directory` is where the journal is, and copies of sources (journal/kept_sources.hpp).
  explicit Recorder(const std::filesystem::path& directory)
      : writer_(directory / "commands"), keeper_(directory / "sources"),
        mark_(directory / "libraries"), has_libraries_(std::filesystem::exists(mark_)) {}

  /// `path` is what the caller of the notification is about to execute. Failing look-ups along
  /// PATH, which are most of all notifications, cost one readlink.
  void consider(const Notification& notification, const std::string& path,
                const Listener& listener);

  /// True once a command that makes a shared library was recorded, in this phase or before.
  [[nodiscard]] bool has_libraries() const { return has_libraries_; }

private:
  void note_library(const journal::Command& command);
  void keep_sources(const journal::Command& command);

  journal::Writer writer_;
  journal::SourceKeeper keeper_;
  std::filesystem::path mark_; ///< a file that is there if `has_libraries_`
  bool has_libraries_;
};

} // namespace crossrc::supervise
