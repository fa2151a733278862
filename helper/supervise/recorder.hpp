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
      : writer_(directory / "commands"), keeper_(directory / "sources") {}

  /// `path` is what the caller of the notification is about to execute. Failing look-ups along
  /// PATH, which are most of all notifications, cost one readlink.
  void consider(const Notification& notification, const std::string& path,
                const Listener& listener);

private:
  void keep_sources(const journal::Command& command);

  journal::Writer writer_;
  journal::SourceKeeper keeper_;
};

} // namespace crossrc::supervise
