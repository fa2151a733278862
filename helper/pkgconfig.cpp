// crossrc-pkg-config: what the names of pkg-config in a build come to (pkgconfig/question.hpp). It
// is called often, so it links next to nothing.
#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "pkgconfig/question.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace crossrc;

namespace {

constexpr int k_not_run = 127; // as a shell says

struct Call {
  pkgconfig::Question question;
  std::vector<std::string> arguments; ///< pkg-config's own
  pkgconfig::Variables variables;
};

pkgconfig::Variables variables_of(char** environment) {
  pkgconfig::Variables variables;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    const size_t end = entry.find('=');
    if (end != std::string_view::npos)
      variables.emplace(entry.substr(0, end), entry.substr(end + 1));
  }
  return variables;
}

Call call_of(std::vector<std::string> words, char** environment) {
  const size_t count = std::min(words.size(), pkgconfig::k_words);
  const auto end = words.begin() + static_cast<std::ptrdiff_t>(count);
  Call call{
      pkgconfig::question_of({words.begin(), end}), {end, words.end()}, variables_of(environment)};
  pkgconfig::direct(call.variables, call.question);
  return call;
}

int become(const Call& call) {
  std::vector<std::string> argv{call.question.program};
  argv.insert(argv.end(), call.arguments.begin(), call.arguments.end());
  std::vector<std::string> environment;
  for (const auto& [name, value] : call.variables) environment.push_back(name + "=" + value);
  ::execve(argv.front().c_str(), pointers_to(argv).data(), pointers_to(environment).data());
  std::fprintf(stderr, "crossrc: cannot run \"%s\": %s\n", argv.front().c_str(),
               std::strerror(errno)); // NOLINT(concurrency-mt-unsafe): one thread
  return k_not_run;
}

/// Its answer is ours, but for what pkg-config cannot know.
int run_and_mend(const Call& call) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError("pipe", call.question.program);
  Fd reader(ends[0]);
  Fd writer(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw SystemError("fork", call.question.program);
  if (child == 0) {
    ::dup2(writer.get(), STDOUT_FILENO);
    ::_exit(become(call));
  }
  writer.reset();
  const std::string answer = read_all(reader.get(), call.question.program);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  write_all(STDOUT_FILENO,
            pkgconfig::without_sysroot_before_build(
                answer, call.variables.at("PKG_CONFIG_SYSROOT_DIR"), call.question.build_directory),
            "standard output");
  return shell_status(status);
}

int answer(std::vector<std::string> words, char** environment) {
  const Call call = call_of(std::move(words), environment);
  const bool is_mended = pkgconfig::may_name_build(call.variables, call.arguments, call.question);
  return is_mended ? run_and_mend(call) : become(call);
}

} // namespace

int main(int argc, char** argv, char** environment) {
  try {
    return answer({argv + 1, argv + argc}, environment);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "crossrc: %s\n", error.what());
    return k_not_run;
  }
}
