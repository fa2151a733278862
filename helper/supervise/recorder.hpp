#pragma once

#include "base/identity.hpp"
#include "journal/journal.hpp"
#include "journal/kept_sources.hpp"
#include "supervise/listener.hpp"
#include "twin/compiler_call.hpp"

#include <string>

namespace crossrc::supervise {

/// Writes the commands that make files into the journal. The programs that a compiler or a
/// launcher starts in turn (cc1, as, collect2, ld) are left out: the driver's command says it all.
class Recorder {
public:
  /// `directory` is where the journal is, and copies of sources (journal/kept_sources.hpp);
  /// `master` is whose that is.
  Recorder(const std::filesystem::path& directory, const Identity& master);

  /// `path` is what the caller of the notification is about to execute, perhaps in a root of its
  /// own. Failing look-ups along PATH, which are most of all notifications, cost one access(2).
  void consider(const Notification& notification, const std::string& path, const Listener& listener,
                bool may_be_elsewhere);

  /// How many commands that make a shared library were recorded; all of former phases are one.
  [[nodiscard]] unsigned libraries() const { return libraries_; }

private:
  void note_library();
  void keep_named_files(const journal::Command& command, const twin::CompilerCall& call);
  void note_own_cpu(const journal::Command& command);
  void keep_sources(const journal::Command& command, const Notification& notification,
                    const Listener& listener);

  Identity master_;
  journal::Writer writer_;
  journal::SourceKeeper keeper_;
  std::filesystem::path mark_; ///< a file that is there if any was
  unsigned libraries_;
  std::filesystem::path own_cpu_; ///< lines of commands that compile for this machine's CPU
  unsigned own_cpu_lines_ = 0;
};

} // namespace crossrc::supervise
