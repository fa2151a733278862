#pragma once

#include "portage/package.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

namespace crossrc::portage {

/// The package that installed `file` (absolute, as seen inside of `root`) by the CONTENTS of
/// `root`'s database (portage(5)); nothing where none did. Reads the whole database: not for every
/// day.
std::optional<Package> owner_of(const std::filesystem::path& root,
                                const std::filesystem::path& file);

/// The newest of the packages in `root`'s database that installed a file or link whose path (as
/// seen inside of `root`) `is_wanted`. Costs the same.
std::optional<Package> find_owner(const std::filesystem::path& root,
                                  const std::function<bool(std::string_view path)>& is_wanted);

} // namespace crossrc::portage
