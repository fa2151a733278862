// Makes a program's twin: walks from the program back to the commands that made it and its parts,
// and performs those whose result has, or may have, foreign instructions with the builder's
// toolchain. What is clean is linked as it is.
#pragma once

#include "isa/cpu.hpp"
#include "twin/crates.hpp"
#include "twin/producers.hpp"
#include "twin/task.hpp"
#include "twin/toolchain.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crossrc::twin {

struct BuilderOptions {
  std::filesystem::path directory;          ///< where twins and their parts go; exists
  std::vector<std::filesystem::path> trees; ///< what the package builds; the rest is the builder's
  unsigned jobs = 1;
};

class Builder {
public:
  Builder(const Producers& producers, Toolchain& toolchain, const isa::Cpu& cpu,
          BuilderOptions options);

  /// The twin of `program` (absolute), made if it is not there yet. Nothing outside of
  /// BuilderOptions::directory is written. Throws TwinError: says which file, and what is wrong.
  std::filesystem::path make(const std::filesystem::path& program);

private:
  struct Link;
  struct Origin {
    std::filesystem::path file;
    Number number;
  };

  std::filesystem::path twin_of_input(const std::filesystem::path& file, Number before);
  std::filesystem::path twin_of_object(const std::filesystem::path& object, Number before);
  std::filesystem::path twin_of_archive(const std::filesystem::path& archive, Number before);
  std::filesystem::path twin_of_linked(const std::filesystem::path& file, Number before);

  [[nodiscard]] bool is_crate(const Origin& origin) const;
  std::filesystem::path crate(const Origin& origin, bool always);
  std::filesystem::path compile(const Origin& origin, const std::filesystem::path& object);
  std::filesystem::path link(const std::filesystem::path& file, Number maker);
  std::vector<std::string> compile_words(const journal::Command& command,
                                         const std::filesystem::path& made_as,
                                         const std::filesystem::path& object,
                                         const std::filesystem::path& output, Attempt attempt);
  std::vector<std::string> link_words(const Link& link, Attempt attempt);
  std::vector<std::string> link_argument(const Link& link, const Argument& argument,
                                         const std::string& compiler, Attempt attempt);
  /// The file of the tree that an argument of the link stands for, or empty.
  [[nodiscard]] std::filesystem::path linked_file(const Link& link, const Argument& argument) const;
  [[nodiscard]] Link link_at(const Origin& origin) const;
  [[nodiscard]] bool links_a_twin(const Link& link);

  [[nodiscard]] bool in_tree(const std::filesystem::path& file) const;
  [[nodiscard]] std::filesystem::path log() const { return options_.directory / "log"; }
  /// Follows copies and renames to the command that made the content of `file`.
  [[nodiscard]] std::optional<Origin> origin_of(const std::filesystem::path& file,
                                                Number before) const;

  const Producers& producers_;
  Toolchain& toolchain_;
  const isa::Cpu& cpu_;
  BuilderOptions options_;
  Crates crates_;
  std::filesystem::path program_;
  std::map<std::filesystem::path, std::filesystem::path> known_; ///< file to its twin, or itself
  std::vector<Task> compiles_;                                   ///< in any order, at once
  std::vector<Task> links_;                                      ///< in this order
  std::vector<std::filesystem::path> library_dirs_;              ///< of twins, for the run path
};

} // namespace crossrc::twin
