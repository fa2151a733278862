// A process whose state changes step by step, for the tests of what is seen of it.
#pragma once

#include "../isa/workshop.hpp"
#include "supervise/cleanness.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace crossrc::test {

/// A child that stops after each of its steps. It has no descriptors but 0, 1 and 2.
class SteppedProcess {
public:
  using Step = std::function<void()>;

  explicit SteppedProcess(const std::vector<Step>& steps) : id_(::fork()) {
    if (id_ == 0) {
      ::close_range(3, ~0U, 0);
      for (const Step& step : steps) {
        step();
        ::raise(SIGSTOP);
      }
      ::_exit(0);
    }
    wait();
  }
  SteppedProcess(const SteppedProcess&) = delete;
  SteppedProcess& operator=(const SteppedProcess&) = delete;
  ~SteppedProcess() {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }

  void next() const {
    ::kill(id_, SIGCONT);
    wait();
  }
  [[nodiscard]] pid_t id() const { return id_; }

private:
  void wait() const {
    int status = 0;
    BOOST_REQUIRE(::waitpid(id_, &status, WUNTRACED) == id_ && WIFSTOPPED(status));
  }
  pid_t id_;
};

inline void put(int fd, std::string_view text) {
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) ::_exit(1);
}

inline void take(int fd, size_t count) {
  std::string text(count, '\0');
  if (::read(fd, text.data(), count) < 0) ::_exit(1);
}

inline void open_as(int number, const std::filesystem::path& file, int flags) {
  const int fd = ::open(file.c_str(), flags, 0644);
  if (fd < 0) ::_exit(1);
  if (fd != number) {
    ::dup2(fd, number);
    ::close(fd);
  }
}

/// Steps to begin with.
struct Beginnings : Workshop {
  Beginnings() { write("in", "abcdefghij"); }

  /// Descriptors that nothing speaks against: an input file, an output file, /dev/null.
  [[nodiscard]] SteppedProcess::Step harmless() const {
    return [this] {
      open_as(0, path() / "in", O_RDONLY);
      open_as(1, path() / "out", O_WRONLY | O_CREAT);
      open_as(2, "/dev/null", O_RDWR);
    };
  }
  /// The same, with the read end of a pipe as input.
  [[nodiscard]] SteppedProcess::Step with_input_pipe() const {
    return [this] {
      harmless()();
      std::array<int, 2> ends{};
      if (::pipe(ends.data()) != 0) ::_exit(1);
      put(ends[1], "some input");
      ::dup2(ends[0], 0);
      ::close(ends[0]);
    };
  }
};

} // namespace crossrc::test
