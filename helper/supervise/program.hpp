#pragma once

#include "isa/loaded.hpp"
#include "supervise/cleanness.hpp"
#include "supervise/listener.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crossrc::supervise {

/// A program of the tree while it runs: shared by its threads and by the children it forks.
struct Program {
  std::filesystem::path path;
  std::string identity; ///< see identity_with
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  isa::Loading loading; ///< in another root, with what its loader looks into by itself
  Snapshot start;
  std::optional<Traffic> at_entry;    ///< when its loader was done
  std::optional<Cleanness> first_ill; ///< as it stood when its own handler got a SIGILL
  uint64_t first_ill_at = 0;          ///< and the instruction's address
  std::set<std::string>
      tried; ///< what it was started anew for in this process, as Answers calls it
  bool is_twin = false;
  bool has_forked = false;
  bool is_host = false; ///< the builder's own, and perhaps loads what the package has built
  bool is_seen = true;  ///< at the stop right after its execve, and not only foreseen
};

/// A name for a program and for what decides which libraries it loads: the same one, the same twin
/// as long as those are the same. Empty where there is no such file.
std::string identity_with(const std::filesystem::path& program, const isa::Loading& loading);
isa::Loading loading_in(const std::vector<std::string>& environment,
                        std::filesystem::path directory);

/// What `thread`, right after its execve of `executed`, has started; nothing where /proc does not
/// tell. Of a loader's call, `ld.so PROGRAM ARGS`, that is the program: it is what counts, and its
/// twin needs neither that loader nor the libraries of the target in `sysroot`.
std::shared_ptr<Program> read_program(pid_t thread, const std::filesystem::path& executed,
                                      const std::filesystem::path& sysroot,
                                      const Surroundings& surroundings);

/// The program runs in the root `sysroot`: its libraries are looked for where that one's loader
/// does.
void load_from_root(Program& program, const std::filesystem::path& sysroot);

/// What `program`, whose twin at `path` runs in its place, is from then on.
std::shared_ptr<Program> as_twin(Program program, const std::filesystem::path& path);

/// What the caller of `notification`, who still waits in its execve, is about to start as far as
/// its identity goes; nothing where its memory cannot be read.
std::shared_ptr<Program> program_at_execve(const Notification& notification,
                                           const std::filesystem::path& program);

/// Adds what else read_program would tell of it at the stop right after the execve. False where
/// only that stop tells.
bool complete_at_execve(Program& program, const Notification& notification,
                        const Surroundings& surroundings);

/// True if `thread`, later, runs what program_at_execve was told of; then the path is the kernel's.
bool is_what_runs(Program& program, pid_t thread);

} // namespace crossrc::supervise
