// The one place where `crossrc doctor` looks at the machines.
#pragma once

#include "doctor/facts.hpp"

namespace crossrc::doctor {

/// Looks at the target that is configured in `directory`, and at the builder from whose
/// environment this is called. Compiles and links small programs in the directory for temporary
/// files; changes nothing else. Throws InputError where `directory` is no directory or is the
/// builder's own, and SystemError where something cannot be read for another reason than that it
/// is not for this user.
Facts gather(const std::filesystem::path& directory);

} // namespace crossrc::doctor
