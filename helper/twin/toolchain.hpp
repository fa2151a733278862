// Which compiler makes a twin, and with which of the recorded flags.
#pragma once

#include "twin/compiler_call.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crossrc::twin {

/// The ways to try for a twin, in this order.
enum class Attempt {
  builder,     ///< the builder's compiler, its headers and its libraries
  recorded,    ///< the compiler and the sysroot that the package used, without foreign ISA flags
  explicit_isa ///< as recorded, keeping each -mFEATURE that is no -march: intrinsics need them
};

struct ToolchainOptions {
  std::string cbuild;             ///< the builder's tuple; empty: tools without a tuple
  std::filesystem::path sysroot;  ///< the target's root; empty: none
  std::vector<std::string> flags; ///< added last: the builder's CFLAGS
};

/// The recorded environment as the compiler of an attempt may have it: what tells one compiler
/// where its own parts are is not for another.
std::vector<std::string> environment_for(const journal::Command& command, Attempt attempt);

/// Answers about one machine's compilers, each asked once.
class Toolchain {
public:
  /// `file` keeps what was asked for other twins of the build; it need not exist.
  explicit Toolchain(ToolchainOptions options, std::filesystem::path file = {});

  /// The program to call in place of the recorded one: `<cbuild>-gcc-13`, `<cbuild>-gcc`, `gcc`,
  /// the first that there is in PATH, or the recorded one.
  [[nodiscard]] std::string program_for(const std::string& recorded, Attempt attempt) const;

  /// To be called before words_for, for all arguments of a call at once: asks for all in a few runs
  /// of the compiler instead of a few for each.
  void learn(const CompilerCall& call, const std::string& compiler);

  /// The words for an argument that a twin keeps; none for one that it must not have.
  std::vector<std::string> words_for(const Argument& argument, const std::string& compiler,
                                     Attempt attempt);

  /// The call's instruction sets with what takes off again what this CPU lacks, to go before the
  /// call's other words: types whose size depends on them are as large as in the objects that a
  /// twin shares with its program. None where the compiler does not know them, or none is foreign.
  std::vector<std::string> words_for_cpu(const CompilerCall& call, const std::string& compiler);

  /// Names of macros that the compiler predefines by `recorded`, flags that choose instructions,
  /// and not, or otherwise, by those of a twin; but for __FP_FAST_, which tells what is fast.
  const std::vector<std::string>& changed_macros(const std::string& compiler,
                                                 const std::vector<std::string>& recorded,
                                                 const std::vector<std::string>& twins);

  [[nodiscard]] const std::vector<std::string>& flags() const { return options_.flags; }

private:
  using Macros = std::map<std::string, std::string>; ///< names and values

  [[nodiscard]] std::string without_sysroot(const std::string& word) const;
  const std::vector<std::string>& sets_for_builder(const std::string& flags,
                                                   const std::string& compiler);
  bool is_foreign_isa(const std::string& flag, const std::string& compiler);
  bool ask_whether_foreign(const std::string& flag, const std::string& compiler);
  void keep(const std::string& compiler, const std::string& flag, bool is_foreign);
  void write_down(std::string_view answer, const std::string& compiler,
                  const std::string& flags) const;
  const Macros& macros(const std::string& compiler, const std::string& flags);

  ToolchainOptions options_;
  std::filesystem::path file_;
  std::map<std::pair<std::string, std::string>, bool> foreign_; ///< by compiler and flag
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> sets_; ///< likewise
  std::map<std::pair<std::string, std::string>, Macros> macros_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> changed_; ///< by both
};

} // namespace crossrc::twin
