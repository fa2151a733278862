#pragma once

#include "supervise/snapshot.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::supervise {

/// A program of the tree while it runs: shared by its threads and by the children it forks.
struct Program {
  std::filesystem::path path;
  std::string identity; ///< see twin/identity.hpp
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::string library_path; ///< LD_LIBRARY_PATH as it was started with
  Snapshot start;
  std::optional<Traffic> at_entry;    ///< when its loader was done
  std::optional<Cleanness> first_ill; ///< as it stood when its own handler got a SIGILL
  uint64_t first_ill_at = 0;          ///< and the instruction's address
  bool is_twin = false;
  bool has_forked = false;
  bool hosts_macros = false; ///< a compiler, which runs what the package has built inside of itself
};

/// What `thread`, right after its execve of `executed`, has started; nothing where /proc does not
/// tell. Of a loader's call, `ld.so PROGRAM ARGS`, that is the program: it is what counts, and its
/// twin needs neither that loader nor the libraries of the target in `sysroot`.
std::shared_ptr<Program> read_program(pid_t thread, const std::filesystem::path& executed,
                                      const std::filesystem::path& sysroot,
                                      const Surroundings& surroundings);

} // namespace crossrc::supervise
