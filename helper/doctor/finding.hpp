// One line of `crossrc doctor`.
#pragma once

#include <string>
#include <utility>

namespace crossrc::doctor {

enum class Verdict {
  ok,
  wrong,
  unseen ///< only root can see it
};

struct Finding {
  Verdict verdict = Verdict::ok;
  std::string message;
  std::string remedy = {}; ///< of what is wrong: a command, or the line to write and where
};

inline Finding ok(std::string message) {
  return {Verdict::ok, std::move(message)};
}

inline Finding wrong(std::string message, std::string remedy) {
  return {Verdict::wrong, std::move(message), std::move(remedy)};
}

inline Finding unseen(std::string message) {
  return {Verdict::unseen, std::move(message)};
}

} // namespace crossrc::doctor
