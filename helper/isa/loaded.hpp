#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace crossrc::isa {

/// The libraries below `trees` that ld.so(8) will load for `program`, by DT_NEEDED, DT_RPATH and
/// DT_RUNPATH with `$ORIGIN`, and `library_path` (LD_LIBRARY_PATH); theirs too. Those elsewhere,
/// which are the builder's, are left out, and so is what it opens later by dlopen(3).
std::vector<std::filesystem::path> libraries_of(const std::filesystem::path& program,
                                                std::string_view library_path,
                                                const std::vector<std::filesystem::path>& trees);

} // namespace crossrc::isa
