// Makes a program's twin: walks from the program back to the commands that made it and its parts,
// and performs those whose result has, or may have, foreign instructions with the builder's
// toolchain. What is clean, and still what the program was made from, is linked as it is.
#pragma once

#include "isa/loaded.hpp"
#include "twin/crates.hpp"
#include "twin/link.hpp"
#include "twin/origins.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossrc::twin {

class Builder {
public:
  explicit Builder(Site& site);

  /// Plans the twin of `program` (absolute), which is started so. Nothing outside
  /// of Site::directory will be written. Throws TwinError: says which file, and what is wrong.
  std::filesystem::path make(const std::filesystem::path& program, const isa::Loading& loading);

  /// The same for `library`, which some program loads by name: itself where it and what it loads
  /// in turn are clean, unless `always`.
  std::filesystem::path make_library(const std::filesystem::path& library,
                                     const isa::Loading& loading, bool always);

private:
  /// When a command read its inputs.
  struct Moment {
    const journal::Command& command;
    Number number;
  };

  [[nodiscard]] bool may_stay(isa::Verdict verdict) const;
  [[nodiscard]] bool is_of_build(const Place& place, const Moment& moment) const;
  Part twin_of_input(const std::filesystem::path& file, const Moment& moment);
  Part twin_of_object(const Place& object, const Moment& moment);
  [[nodiscard]] bool is_made_by_foreign_assembler(const Made& made) const;
  Part twin_of_archive(const Place& archive, const Moment& moment);
  [[nodiscard]] std::filesystem::path as_loaded(const std::filesystem::path& library) const;
  Part twin_of_library(const std::filesystem::path& library, bool always = false);

  Part with_appended(const Part& twin, const std::filesystem::path& program);

  /// What the command of `made` made, made again; it is called `name` there. `place`: where that
  /// is in the tree now, or empty where it is there no more.
  Part remake(const Made& made, const std::string& name, const std::filesystem::path& place);
  Part change(const Made& made, const std::string& name);
  Part link(const Made& made, const std::string& name, const std::filesystem::path& place);

  std::vector<Part> members_now(const Place& archive, const Moment& moment);
  std::vector<Part> members_then(const Place& archive, const Moment& moment);
  Part archive_of(const std::filesystem::path& archive, const std::vector<Part>& members);

  void resolve(Link& link);
  [[nodiscard]] bool opens_namespaces(const std::filesystem::path& program) const;
  void add_own_parts(Link& link);

  Site& site_;
  Origins origins_;
  Crates crates_;
  std::vector<std::filesystem::path> loaded_;
  isa::Loading loading_;
  std::filesystem::path program_; ///< until the command that linked it is there
  std::map<std::pair<std::filesystem::path, Number>, Part> inputs_;
  std::map<std::filesystem::path, Part> libraries_;
};

} // namespace crossrc::twin
