// Files that the words of a command name beside its inputs: version scripts, specs, Ada's
// configuration pragmas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::journal {

/// A part of a word that may be the name of a file.
struct NamePart {
  size_t at = 0;
  size_t size = 0;

  friend bool operator==(const NamePart&, const NamePart&) = default;
};

/// The parts of a word of a command line, or of a variable `NAME=value`, that may be names of
/// files: the word itself, what stands behind `=` or after a comma (-Wl,--version-script=FILE),
/// after `@`, and from the first slash of an option that has its value glued on (-TFILE,
/// -gnatec=FILE).
std::vector<NamePart> names_in(std::string_view word);

} // namespace crossrc::journal
