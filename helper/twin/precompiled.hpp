// Precompiled headers (gcc(1)), which are of one CPU.
#pragma once

#include "twin/compiler_call.hpp"
#include "twin/producers.hpp"

#include <filesystem>
#include <string>

namespace crossrc::twin {

/// What gcc would take for `-include NAME` of command `number`, whose directory is now `directory`,
/// is there, as text, only where it is not NAME.gch, which is of another CPU: then its text. Empty
/// where NAME will do.
std::filesystem::path header_behind(const Producers& producers, Number number,
                                    const CompilerCall& call,
                                    const std::filesystem::path& directory,
                                    const std::string& name);

} // namespace crossrc::twin
