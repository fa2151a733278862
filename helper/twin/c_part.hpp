#pragma once

#include "isa/elf.hpp"
#include "twin/site.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossrc::twin {

/// The options that make a compiler compile for the machine that a program is for.
std::vector<std::string> machine_options(const isa::ElfFile& program);

/// Plans `output` from C `source` of our own, by the builder's compiler with `options`, for the
/// machine that options (`-m32`) say, or for this one. The source goes beside the output,
/// which is alone in its directory.
Part plan_c_part(Site& site, const std::filesystem::path& output, const std::string& source,
                 const std::vector<std::string>& options, const std::vector<std::string>& machine);

} // namespace crossrc::twin
