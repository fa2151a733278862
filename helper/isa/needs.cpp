#include "isa/needs.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "isa/clang.hpp"
#include "isa/gcc.hpp"
#include "isa/real_compiler.hpp"
#include "isa/rustc.hpp"

#include <algorithm>
#include <filesystem>

namespace crossrc::isa {

namespace {

/// True if `part` is in the name of a program of `command`, which may begin with env or the like.
bool calls(const std::vector<std::string>& command, std::string_view part) {
  return std::any_of(command.begin(), command.end(), [&](const std::string& word) {
    return !word.starts_with('-') &&
           std::filesystem::path(word).filename().string().find(part) != std::string::npos;
  });
}

} // namespace

Needs needs(const std::string& compiler, const std::vector<std::string>& flags) {
  const std::vector<std::string> command = real_compiler(words(compiler), search_path());
  if (command.empty()) throw InputError("expected the name of a compiler, found nothing");
  if (calls(command, "rustc")) return rustc_needs(command, flags);
  if (calls(command, "clang")) return clang_needs(command, flags);
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
