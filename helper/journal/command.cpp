#include "journal/command.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace crossrc::journal {

int64_t now() {
  // Not the coarse clock: since Linux 6.13 the kernel's stamps of files may be ahead of that.
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

bool matters_to_compilers(std::string_view variable) {
  constexpr std::array<std::string_view, 16> names = {
      "CPATH=",
      "C_INCLUDE_PATH=",
      "CPLUS_INCLUDE_PATH=",
      "OBJC_INCLUDE_PATH=",
      "LIBRARY_PATH=",
      "COMPILER_PATH=",
      "GCC_EXEC_PREFIX=",
      "LPATH=",
      "LD_RUN_PATH=",
      "SOURCE_DATE_EPOCH=",
      "GCC_COMPARE_DEBUG=",
      "CCC_OVERRIDE_OPTIONS=",
      "ADA_INCLUDE_PATH=",
      "ADA_OBJECTS_PATH=",
      "ADA_PRJ_INCLUDE_FILE=",
      "ADA_PRJ_OBJECTS_FILE=",
  };
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return variable.starts_with(name); });
}

} // namespace crossrc::journal
