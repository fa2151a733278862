// What the user is told: lines in the build log, and files that the hooks and crossrc log read.
#pragma once

#include "base/identity.hpp"
#include "history/event.hpp"
#include "isa/instruction.hpp"

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace crossrc::supervise {

/// How many programs of the tree did what.
struct Counts {
  unsigned long ran = 0;     ///< were started
  unsigned long trapped = 0; ///< of these, met, or were seen to have, instructions that it lacks
  unsigned long rerun = 0;   ///< of these, ran as their twin, after a trap or instead of one
};

/// One trap, or one that was foreseen.
struct Trap {
  std::filesystem::path program;
  std::string place; ///< `libmagic.so.1+0x1a2b`, or empty where it was foreseen
  std::optional<isa::Instruction> instruction;
};

class Report {
public:
  /// `directory` is the journal's, `master` is whose that is. Counts go on from what earlier phases
  /// wrote there.
  Report(std::filesystem::path directory, const Identity& master);

  void ran() { ++counts_.ran; }
  void trapped() { ++counts_.trapped; }
  void rerun() { ++counts_.rerun; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

  /// What a twin that took `seconds` to make is for.
  enum class Use {
    rerun,    ///< its program has trapped
    foreseen, ///< its program would have
    library,  ///< a library that programs open
    in_a_host ///< one that has trapped in a program of the builder's
  };
  void made_twin(const Trap& trap, double seconds, Use use) const;
  /// The program gets its SIGILL: `reason`, and what to try.
  void failed(const Trap& trap, const std::string& reason, const std::string& advice) const;
  /// It has not come so far: `reason` is how it ended, while its twin was made.
  void ended(const Trap& trap, const std::string& reason, const std::string& advice) const;
  void only_told(const Trap& trap) const;
  static void warn(const std::string& text);

  /// Writes the counts for the hooks. A full disk is no reason to stop a build: failures are
  /// passed over.
  void save() const;

private:
  void note_refusal(const Trap& trap, const std::string& line, const std::string& reason,
                    const std::string& advice) const;
  /// Appends to a file of the journal's directory. A full disk is no reason to stop a build: the
  /// log has it too.
  void append(const char* name, const std::string& text) const;

  std::filesystem::path directory_;
  Identity master_;
  Counts counts_;
};

} // namespace crossrc::supervise
