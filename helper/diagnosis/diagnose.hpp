#pragma once

#include "history/history.hpp"
#include "rules/machines.hpp"

namespace crossrc::diagnosis {

/// Finds the phase in which `build`, one that failed, did so, and what may help: from the end of
/// its log, from the programs that were not rerun, from the rules as they are and from what
/// `history` says was tried. `lookup` is the environment of the build: PORTAGE_LOG_FILE, PATH,
/// QT_HOST_PATH and what package_from_environment() reads. `watched` says whether crossrc run was
/// there. The log is hostile input.
void diagnose(history::Build& build, bool watched, const history::History& history,
              const rules::Lookup& lookup);

/// The commands that died of SIGILL while the package was installed (merge.hpp), by the log that
/// `lookup` names.
std::vector<std::string> not_run_at_merge(const rules::Lookup& lookup);

} // namespace crossrc::diagnosis
