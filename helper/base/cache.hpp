// What was found out once and takes long to find out again, each answer in a file of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace crossrc {

/// A directory of answers, each kept with the whole question. It may be lost at any time, and
/// nothing fails where it cannot be read or written. Root neither believes nor writes what somebody
/// else could change or put there, by any directory on the way; who is not root believes root, too.
class Cache {
public:
  static constexpr size_t k_most = 256;                  ///< answers; with one more, all go
  static constexpr size_t k_largest = size_t{64} << 10U; ///< of a file, in bytes

  /// It need not be there: the first answer makes it. Empty: nothing is kept.
  explicit Cache(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// What was kept for just this question, whole. `question` has no empty line.
  [[nodiscard]] std::optional<std::string> get(const std::string& question) const;

  void put(const std::string& question, std::string_view answer) const;

private:
  [[nodiscard]] bool is_trusted(const std::filesystem::path& file) const;

  std::filesystem::path directory_;
};

} // namespace crossrc
