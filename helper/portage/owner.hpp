#pragma once

#include "portage/package.hpp"

#include <filesystem>
#include <optional>

namespace crossrc::portage {

/// The package that installed `file` (absolute, as seen inside of `root`) by the CONTENTS of
/// `root`'s database (portage(5)); nothing where none did. Reads the whole database: not for every
/// day.
std::optional<Package> owner_of(const std::filesystem::path& root,
                                const std::filesystem::path& file);

} // namespace crossrc::portage
