#include "isa/ask.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/real_compiler.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace crossrc::isa {
namespace {

/// The line that says why, without the "cc1: error:" before it.
std::string_view first_error(std::string_view output) {
  constexpr std::string_view k_mark = "error: ";
  const size_t mark = output.find(k_mark);
  if (mark != std::string_view::npos) output.remove_prefix(mark + k_mark.size());
  output = trim(output);
  return output.substr(0, output.find('\n'));
}

} // namespace

std::string ask(const std::vector<std::string>& command, const std::string& source) {
  const Fd input(::memfd_create("source", MFD_CLOEXEC));
  if (!input) throw SystemError("memfd_create", "source");
  write_all(input.get(), source, "source");
  if (::lseek(input.get(), 0, SEEK_SET) != 0) throw SystemError("lseek", "source");
  RunOptions options;
  options.input = input.get();
  const RunResult result = run_compiler(command, options);
  if (result.status == 0) return result.output;
  throw InputError(fmt::format("{}: {}", command.front(), first_error(result.output)));
}

std::vector<std::string> with(std::vector<std::string> command,
                              const std::vector<std::string>& more) {
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

std::vector<std::string> machine_flags(const std::vector<std::string>& flags) {
  std::vector<std::string> result;
  std::copy_if(flags.begin(), flags.end(), std::back_inserter(result), [](const auto& flag) {
    return flag.starts_with("-m") && flag != "-mllvm"; // whose argument is the next word
  });
  return result;
}

} // namespace crossrc::isa
