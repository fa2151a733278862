// The builder's programs that load what the package has built: interpreters with its modules, a
// compiler with its plugins, anything with its library in LD_PRELOAD. They need no twin of their
// own; their loader has to ask for those of the libraries (twin/audit.hpp).
#pragma once

#include "supervise/program.hpp"
#include "supervise/watch.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace crossrc::supervise {

class Hosts {
public:
  /// `watch` must outlive it.
  explicit Hosts(const Watch& watch) : watch_(watch) {}

  /// How many times something to load was made: before, no program but a compiler of Rust's can be
  /// a host.
  void libraries_made(unsigned times) { libraries_ = times; }

  /// True if the caller of `notification`, who executes `path` (as written), may become one.
  bool may_be(const Notification& notification, const std::string& path);

  /// Of a program right after its execve.
  bool may_be(const Program& program);

  /// Whether the program has had a library of the tree that trapped: from then on it starts asking.
  [[nodiscard]] bool is_known(const Program& program) const;
  void learn(const Program& program);

  /// What Answers calls the question whether the tree has something foreign to load just now: a
  /// host then had better ask from its start, since after its first output it is too late. Nothing
  /// where there is no use in that.
  [[nodiscard]] std::optional<std::string> question(const Program& program) const;

private:
  bool may_be(const std::filesystem::path& program, const std::vector<std::string>& argv,
              const isa::Loading& loading);
  [[nodiscard]] bool names_plugin(const std::vector<std::string>& argv,
                                  const std::filesystem::path& directory) const;
  bool opens_libraries(const std::filesystem::path& program);
  [[nodiscard]] bool is_led_into_trees(const isa::Loading& loading) const;

  const Watch& watch_;
  unsigned libraries_ = 0;
  std::unordered_map<std::string, bool> opens_; ///< by twin::identity_of
  std::unordered_set<std::string> known_;       ///< likewise
};

} // namespace crossrc::supervise
