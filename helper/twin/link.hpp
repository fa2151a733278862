// A command that linked a program, a library or several objects into one.
#pragma once

#include "twin/compiler_call.hpp"
#include "twin/site.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::twin {

struct Link {
  Made made;
  const journal::Command& command;
  CompilerCall call;
  std::vector<std::optional<Part>> parts = {};      ///< for each argument that stands for a file
  std::vector<std::filesystem::path> run_path = {}; ///< directories of the twins that it loads
  std::filesystem::path place = {};                 ///< where the original is, or empty
  std::filesystem::path program = {};               ///< what it is the twin of, if not of a part
  std::vector<Part> additions = {};                 ///< parts of our own
  std::filesystem::path audit = {};                 ///< the audit library among them, or empty
  size_t after = 0;                                 ///< the last stage that these need
  std::vector<std::string> options = {};            ///< and what the linker is told of them
};

/// DT_SONAME as the command gives it, or empty.
std::string soname_of(const CompilerCall& call);

/// The file of the tree that an argument of the link stood for, or empty.
std::filesystem::path linked_file(const Link& link, const Argument& argument, const Site& site);

/// Puts the files that linker scripts of the tree name (linker_script.hpp) in their place.
void expand_linker_scripts(Link& link, const Site& site);

/// The command line that links the parts, but for its output.
std::vector<std::string> words_of(const Link& link, Toolchain& toolchain, Attempt attempt);

} // namespace crossrc::twin
