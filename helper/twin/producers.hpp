// From a file of the tree back to the command that made it.
#pragma once

#include "journal/command.hpp"

#include <filesystem>
#include <optional>
#include <unordered_map>
#include <vector>

namespace crossrc::twin {

/// A command's place in the journal: later commands have larger numbers.
using Number = size_t;
constexpr Number k_latest = static_cast<Number>(-1);

/// The commands of a journal, found by the files that they made.
class Producers {
public:
  explicit Producers(std::vector<journal::Command> commands);

  /// The last command before `before` that made `file` (absolute). Copies and renames count as
  /// commands that make their destination.
  [[nodiscard]] std::optional<Number> maker_of(const std::filesystem::path& file,
                                               Number before = k_latest) const;

  /// A file that a compiler or linker made and that is still there with the very content of `file`,
  /// and the number of its last maker: for copies that were made by no command of the journal
  /// (cmake -E copy, a script's own means).
  struct Made {
    std::filesystem::path file;
    Number number = 0;
  };
  [[nodiscard]] std::optional<Made> same_content_as(const std::filesystem::path& file) const;

  [[nodiscard]] const journal::Command& at(Number number) const { return commands_[number]; }

  /// The file that the copier `number` took `destination` from, absolute.
  [[nodiscard]] std::filesystem::path
  source_of_copy(Number number, const std::filesystem::path& destination) const;

  /// For a member `name` of `archive`: the object that an ar put there last before `before`, and
  /// the number of that ar. `nth` counts members of the same name, from 0.
  struct Member {
    std::filesystem::path object;
    Number number = 0;
  };
  [[nodiscard]] std::optional<Member> member_of(const std::filesystem::path& archive,
                                                const std::string& name, size_t nth,
                                                Number before = k_latest) const;

  /// The archive that `object` was taken out of with `ar x`, if it was.
  [[nodiscard]] std::optional<Member> extracted_from(const std::filesystem::path& object,
                                                     Number before = k_latest) const;

private:
  void index(Number number);
  [[nodiscard]] std::vector<std::filesystem::path> files_made_by(Number number) const;

  std::vector<journal::Command> commands_;
  std::unordered_map<std::string, std::vector<Number>> makers_;
};

} // namespace crossrc::twin
