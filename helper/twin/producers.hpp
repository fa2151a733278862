// From a file of the tree back to the command that made it.
#pragma once

#include "isa/elf.hpp"
#include "journal/command.hpp"
#include "twin/archive_call.hpp"
#include "twin/copy_call.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace crossrc::twin {

/// A command's place in the journal: later commands have larger numbers.
using Number = size_t;
constexpr Number k_latest = static_cast<Number>(-1);

/// A file by the name that its maker gave it, and the number of that command.
struct Made {
  std::filesystem::path file;
  Number number = 0;

  friend bool operator==(const Made&, const Made&) = default;
};

/// The commands of a journal, found by the files that they made.
class Producers {
public:
  explicit Producers(std::vector<journal::Command> commands);

  [[nodiscard]] const journal::Command& at(Number number) const { return commands_[number]; }

  /// The last command before `before` that made the content of `file` (absolute), seen through
  /// copies and renames of it and of the directories above it. Nothing where that is not known.
  [[nodiscard]] std::optional<Made> origin_of(const std::filesystem::path& file,
                                              Number before = k_latest) const;

  /// Where what was at `path` when the command `since` ran is now, by the renames after it.
  [[nodiscard]] std::filesystem::path now_at(const std::filesystem::path& path, Number since) const;

  /// A file that was made before `before` and is still there with this very content: for what came
  /// to its place by no command of the journal (cmake -E copy, an archiver's script). Files called
  /// `name` are looked at first.
  [[nodiscard]] std::optional<Made> made_with(std::span<const uint8_t> content,
                                              const std::string& name,
                                              Number before = k_latest) const;

  /// The same for a program or library by the image that it loads: it was changed as well.
  [[nodiscard]] std::optional<Made> made_as(const isa::ElfFile& file, const std::string& name,
                                            Number before = k_latest) const;

  /// What commands made and is at its place no more, by linkers if `linked`: newest first.
  [[nodiscard]] std::vector<Made> gone() const;

  /// The objects that ar put into `archive` before `before`, in order and each once.
  [[nodiscard]] std::vector<Made> members_of(const std::filesystem::path& archive,
                                             Number before = k_latest) const;

  /// Of members_of, the last called `name`; `nth` counts those of the same name, from 0.
  [[nodiscard]] std::optional<Made> member_of(const std::filesystem::path& archive,
                                              const std::string& name, size_t nth,
                                              Number before = k_latest) const;

  /// The archive that `object` was taken out of with `ar x`, and when, if it was.
  [[nodiscard]] std::optional<Made> extracted_from(const std::filesystem::path& object,
                                                   Number before = k_latest) const;

private:
  struct Copied {
    Copy copy;
    Number number = 0;
  };
  struct Archived {
    ArchiveCall call;
    Number number = 0;
  };

  [[nodiscard]] std::optional<Made>
  made_like(const std::string& name, Number before,
            const std::function<bool(const std::filesystem::path&)>& accept) const;
  void index(Number number);
  void index_made(Number number, const std::filesystem::path& file);
  [[nodiscard]] std::optional<Made> trace(const std::filesystem::path& file, Number before,
                                          int& budget) const;
  [[nodiscard]] std::optional<std::filesystem::path>
  follow(const std::filesystem::path& path, std::span<const Copied> moves, int& budget) const;
  [[nodiscard]] std::optional<Number> maker_of(const std::filesystem::path& file,
                                               Number before) const;

  std::vector<journal::Command> commands_;
  std::unordered_map<std::string, std::vector<Number>> makers_;       ///< by file
  std::unordered_map<std::string, std::vector<std::string>> by_name_; ///< files by their last part
  std::unordered_map<std::string, std::vector<Copied>> copies_;       ///< by destination
  std::vector<Copied> moves_;
  std::vector<Archived> archives_;
};

} // namespace crossrc::twin
