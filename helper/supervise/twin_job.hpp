#pragma once

#include "base/fd.hpp"
#include "base/shared_memory.hpp"
#include "isa/instruction.hpp"
#include "supervise/options.hpp"
#include "twin/progress.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crossrc::supervise {

/// What is known of a program, once it has been asked for.
struct TwinAnswer {
  std::filesystem::path twin;                  ///< empty: there is none
  std::string reason;                          ///< why there is none; empty: none is needed
  std::string warning;                         ///< to be said when the twin is used, or empty
  std::optional<isa::Instruction> instruction; ///< what the scan found
  double seconds = 0;                          ///< that it took
  bool is_passing =
      false; ///< the reason is what the machine lacks just now: it is good to ask anew
  /// The libraries of the tree that it was found for, and their identities (twin/identity.hpp).
  std::vector<std::pair<std::filesystem::path, std::string>> libraries;

  /// False once one of these is another.
  [[nodiscard]] bool still_holds() const;
};

enum class Question {
  twin_if_foreign,         ///< scan, and make a twin if the scan finds anything, or may open such
  twin,                    ///< make a twin
  library_twin_if_foreign, ///< the same for a library, and tell loaders (twin/audit.hpp)
  library_twin,
  audit_library_if_needed ///< as the twin (Hosts::question)
};

/// A process of its own that answers one question while the supervisor goes on answering the
/// build: scanning and compiling take their time.
class TwinJob {
public:
  /// As `master` it reads what the build has written and runs compilers on it. Throws SystemError
  /// where no process can be made.
  TwinJob(Question question, const twin::Start& start, const twin::Setting& setting,
          const Identity& master);
  TwinJob(TwinJob&& other) noexcept;
  TwinJob& operator=(TwinJob&&) = delete;
  TwinJob(const TwinJob&) = delete;
  TwinJob& operator=(const TwinJob&) = delete;
  ~TwinJob(); ///< ends the process, and the compilers that it runs, if it is still at work

  /// Tells it to end; the destructor waits for that.
  void end() const;

  /// What it was started for, or empty.
  [[nodiscard]] const std::filesystem::path& program() const { return program_; }
  [[nodiscard]] const twin::Progress& progress() const { return *progress_; }
  /// Whether the user has been told that it takes long.
  [[nodiscard]] bool is_told() const { return is_told_; }
  void tell() { is_told_ = true; }

  /// Readable when there is something to `receive`.
  [[nodiscard]] int descriptor() const { return pipe_.get(); }
  [[nodiscard]] std::chrono::steady_clock::duration age() const {
    return std::chrono::steady_clock::now() - start_;
  }
  /// Takes what has come; the answer once it is whole. A process that died answers with a reason.
  std::optional<TwinAnswer> receive();

private:
  pid_t process_ = 0;
  Fd pipe_;
  std::string received_;
  std::chrono::steady_clock::time_point start_;
  std::filesystem::path program_;
  Shared<twin::Progress> progress_;
  bool is_told_ = false;
};

} // namespace crossrc::supervise
