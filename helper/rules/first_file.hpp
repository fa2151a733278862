// The rules file that `crossrc init` writes.
#pragma once

#include <string>
#include <vector>

namespace crossrc::rules {

/// What was found out about the two machines.
struct Machines {
  std::string builder; ///< the tuples
  std::string target;
  std::string root;                   ///< the target's, absolute
  std::string data_directory;         ///< where the schema is
  std::vector<std::string> gcc{};     ///< versions of the target's GCC; empty: not by version
  bool has_gcc = false;               ///< `<target>-gcc` is there
  std::vector<std::string> lacking{}; ///< what the target's flags turn on and this CPU lacks
  std::string problem{};              ///< why that is not known, or empty
};

/// A valid rules file that says of each line why it is there; its rules are examples, commented
/// out.
std::string first_rules_file(const Machines& machines);

} // namespace crossrc::rules
