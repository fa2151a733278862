// What became of one program that trapped, or would have: written while a package is built, read
// at the end.
//
// Format of the file `events` in the journal's directory: for each event the fields, in the order
// of the struct, as NUL-terminated strings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossrc::history {

/// What happened to the program.
enum class Outcome {
  rerun,    ///< it trapped, and its twin went on
  foreseen, ///< its twin was started in its place
  refused,  ///< it got its SIGILL
  told      ///< the same, as the policy is only to tell
};

struct Event {
  Outcome outcome = Outcome::told;
  std::string program;
  std::string place;       ///< where it trapped, or empty
  std::string instruction; ///< empty where it is not known
  std::string extension;   ///< of the ISA, that it needs
  double seconds = 0;      ///< that the twin took to make
  std::string reason;      ///< of a refusal
  std::string advice;

  bool operator==(const Event&) const = default;
};

/// `rerun`, `foreseen`, `refused` or `told`.
std::string_view name_of(Outcome outcome);

/// The event as the file has it; NUL bytes in it are left out.
std::string encode(const Event& event);

/// The events in `text`, which may hold anything: at most `limit`, each field at most 1000 bytes
/// long and without control characters. What does not decode ends it.
std::vector<Event> decode_events(std::string_view text, size_t limit);

} // namespace crossrc::history
