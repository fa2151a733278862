#pragma once

#include "supervise/program.hpp"
#include "supervise/twin_job.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace crossrc::supervise {

/// What is known of twins, and the jobs that find out. By Program::identity, and by another for
/// libraries that programs open.
class Answers {
public:
  /// `setting` must outlive it; a job may take as long as `limit`; `master` is as in Options.
  Answers(const twin::Setting& setting, std::chrono::seconds limit, const Identity& master)
      : setting_(setting), limit_(limit), master_(master) {}
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;
  ~Answers(); ///< ends the jobs that are at work

  /// Null where nothing is known yet, only of other libraries than those of now, or only that the
  /// machine lacked something. "Clean" is not
  /// final: what the scan misses still traps.
  [[nodiscard]] const TwinAnswer* find(const std::string& identity) const;

  /// Starts a job, unless one is at work for it. Throws SystemError.
  void ask(Question question, const std::string& identity, const twin::Start& start);

  /// The jobs that may have an answer: descriptors to wait for.
  [[nodiscard]] std::vector<int> descriptors() const;

  struct Arrival {
    std::string identity;
    const TwinAnswer& answer;
  };
  /// What has come on the descriptor; nothing while the answer is not whole.
  std::optional<Arrival> receive(int descriptor);

  /// Says once of each job that takes long which it is and how far it has come.
  void tell_slow();
  /// `, of which 3 of 40 files are made`, or empty.
  [[nodiscard]] std::string progress_of(const std::string& identity) const;

  /// Until the first job is late, for poll(2): -1 where there is none.
  [[nodiscard]] int milliseconds_to_wait() const;
  /// Ends a job that is late; its answer. Nothing where none is.
  std::optional<Arrival> give_up_late();

private:
  using Jobs = std::unordered_map<std::string, TwinJob>;

  Arrival arrived(Jobs::iterator job, TwinAnswer answer);

  const twin::Setting& setting_;
  std::chrono::seconds limit_;
  Identity master_;
  std::unordered_map<std::string, TwinAnswer> known_;
  Jobs asked_;
};

} // namespace crossrc::supervise
