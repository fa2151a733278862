// Twins of what rustc makes: a build script of cargo's, or any other program made of crates.
//
// A crate remembers a hash of the crates that it was compiled against, and of the flags that these
// were compiled with. So a crate is compiled again if its own code is foreign, and if any crate
// that it is made of had to be.
#pragma once

#include "twin/rust_call.hpp"
#include "twin/site.hpp"

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
  using TwinOfFile = std::function<Part(const std::filesystem::path&, Number)>;

  Crates(Site& site, TwinOfFile twin_of_file);

  /// Plans the twin of what the rustc of `made` made; the file itself where it and all that it is
  /// made of are clean, unless `always`. Throws TwinError.
  /// For a program at `program`, unless that is empty, it answers as that one what its path is.
  Part twin_of(const Made& made, bool always, const std::filesystem::path& program = {});

private:
  using Words = std::vector<std::string>;

  /// What is linked with it, besides.
  std::vector<Part> own_parts(const std::filesystem::path& program);

  Words words_for(const RustArgument& argument, Number maker, Attempt attempt) const;
  [[nodiscard]] Words codegen_words(const RustArgument& argument, Attempt attempt) const;
  [[nodiscard]] Words command_line(const RustCall& call, Number maker,
                                   const std::filesystem::path& output, Attempt attempt) const;
  /// The archives of C that `-l` means.
  [[nodiscard]] std::vector<std::filesystem::path> c_libraries(const RustCall& call,
                                                               Number maker) const;
  bool uses_twins(const RustCall& call, Number maker);
  [[nodiscard]] size_t last_stage(const RustCall& call, Number maker) const;
  void check_sources(const RustCall& call, const Made& made, const std::filesystem::path& scratch);
  [[nodiscard]] std::vector<std::string> environment(std::vector<std::string> recorded) const;
  [[nodiscard]] std::filesystem::path absolute(Number maker, const std::string& file) const;

  Site& site_;
  TwinOfFile twin_of_file_;
  std::map<std::filesystem::path, Part> known_; ///< file to its twin, or itself
};

} // namespace crossrc::twin
