// Where the files of the tree came from, also those that changed their place unseen.
#pragma once

#include "twin/site.hpp"

#include <filesystem>
#include <optional>

namespace crossrc::twin {

/// A file by the name that a command had for it, and where it is now.
struct Place {
  std::filesystem::path then;
  std::filesystem::path now;
};

class Origins {
public:
  /// `site` must outlive it.
  explicit Origins(const Site& site) : site_(site) {}

  /// By the record, or by content, or by the image that it loads, or because a command makes it
  /// again.
  [[nodiscard]] std::optional<Made> of_program(const std::filesystem::path& program) const;
  /// By the record before the command `before`, also out of an archive, or by content or
  /// the image that it loads.
  [[nodiscard]] std::optional<Made> of_object(const Place& object, Number before) const;

  /// By a command that makes the same as is in `content`, as a file called `name` that is at its
  /// place no more.
  [[nodiscard]] std::optional<Made> made_again(const std::filesystem::path& content,
                                               const std::string& name) const;

  /// Of a file as the command `number` called it.
  [[nodiscard]] Place place_of(const std::filesystem::path& file, Number number) const;
  /// True for a file that is there, or was made before the command `before`.
  [[nodiscard]] bool was_there(const std::filesystem::path& file, Number before) const;

private:
  [[nodiscard]] std::optional<Made> renamed_unseen(const std::filesystem::path& program) const;
  [[nodiscard]] std::optional<Made> changed_unseen(const std::filesystem::path& file,
                                                   const std::string& name, Number before) const;
  [[nodiscard]] bool makes(const Made& made, const std::filesystem::path& content) const;

  const Site& site_;
};

} // namespace crossrc::twin
