#include "supervise/worker.hpp"

#include "base/error.hpp"
#include "base/process.hpp"
#include "supervise/listener.hpp"
#include "supervise/recorder.hpp"
#include "supervise/remote.hpp"
#include "supervise/report.hpp"
#include "supervise/tracer.hpp"
#include "supervise/turns.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossrc::supervise {
namespace {

Fd child_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return Fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

constexpr unsigned k_look_every = 4; // notifications

class Worker {
public:
  Worker(const Options& options, WorkerEnds ends, Common& shared)
      : ends_(std::move(ends)), shared_(shared), listener_(ends_.listener.get()),
        signals_(child_signals()), report_(options.journal, options.master),
        recorder_(options.journal, options.master),
        tracer_(options, report_, Surroundings::of_this_process()) {
    take_short_turns();
  }

  void run() {
    while (!hung_up_ || shared_.status < 0) wait_for_events();
  }

private:
  void wait_for_events() {
    std::vector<pollfd>& files = polled_;
    files.assign({{hung_up_ ? -1 : ends_.listener.get(), POLLIN, 0},
                  {signals_.get(), POLLIN, 0},
                  {ends_.guardian.get(), 0, 0}});
    for (const int job : tracer_.descriptors()) files.push_back({job, POLLIN, 0});
    const int count = ::poll(files.data(), files.size(), tracer_.milliseconds_to_wait());
    attend_who_waits();
    if (count <= 0) return;
    if ((files[1].revents & POLLIN) != 0) {
      drain_signals();
      reap(); // before the answer: what is dead must not be taken under ptrace
    }
    if ((files[2].revents & (POLLHUP | POLLERR)) != 0) guardian_died();
    for (size_t i = 3; i < files.size(); ++i) {
      if (files[i].revents != 0) release(tracer_.handle_readable(files[i].fd));
    }
    if ((files[0].revents & POLLIN) != 0) answer();
    if ((files[0].revents & POLLHUP) != 0) hung_up_ = true;
  }

  /// What time brings, and signals for those that cannot take them.
  void attend_who_waits() {
    release(tracer_.give_up_late_twin());
    for (const uint64_t id : tracer_.attend_who_waits()) {
      listener_.turn_back(id);
      shared_.held.remove(id);
    }
  }

  void drain_signals() {
    std::array<signalfd_siginfo, 2> infos{}; // pending for the process, and for its only thread
    static_cast<void>(::read(signals_.get(), infos.data(), sizeof infos));
  }

  void answer() {
    if (answered_++ % k_look_every == 0) choose_cpus();
    const auto notification = listener_.receive(shared_.request);
    if (!notification) return;
    auto course = Tracer::Course::pass;
    try {
      course = consider(*notification);
    } catch (const std::exception& error) {
      warn_once(error.what());
    }
    if (course == Tracer::Course::turn_back)
      listener_.turn_back(notification->id);
    else if (course == Tracer::Course::pass || !shared_.held.add(notification->id))
      listener_.let_pass(notification->id);
  }

  /// Twice in a row, since something runs now and then on any machine.
  void choose_cpus() {
    const bool is_alone = runnable_.is_only_caller();
    listener_.prefer_one_cpu(is_alone || was_alone_);
    was_alone_ = is_alone;
  }

  void release(const std::vector<uint64_t>& ids) {
    for (const uint64_t id : ids) {
      listener_.let_pass(id);
      shared_.held.remove(id);
    }
  }

  Tracer::Course consider(const Notification& notification) {
    if (notification.to_be_traced != 0) return tracer_.let_go(notification);
    if (tracer_.has_asked_for(notification.thread)) return Tracer::Course::pass;
    const auto path = read_string(notification.thread, notification.path);
    if (!path) {
      if (errno == EPERM || errno == ENOSYS) {
        warn_once(fmt::format("cannot see what is executed: {}", std::strerror(errno)));
      }
      return Tracer::Course::pass;
    }
    recorder_.consider(notification, *path, listener_, tracer_.has_other_roots());
    tracer_.libraries_made(recorder_.libraries());
    return tracer_.consider(notification, *path, listener_);
  }

  void reap() {
    int status = 0;
    pid_t child = 0;
    std::optional<int> end; // of the command: what others have to say comes first
    while ((child = ::waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
      try {
        tracer_.handle(child, status);
      } catch (const std::exception& error) {
        warn_once(error.what());
      }
      if (child == shared_.command && !WIFSTOPPED(status)) end = status;
    }
    if (end) command_ended(*end);
    release(tracer_.take_let_go());
  }

  /// What still runs, a server that the build started, goes on being answered, out of sight.
  void command_ended(int status) {
    report_.save();
    if (WIFSIGNALED(status)) tracer_.command_was_ended(WTERMSIG(status));
    pollfd listener{ends_.listener.get(), POLLIN, 0};
    ::poll(&listener, 1, 0);
    shared_.survivors = !hung_up_ && (listener.revents & POLLHUP) == 0;
    shared_.status = status;
    ends_.guardian.reset();
    const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::dup2(nothing.get(), stream);
    }
  }

  void guardian_died() {
    ends_.guardian.reset();
    ::kill(shared_.command, SIGKILL); // somebody killed the phase, and meant it
  }

  void warn_once(const std::string& text) {
    if (std::exchange(warned_, true)) return;
    Report::warn(fmt::format("{}; some programs will not be rerun", text));
  }

  WorkerEnds ends_;
  Common& shared_;
  Listener listener_;
  Runnable runnable_;
  Fd signals_;
  Report report_;
  Recorder recorder_;
  Tracer tracer_;
  std::vector<pollfd> polled_; ///< kept for its memory
  unsigned answered_ = 0;
  bool was_alone_ = true; ///< at the last look
  bool hung_up_ = false;  ///< no process is left under the filter
  bool warned_ = false;
};

} // namespace

void work(const Options& options, WorkerEnds ends, Common& shared) {
  Worker(options, std::move(ends), shared).run();
}

} // namespace crossrc::supervise
