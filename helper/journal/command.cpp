#include "journal/command.hpp"

#include <algorithm>
#include <array>

namespace crossrc::journal {

bool matters_to_compilers(std::string_view variable) {
  constexpr std::array<std::string_view, 12> names = {
      "CPATH=",        "C_INCLUDE_PATH=",    "CPLUS_INCLUDE_PATH=", "OBJC_INCLUDE_PATH=",
      "LIBRARY_PATH=", "COMPILER_PATH=",     "GCC_EXEC_PREFIX=",    "LPATH=",
      "LD_RUN_PATH=",  "SOURCE_DATE_EPOCH=", "GCC_COMPARE_DEBUG=",  "CCC_OVERRIDE_OPTIONS=",
  };
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return variable.starts_with(name); });
}

} // namespace crossrc::journal
