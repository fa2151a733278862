// Key `isa: builder`: the flags of a build without what the CPU of the builder lacks.
#pragma once

#include "rules/machines.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace crossrc::rules {

/// New values for those of CFLAGS, CXXFLAGS, FFLAGS, FCFLAGS, RUSTFLAGS and GOAMD64 that turn on
/// what this CPU lacks: the flags that turn it off again stand behind the others, GOAMD64 becomes a
/// lower level. `variables` are those of the build, CC and CHOST among them: the compilers that the
/// flags are for are asked. RUSTFLAGS stay as they are where there is no rustc that could read
/// them. Throws InputError where a compiler cannot be run or refuses the flags.
/// What they said is kept in `cache` (isa/answers.hpp), unless that is empty.
std::vector<std::pair<std::string, std::string>>
flags_of_builder_isa(const Lookup& variables, const std::filesystem::path& cache = {});

/// The C compiler of a build: CC, else `<CHOST>-gcc` where PATH has it, else gcc.
std::string c_compiler(const Lookup& variables);

/// The GCC of a build that knows its Fortran flags: c_compiler() unless that is a clang.
std::string gcc_of(const Lookup& variables);

} // namespace crossrc::rules
