#pragma once

#include "supervise/answers.hpp"
#include "supervise/listener.hpp"
#include "supervise/watch.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace crossrc::supervise {

/// The name by which Answers knows a library that programs open.
std::string library_identity(const std::filesystem::path& library);

/// What loaders ask about libraries that they are about to load (twin/audit.hpp): each waits in its
/// execve until the twin is there.
class Questions {
public:
  /// All must outlive it.
  Questions(const twin::Setting& setting, const Watch& watch, Answers& answers)
      : setting_(setting), watch_(watch), answers_(answers) {}

  [[nodiscard]] bool is_one(const std::string& path) const;

  /// True where the caller of `notification`, which is a question, has to wait for `answered`;
  /// `program` is the one that loads, if it is known.
  bool consider(const Notification& notification, std::shared_ptr<Program> program);

  /// The callers, by Notification::id, that waited for this.
  std::vector<uint64_t> answered(const std::string& identity);

  /// The library that there is an answer for, if it was asked about.
  [[nodiscard]] std::optional<std::filesystem::path> library(const std::string& identity) const;

  /// The program that asked first.
  [[nodiscard]] std::shared_ptr<Program> asking(const std::string& identity) const;

  /// The callers who wait and have got a signal: it has to be theirs, and then they ask anew.
  std::vector<uint64_t> take_interrupted();

private:
  struct Caller {
    uint64_t id = 0; ///< Notification::id
    pid_t thread = 0;
  };
  struct Waiting {
    std::filesystem::path library;
    std::shared_ptr<Program> program;
    std::vector<Caller> callers;
  };

  const twin::Setting& setting_;
  const Watch& watch_;
  Answers& answers_;
  std::unordered_map<std::string, Waiting> waiting_;
};

} // namespace crossrc::supervise
