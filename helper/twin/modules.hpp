// Modules of C++20 as GCC has them: where their compiled interfaces lie.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crossrc::twin {

/// The module that a source exports (`export module NAME;`), or nothing.
std::optional<std::string> module_in(std::string_view source);

/// A mapper file (gcc(1), -fmodule-mapper) by which the interface of `module` is written to
/// `directory`, while those of all others are read from where the package has them: as the mapper
/// file `given` says, or in gcm.cache/ of `working_directory` where there is none.
std::string mapping_for(const std::string& module, const std::filesystem::path& directory,
                        const std::filesystem::path& given,
                        const std::filesystem::path& working_directory);

} // namespace crossrc::twin
