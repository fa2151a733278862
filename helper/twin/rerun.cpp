#include "twin/rerun.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace crossrc::twin {
namespace {

constexpr std::string_view k_heading = "crossrc rerun 2";
constexpr uint64_t k_rewind = 1;
constexpr uint64_t k_truncate = 2;

/// NUL-terminated fields, one after the other.
class FieldWriter {
public:
  void add(std::string_view text) {
    text_ += text;
    text_ += '\0';
  }
  void add(uint64_t number) { add(std::to_string(number)); }
  void add(const std::vector<std::string>& list) {
    add(list.size());
    for (const std::string& item : list) add(item);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  std::string text_;
};

class FieldReader {
public:
  FieldReader(std::string_view text, std::string name) : rest_(text), name_(std::move(name)) {}

  std::string next() {
    const size_t end = rest_.find('\0');
    if (end == std::string_view::npos) fail();
    std::string field(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return field;
  }
  uint64_t number() {
    const std::string text = next();
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) fail();
    return value;
  }
  std::vector<std::string> list() {
    std::vector<std::string> items;
    for (uint64_t left = number(); left > 0; --left) items.push_back(next());
    return items;
  }
  [[noreturn]] void fail() const {
    throw InputError(fmt::format("{}: damaged: expected a file that crossrc run wrote", name_));
  }

private:
  std::string_view rest_;
  std::string name_;
};

void close_others(const std::vector<InheritedFile>& files) {
  unsigned next = 0;
  std::vector<unsigned> numbers;
  numbers.reserve(files.size());
  for (const InheritedFile& file : files) numbers.push_back(static_cast<unsigned>(file.number));
  std::ranges::sort(numbers);
  for (const unsigned number : numbers) {
    if (number > next) ::close_range(next, number - 1, 0);
    next = number + 1;
  }
  ::close_range(next, ~0U, 0);
}

void restore(const InheritedFile& file) {
  if (file.rewind && ::lseek(file.number, file.offset, SEEK_SET) < 0) {
    throw SystemError("lseek", fmt::format("descriptor {}", file.number));
  }
  if (file.truncate && ::ftruncate(file.number, file.size) != 0) {
    throw SystemError("ftruncate", fmt::format("descriptor {}", file.number));
  }
}

bool has_signal(uint64_t set, int signal) {
  return ((set >> (signal - 1)) & 1U) != 0;
}

/// The kernel's own struct sigaction: glibc keeps signals 32 and 33 to itself and refuses to set
/// them, but a process can have inherited them ignored.
struct KernelAction {
  void (*handler)(int) = nullptr;
  unsigned long flags = 0;
  void (*restorer)() = nullptr;
  uint64_t mask = 0;
};

void set_handler(int signal, void (*handler)(int)) {
  const KernelAction action{.handler = handler};
  ::syscall(SYS_rt_sigaction, signal, &action, nullptr, sizeof action.mask);
}

/// An alarm that ran out while the program was stopped has not been delivered: all signals are
/// blocked on the way here. Of that time at least none was left.
void prolong_alarm(std::chrono::milliseconds waited) {
  itimerval alarm{};
  sigset_t pending;
  ::sigpending(&pending);
  const bool has_run_out = sigismember(&pending, SIGALRM) != 0;
  ::getitimer(ITIMER_REAL, &alarm);
  if (!has_run_out && !timerisset(&alarm.it_value)) return;
  set_handler(SIGALRM, SIG_IGN); // which forgets one that is pending
  const timeval more{waited.count() / 1000, waited.count() % 1000 * 1000};
  timeradd(&alarm.it_value, &more, &alarm.it_value);
  ::setitimer(ITIMER_REAL, &alarm, nullptr);
}

/// A program that catches the signal of a timer has set it; else who started it has (alarm(2)
/// survives an execve).
void restore_timers(const Rerun& rerun) {
  const itimerval off{};
  for (const auto& [timer, signal] :
       {std::pair{ITIMER_REAL, SIGALRM}, {ITIMER_VIRTUAL, SIGVTALRM}, {ITIMER_PROF, SIGPROF}}) {
    if (!has_signal(rerun.caught_signals, signal)) continue;
    ::setitimer(timer, &off, nullptr);
    set_handler(signal, SIG_IGN);
  }
  if (!has_signal(rerun.caught_signals, SIGALRM) && rerun.waited.count() > 0) {
    prolong_alarm(rerun.waited);
  }
}

void restore_signals(const Rerun& rerun) {
  for (int signal = 1; signal <= 64; ++signal) {
    if (signal == SIGKILL || signal == SIGSTOP) continue;
    set_handler(signal, has_signal(rerun.ignored_signals, signal) ? SIG_IGN : SIG_DFL);
  }
  const uint64_t blocked = rerun.blocked_signals;
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &blocked, nullptr, sizeof blocked);
}

} // namespace

void write_rerun(const Rerun& rerun, const std::filesystem::path& file,
                 const std::optional<Identity>& reader) {
  FieldWriter fields;
  fields.add(k_heading);
  fields.add(rerun.twin.native());
  fields.add(rerun.directory.native());
  fields.add(static_cast<uint64_t>(rerun.umask));
  fields.add(rerun.blocked_signals);
  fields.add(rerun.ignored_signals);
  fields.add(rerun.caught_signals);
  fields.add(static_cast<uint64_t>(rerun.waited.count()));
  fields.add(rerun.files.size());
  for (const InheritedFile& inherited : rerun.files) {
    fields.add(static_cast<uint64_t>(inherited.number));
    fields.add((inherited.rewind ? k_rewind : 0) | (inherited.truncate ? k_truncate : 0));
    fields.add(static_cast<uint64_t>(inherited.offset));
    fields.add(static_cast<uint64_t>(inherited.size));
  }
  fields.add(rerun.argv);
  fields.add(rerun.environment);
  replace_file(file, fields.text(), 0600, reader);
}

Rerun read_rerun(const std::filesystem::path& file) {
  const std::string content = read_file(file);
  FieldReader fields(content, file.native());
  if (fields.next() != k_heading) fields.fail();
  Rerun rerun;
  rerun.twin = fields.next();
  rerun.directory = fields.next();
  rerun.umask = static_cast<mode_t>(fields.number());
  rerun.blocked_signals = fields.number();
  rerun.ignored_signals = fields.number();
  rerun.caught_signals = fields.number();
  rerun.waited = std::chrono::milliseconds(fields.number());
  for (uint64_t left = fields.number(); left > 0; --left) {
    InheritedFile inherited;
    inherited.number = static_cast<int>(fields.number());
    const uint64_t flags = fields.number();
    inherited.rewind = (flags & k_rewind) != 0;
    inherited.truncate = (flags & k_truncate) != 0;
    inherited.offset = static_cast<off_t>(fields.number());
    inherited.size = static_cast<off_t>(fields.number());
    rerun.files.push_back(inherited);
  }
  rerun.argv = fields.list();
  rerun.environment = fields.list();
  return rerun;
}

void execute(const Rerun& rerun) {
  close_others(rerun.files);
  for (const InheritedFile& file : rerun.files) restore(file);
  if (!rerun.directory.empty() && ::chdir(rerun.directory.c_str()) != 0) {
    throw SystemError("chdir", rerun.directory.native());
  }
  ::umask(rerun.umask);
  const std::vector<char*> argv = pointers_to(rerun.argv);
  const std::vector<char*> environment = pointers_to(rerun.environment);
  restore_timers(rerun);
  restore_signals(rerun);
  ::execve(rerun.twin.c_str(), argv.data(), environment.data());
  throw SystemError("execute", rerun.twin.native());
}

} // namespace crossrc::twin
