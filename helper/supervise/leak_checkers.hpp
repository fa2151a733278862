#pragma once

#include "supervise/program.hpp"

#include <string>
#include <unordered_map>

namespace crossrc::supervise {

/// Which programs look for leaks at their end (LeakSanitizer). They do it by ptrace of their own,
/// and fail where somebody else has them under ptrace already.
class LeakCheckers {
public:
  bool contain(const Program& program);

private:
  std::unordered_map<std::string, bool> known_; ///< by Program::identity
};

} // namespace crossrc::supervise
