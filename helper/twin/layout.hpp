// A twin is linked of objects that were compiled again, for the builder's CPU, and of others as
// they are. What headers declare by way of predefined macros (`#ifdef __AVX512F__`) may then be of
// two kinds, and a type have two sizes.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::twin {

/// True if one of `headers` has one of `names`, identifiers, in it. Those of compilers are passed
/// over: they know about every CPU.
bool name_any(std::span<const std::filesystem::path> headers, std::span<const std::string> names);

/// True if two results of preprocessing one source (gcc -E, with line markers) are the same but for
/// the bodies of functions, which are each object's own. constexpr functions count: types are made
/// of them. What compilers' own headers say is left out. Some declarations may be taken for a
/// body: it is a look at the text, no parser.
bool declare_the_same(std::string_view one, std::string_view other);

/// The words that preprocess what those of a twin's compilation (-MD -MF FILE -c -o FILE) compile,
/// to standard output.
std::vector<std::string> preprocessing(const std::vector<std::string>& compilation);

/// Two ways to preprocess one source.
struct Texts {
  std::vector<std::string> package; ///< words of the command, as those of the twin's
  std::vector<std::string> twin;
  std::vector<std::string> environment; ///< all of it
};

/// declare_the_same() of the first whose commands, run in `directory`, both succeed; false where
/// there is none.
bool agree(std::span<const Texts> attempts, const std::filesystem::path& directory);

} // namespace crossrc::twin
