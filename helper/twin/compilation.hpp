// Compiling one source of a recorded command again.
#pragma once

#include "twin/compiler_call.hpp"
#include "twin/site.hpp"

#include <filesystem>

namespace crossrc::twin {

/// Plans the compilation of `source`, an input of the command that made `made`, for the builder:
/// its object; its assembly or preprocessed text where that is what the command made. Sources that
/// are themselves made so (cc -E, cc -S) are made again first.
///
/// `reference` is what the command made, if that is still there, or empty: where something that
/// was read has changed since, the command as recorded must make that again. Throws TwinError here,
/// or when the plan is performed, if it does not.
Part compile(Site& site, const Made& made, const Argument& source,
             const std::filesystem::path& reference);

/// The input of a -c, -S or -E call that became `made`; null where it is none of its outputs.
const Argument* source_of(const CompilerCall& call, const Made& made);

} // namespace crossrc::twin
