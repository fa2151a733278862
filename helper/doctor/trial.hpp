// Trying out a toolchain.
#pragma once

#include "rules/machines.hpp"

#include <string>
#include <vector>

namespace crossrc::doctor {

/// A program of a toolchain, by the name that builds call it by.
struct Tool {
  std::string name;
  std::string problem; ///< empty: it is in PATH and runs
};

/// The compiler, linker, archiver and pkg-config of `tuple`.
std::vector<Tool> find_tools(const std::string& tuple, const std::string& search_path);

/// A small program compiled and linked.
struct Trial {
  std::string command;
  std::string error; ///< the first thing that it complained of; empty: it went well
};

enum class Language { c, cxx };

/// Compiles and links with `compiler` and `flags`, in a directory of its own.
Trial try_linking(const std::string& compiler, Language language,
                  const std::vector<std::string>& flags);

/// As try_linking(), and runs what came out of it.
Trial try_running(const std::string& compiler, const std::vector<std::string>& flags);

} // namespace crossrc::doctor
