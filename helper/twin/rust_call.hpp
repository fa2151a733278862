// A command line of rustc(1), taken apart.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::twin {

struct RustArgument {
  std::string
      option;        ///< its long name without dashes (`codegen` for -C); empty: the crate's source
  std::string value; ///< of an option that has one; for the source its file, as written
  std::vector<std::string> words; ///< as written

  /// True for `-C NAME` and `-C NAME=VALUE`.
  [[nodiscard]] bool is_codegen(std::string_view name) const;
};

struct RustCall {
  std::vector<RustArgument> arguments; ///< without argv[0]

  /// The value of the last `--option`, or of `-C name=value` where the option is `codegen`.
  [[nodiscard]] std::string last(std::string_view option, std::string_view name = "") const;
};

/// `argv` of a rustc, with argv[0]. Never fails: what it does not know is an option without value.
RustCall parse_rust_call(const std::vector<std::string>& argv);

/// The programs and libraries that the call makes, absolute; none where it only answers a question
/// (--print, --version) or makes something else (--emit=metadata).
std::vector<std::filesystem::path> outputs_of(const RustCall& call,
                                              const std::filesystem::path& directory);

/// The type (--crate-type) that `file`, one of outputs_of, is of.
std::string crate_type_of(const RustCall& call, const std::filesystem::path& file);

/// The directory of `-L [KIND=]DIRECTORY` in which crates are looked for, as written. Empty for any
/// other argument.
std::string crate_directory(const RustArgument& argument);

/// The file of `--extern [OPTIONS:]NAME=FILE` that another crate is linked from, as written: the
/// .rlib beside a .rmeta. Empty for any other argument.
std::string crate_file(const RustArgument& argument);

} // namespace crossrc::twin
