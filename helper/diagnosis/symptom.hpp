// What a line of a build log shows, whatever package and build system it comes from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::diagnosis {

enum class Kind {
  cross_run,       ///< a test program cannot be run while cross compiling
  cannot_execute,  ///< a program does not start on the builder
  newer_libc,      ///< it does not, as it asks for the target's C library, newer or for its CPU
  wrong_elf_class, ///< libraries of another ABI are found
  missing_tool,    ///< a program is not on the builder: `subject`
  missing_module,  ///< a Python or Perl module is not, by the file that holds it: `subject`
  missing_library, ///< a shared library is not, when a program starts: `subject`
  missing_package, ///< what pkg-config looks for is not there: `subject`.pc
  missing_header,  ///< a header is not found by the compiler: `subject`
  missing_archive, ///< a library is not found by the linker, -l`subject`
  qt_tools,        ///< moc and its kind are not found
  protoc,          ///< generated code does not fit protobuf's headers
  sigill,          ///< a program met an instruction that the builder lacks: `subject` says why it
                   ///< was not rerun, if that is known
  go_level,        ///< the same of Go's, which do not trap
  unsafe_path      ///< the compiler is given the builder's directories
};

struct Symptom {
  Kind kind = Kind::cross_run;
  std::string evidence; ///< the line
  std::string subject;
  bool error = true; ///< false: a warning, that may have nothing to do with the end

  bool operator==(const Symptom&) const = default;
};

/// A word for programs: `cross-run`.
std::string_view name_of(Kind kind);

/// What `line` shows.
std::optional<Symptom> read_symptom(const std::string& line);

/// What `lines` show, the likeliest cause first: errors before warnings, later before earlier, each
/// kind and subject once.
std::vector<Symptom> find_symptoms(const std::vector<std::string>& lines);

} // namespace crossrc::diagnosis
