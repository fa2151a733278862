// Whether what a command once read is still what it was: a twin of something else is worse than
// none.
#pragma once

#include "journal/command.hpp"
#include "twin/compiler_call.hpp"
#include "twin/producers.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace crossrc::twin {

/// The files of a rule for make(1), as compilers write them with -MD, absolute.
std::vector<std::filesystem::path> read_dependencies(const std::filesystem::path& rule,
                                                     const std::filesystem::path& directory);

/// True if `file` was written, replaced or removed after the command had started.
bool has_changed(const std::filesystem::path& file, const journal::Command& command);

/// The words that make again what a command made, as it made it, without files beside it.
/// `source`: of several, the one to compile, or none for all.
std::vector<std::string> words_again(const journal::Command& command, const CompilerCall& call,
                                     const Argument* source, const std::filesystem::path& output);

/// Whether two files are the same, as far as it matters.
using Comparison = std::function<bool(const std::filesystem::path&, const std::filesystem::path&)>;
bool have_same_content(const std::filesystem::path& left, const std::filesystem::path& right);

/// True if a command, run again in `directory`, makes the same as is in `made`: then nothing that
/// matters has changed, whatever the times say. Writes only `scratch`, which goes again.
bool reproduces(const std::vector<std::string>& words, const journal::Command& command,
                const std::filesystem::path& directory, const std::filesystem::path& made,
                const std::filesystem::path& scratch,
                const Comparison& are_same = have_same_content);

} // namespace crossrc::twin
