#include "supervise/supervise.hpp"

#include "base/error.hpp"
#include "base/printable.hpp"
#include "base/process.hpp"
#include "base/shared_memory.hpp"
#include "supervise/filter.hpp"
#include "supervise/handoff.hpp"
#include "supervise/listener.hpp"
#include "supervise/report.hpp"
#include "supervise/worker.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr int k_cannot_run = 126; // as shells have it
constexpr int k_not_found = 127;

[[noreturn]] void become(const std::vector<std::string>& command) {
  ::execvp(command.front().c_str(), pointers_to(command).data());
  const int status = errno == ENOENT ? k_not_found : k_cannot_run;
  fmt::print(stderr, "crossrc: cannot run \"{}\": {}\n", printable(command.front()),
             std::strerror(errno));
  ::_exit(status);
}

struct SocketPair {
  SocketPair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      throw SystemError("socketpair", "");
    }
    ours.reset(ends[0]);
    theirs.reset(ends[1]);
  }
  Fd ours;
  Fd theirs;
};

std::string hint_for(int error) {
  switch (error) {
  case EBUSY:
    return "another supervisor is in place already";
  case EACCES:
  case EPERM:
    return "seccomp is forbidden here";
  case ENOSYS:
  case EINVAL:
    return "this kernel lacks seccomp notifications (Linux 5.9, CONFIG_SECCOMP_FILTER)";
  default:
    return std::strerror(error);
  }
}

void make_journal(const Options& options) {
  const ActingAs master(options.master);
  std::error_code error;
  fs::create_directories(options.journal, error);
  if (error) throw SystemError("cannot make", options.journal.native(), error.value());
}

void warn_unsupervised(const std::string& reason) {
  Report::warn(fmt::format("no supervision: {}; programs that trap will die of SIGILL", reason));
}

class Guardian {
public:
  Guardian(const Options& options, const std::vector<std::string>& command)
      : options_(options), command_(command) {
    sigset_t handled;
    sigemptyset(&handled);
    for (const int signal : {SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT}) {
      sigaddset(&handled, signal);
    }
    ::sigprocmask(SIG_BLOCK, &handled, &original_mask_);
    signals_.reset(::signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_) throw SystemError("signalfd", "");
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); // the command is ours if the worker dies
  }

  int run() {
    std::array<int, 2> life{};
    if (::pipe2(life.data(), O_CLOEXEC) != 0) throw SystemError("pipe", "");
    Fd hung_up_with_us(life[0]);
    held_by_us_.reset(life[1]);
    worker_ = ::fork();
    if (worker_ < 0) throw SystemError("fork", "");
    if (worker_ == 0) {
      held_by_us_.reset();
      to_guardian_.ours.reset();
      be_worker(std::move(hung_up_with_us));
    }
    to_guardian_.theirs.reset();
    hung_up_with_us.reset();
    listener_ = receive_handoff(to_guardian_.ours.get()).descriptor;
    while (!is_over()) wait_for_events();
    return shared_->status;
  }

private:
  [[noreturn]] void be_worker(Fd guardian) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); // orphans stay descendants, as Yama wants it
    SocketPair to_worker;
    const pid_t child = ::fork();
    if (child == 0) {
      guardian.reset();
      to_worker.ours.reset();
      be_command(to_worker.theirs.get());
    }
    shared_->command = child;
    to_worker.theirs.reset();
    to_guardian_.theirs.reset();
    Handoff handoff = receive_handoff(to_worker.ours.get());
    try {
      if (!handoff.descriptor)
        warn_unsupervised(hint_for(handoff.error));
      else
        work(options_, {std::move(handoff.descriptor), std::move(guardian)}, *shared_);
    } catch (const std::exception& error) {
      warn_unsupervised(error.what());
    }
    ::_exit(0); // a command that still runs is the guardian's now
  }

  [[noreturn]] void be_command(int to_worker) {
    Handoff handoff;
    handoff.descriptor = filter_.install();
    handoff.error = handoff.descriptor ? 0 : errno;
    send_handoff(to_guardian_.theirs.get(), handoff);
    send_handoff(to_worker, handoff);
    handoff.descriptor.reset();
    ::sigprocmask(SIG_SETMASK, &original_mask_, nullptr);
    become(command_);
  }

  [[nodiscard]] bool is_over() const {
    return shared_->status >= 0 && (worker_ == 0 || shared_->survivors);
  }

  void wait_for_events() {
    std::array<pollfd, 3> files = {{{signals_.get(), POLLIN, 0},
                                    {worker_ == 0 ? listener_.get() : -1, POLLIN, 0},
                                    {held_by_us_.get(), 0, 0}}};
    if (::poll(files.data(), files.size(), -1) < 0) return;
    if (files[0].revents != 0) handle_signals();
    if ((files[1].revents & POLLIN) != 0) let_one_pass();
    if ((files[1].revents & POLLHUP) != 0) listener_.reset();
    if (files[2].revents != 0) held_by_us_.reset(); // the command has ended, or the worker
  }

  void handle_signals() {
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
      const auto signal = static_cast<int>(info.ssi_signo);
      // A key on the terminal has reached the command too; a kill(2) meant this process.
      if (signal != SIGCHLD && info.ssi_code <= 0) ::kill(shared_->command, signal);
    }
    int status = 0;
    pid_t child = 0;
    while ((child = ::waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
      if (WIFSTOPPED(status))
        wake_worker(child);
      else if (child == worker_)
        worker_ended(status);
      else if (child == shared_->command)
        shared_->status = status;
    }
  }

  /// While this process runs, whoever stopped the worker did not mean the build, which would stop
  /// at its next execve. A key on the terminal stops them all.
  void wake_worker(pid_t stopped) const {
    if (stopped == worker_) ::kill(worker_, SIGCONT);
  }

  void worker_ended(int status) {
    worker_ = 0;
    if (shared_->status >= 0) return;
    if (WIFSIGNALED(status)) {
      warn_unsupervised(fmt::format("the supervisor was ended by signal {}", WTERMSIG(status)));
    }
    if (listener_) let_all_pass();
    if (shared_->command == 0) shared_->status = W_EXITCODE(k_cannot_run, 0);
  }

  /// Whoever waits for an answer of the worker's.
  void let_all_pass() {
    const Listener listener(listener_.get());
    listener.let_pass(shared_->request.id);
    while (const uint64_t id = shared_->held.take()) listener.let_pass(id);
  }

  void let_one_pass() {
    const Listener listener(listener_.get());
    if (const auto notification = listener.receive(shared_->request)) {
      listener.let_pass(notification->id);
    }
  }

  const Options& options_;
  const std::vector<std::string>& command_;
  Filter filter_;
  Shared<Common> shared_;
  SocketPair to_guardian_;
  sigset_t original_mask_{};
  Fd signals_;
  Fd listener_;
  Fd held_by_us_;     ///< a pipe's end: the worker sees when this process dies, and the reverse
  pid_t worker_ = -1; ///< 0: it has ended
};

} // namespace

int supervise(const Options& options, const std::vector<std::string>& command) {
  if (options.policy == Policy::off) become(command);
  std::unique_ptr<Guardian> guardian;
  try {
    make_journal(options);
    guardian = std::make_unique<Guardian>(options, command);
  } catch (const SystemError& failure) {
    warn_unsupervised(failure.what());
    become(command);
  }
  return guardian->run();
}

} // namespace crossrc::supervise
