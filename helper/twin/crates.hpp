// Twins of what rustc makes: a build script of cargo's, or any other program made of crates.
//
// A crate remembers a hash of the crates that it was compiled against, and of the flags that these
// were compiled with. So a crate is compiled again if its own code is foreign, and if any crate
// that it is made of had to be.
#pragma once

#include "isa/cpu.hpp"
#include "twin/producers.hpp"
#include "twin/rust_call.hpp"
#include "twin/task.hpp"
#include "twin/toolchain.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace crossrc::twin {

class Crates {
public:
  /// The twin of a file that is no crate's, a library of C that goes into one, or the file itself;
  /// the number is that of the command that used it.
  using TwinOfFile = std::function<std::filesystem::path(const std::filesystem::path&, Number)>;

  /// Twins go below `directory`.
  Crates(const Producers& producers, Toolchain& toolchain, const isa::Cpu& cpu,
         std::filesystem::path directory, TwinOfFile twin_of_file);

  /// The twin of `file`, which the rustc `maker` made; or `file` where it and all that it is made
  /// of are clean, unless `always`. What must be done for it is appended to `tasks`, in order.
  /// Throws TwinError.
  std::filesystem::path twin_of(const std::filesystem::path& file, Number maker, bool always,
                                std::vector<Task>& tasks);

private:
  using Words = std::vector<std::string>;

  Words words_for(const RustArgument& argument, Number maker, Attempt attempt) const;
  [[nodiscard]] Words codegen_words(const RustArgument& argument, Attempt attempt) const;
  [[nodiscard]] Words command_line(const RustCall& call, Number maker,
                                   const std::filesystem::path& output, Attempt attempt) const;
  /// The archives of C that `-l` means.
  [[nodiscard]] std::vector<std::filesystem::path> c_libraries(const RustCall& call,
                                                               Number maker) const;
  bool uses_twins(const RustCall& call, Number maker, std::vector<Task>& tasks);
  [[nodiscard]] std::filesystem::path absolute(Number maker, const std::string& file) const;
  [[nodiscard]] bool is_clean(const std::filesystem::path& file) const;

  const Producers& producers_;
  Toolchain& toolchain_;
  const isa::Cpu& cpu_;
  std::filesystem::path directory_;
  TwinOfFile twin_of_file_;
  std::map<std::filesystem::path, std::filesystem::path> known_; ///< file to its twin, or itself
};

} // namespace crossrc::twin
