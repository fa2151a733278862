#include "isa/needs.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "isa/clang.hpp"
#include "isa/gcc.hpp"
#include "isa/rustc.hpp"

#include <filesystem>

namespace crossrc::isa {

Needs needs(const std::string& compiler, const std::vector<std::string>& flags) {
  const std::vector<std::string> command = words(compiler);
  if (command.empty()) throw InputError("expected the name of a compiler, found nothing");
  const std::string name = std::filesystem::path(command.front()).filename().string();
  if (name.find("rustc") != std::string::npos) return rustc_needs(command, flags);
  if (name.find("clang") != std::string::npos) return clang_needs(command, flags);
  return gcc_needs(command, flags);
}

bool may_trap(const std::string& compiler, const std::vector<std::string>& flags) {
  try {
    return !needs(compiler, flags).lacking.empty();
  } catch (const Error&) {
    return true;
  }
}

} // namespace crossrc::isa
