// Shell quoting: a bash reads each word back byte for byte.
#include "base/error.hpp"
#include "base/shell.hpp"
#include "input.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

using namespace crossrc;

namespace {

constexpr int k_patience = 10'000; // milliseconds; a quote that is never closed is waited for

/// libFuzzer has a timer.
template <typename Call> auto uninterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// A bash that evaluates what it reads.
class Bash {
public:
  Bash() {
    std::array<int, 2> ends{};
    fuzz::require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    ours_ = Fd(ends[0]);
    const Fd theirs(ends[1]);
    if (::fork() != 0) return;
    ::dup2(theirs.get(), STDIN_FILENO);
    ::dup2(theirs.get(), STDOUT_FILENO);
    ::execlp("bash", "bash", "--norc", nullptr);
    ::_exit(127);
  }

  /// The value that bash gives to `word`, which must hold no NUL byte.
  std::string evaluate(const std::string& word) {
    write_all(ours_.get(), "word=" + word + "; printf '%s\\0' \"${word}\"\n", "bash");
    std::string value;
    while (value.empty() || value.back() != '\0') value += next();
    value.pop_back();
    return value;
  }

private:
  std::string next() {
    pollfd ready{ours_.get(), POLLIN, 0};
    fuzz::require(uninterrupted([&] { return ::poll(&ready, 1, k_patience); }) == 1);
    std::array<char, 65536> block{};
    const ssize_t count =
        uninterrupted([&] { return ::read(ours_.get(), block.data(), block.size()); });
    fuzz::require(count > 0);
    return {block.data(), static_cast<size_t>(count)};
  }

  Fd ours_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Bash bash;
  const std::string_view value = fuzz::text(data, size).substr(0, 4000);
  const bool has_nul = value.find('\0') != std::string_view::npos;
  try {
    const std::string word = shell_quote(value);
    fuzz::require(!has_nul && bash.evaluate(word) == value);
  } catch (const InputError&) {
    fuzz::require(has_nul);
  }
  return 0;
}
