// A twin that asks where it is (/proc/self/exe, AT_EXECFN of getauxval(3)) wants the program's
// place: there its data is.
#pragma once

#include "isa/elf.hpp"
#include "twin/site.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::twin {

/// True for a program that may ask: itself, or by a library that is not a compiler's own.
bool may_ask_for_itself(const std::filesystem::path& program);

/// Plans the part that answers (c_sources.hpp), for a program of the kind of `program`.
Part plan_own_path(Site& site, const isa::ElfFile& program);

/// What the linker has to be told for it, as ld(1) reads it.
std::vector<std::string> own_path_options(const isa::ElfFile& program);

/// The name that the twin `twin` will give as its own.
void note_origin(const std::filesystem::path& twin, const std::filesystem::path& program);

} // namespace crossrc::twin
