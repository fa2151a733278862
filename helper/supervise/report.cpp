#include "supervise/report.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/printable.hpp"

#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>

namespace crossrc::supervise {
namespace {

using history::Outcome;

std::string describe(const Trap& trap) {
  std::string text = fmt::format("\"{}\"", trap.program.native());
  if (trap.instruction) {
    text += fmt::format(": {} needs {}", trap.instruction->text, trap.instruction->extension);
  } else if (!trap.place.empty()) {
    text += ": an instruction that crossrc does not know";
  }
  return trap.place.empty() ? text : fmt::format("{} (at {})", text, trap.place);
}

/// One write, so that lines of parallel jobs do not mix. ` * ` is how Portage marks its own.
void say(const std::string& text) {
  const std::string line = fmt::format(" * crossrc: {}\n", printable(text));
  try {
    write_all(STDERR_FILENO, line, "standard error");
  } catch (const SystemError&) { // nobody reads the log any more
  }
}

const char* words_for(Report::Use use) {
  switch (use) {
  case Report::Use::rerun:
    return "trapped and rerun as its twin";
  case Report::Use::foreseen:
    return "started as its twin";
  case Report::Use::library:
    return "loaded as its twin";
  default:
    return "trapped and rerun with the twin of that";
  }
}

history::Event event_of(const Trap& trap, Outcome outcome) {
  history::Event event;
  event.outcome = outcome;
  event.program = trap.program.native();
  event.place = trap.place;
  if (trap.instruction) {
    event.instruction = trap.instruction->text;
    event.extension = trap.instruction->extension;
  }
  return event;
}

} // namespace

Report::Report(std::filesystem::path directory, const Identity& master)
    : directory_(std::move(directory)), master_(master) {
  try {
    const ActingAs reader(master_);
    const auto text = read_file_if_exists(directory_ / "counts").value_or("");
    std::sscanf(text.c_str(), "%lu %lu %lu", &counts_.ran, &counts_.trapped, &counts_.rerun);
  } catch (const SystemError&) {
    counts_ = {};
  }
}

void Report::made_twin(const Trap& trap, double seconds, Use use) const {
  say(fmt::format("{}; {} (made in {:.1f} s)", describe(trap), words_for(use), seconds));
  const bool has_trapped = use == Use::rerun || use == Use::in_a_host;
  history::Event event = event_of(trap, has_trapped ? Outcome::rerun : Outcome::foreseen);
  event.seconds = seconds;
  append("events", history::encode(event));
}

void Report::failed(const Trap& trap, const std::string& reason, const std::string& advice) const {
  const std::string line = fmt::format("{}; not rerun: {}", describe(trap), reason);
  say(line + "; it gets SIGILL");
  note_refusal(trap, line, reason, advice);
}

void Report::ended(const Trap& trap, const std::string& reason, const std::string& advice) const {
  const std::string line = fmt::format("{}; {}", describe(trap), reason);
  say(line);
  note_refusal(trap, line, reason, advice);
}

void Report::note_refusal(const Trap& trap, const std::string& line, const std::string& reason,
                          const std::string& advice) const {
  say("  try: " + advice);
  append("failures", fmt::format("{}; try: {}\n", line, advice));
  history::Event event = event_of(trap, Outcome::refused);
  event.reason = reason;
  event.advice = advice;
  append("events", history::encode(event));
}

void Report::only_told(const Trap& trap) const {
  say(describe(trap) + "; trapped");
  append("events", history::encode(event_of(trap, Outcome::told)));
}

void Report::append(const char* name, const std::string& text) const {
  try {
    const ActingAs writer(master_);
    const Fd file = open_file(directory_ / name, O_WRONLY | O_CREAT | O_APPEND, 0644);
    write_all(file.get(), text, name);
  } catch (const SystemError&) {
    return;
  }
}

void Report::warn(const std::string& text) {
  say(text);
}

void Report::save() const {
  try {
    const ActingAs writer(master_);
    replace_file(directory_ / "counts",
                 fmt::format("{} {} {}\n", counts_.ran, counts_.trapped, counts_.rerun));
  } catch (const SystemError&) {
    return;
  }
}

} // namespace crossrc::supervise
