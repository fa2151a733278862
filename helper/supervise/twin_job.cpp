#include "supervise/twin_job.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "twin/identity.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace crossrc::supervise {
namespace {

// The answer on the pipe: fields that end in NUL, then the pipe's end.
// twin, reason, warning, instruction's text, its extension, whether the reason may
// pass; then pairs of a library and its
// identity
constexpr size_t k_fields = 6;

std::string encode(const TwinAnswer& answer) {
  const isa::Instruction none;
  const isa::Instruction& instruction = answer.instruction ? *answer.instruction : none;
  std::string text;
  for (const std::string& field :
       {answer.twin.native(), answer.reason, answer.warning, instruction.text,
        instruction.extension, std::string(answer.is_passing ? "passing" : "")}) {
    text += field;
    text += '\0';
  }
  for (const auto& [library, identity] : answer.libraries) {
    text += library.native() + '\0' + identity + '\0';
  }
  return text;
}

TwinAnswer decode(const std::string& text) {
  const auto fields = split(text, '\0');
  TwinAnswer answer;
  if (fields.size() <= k_fields || (fields.size() - k_fields) % 2 != 1) {
    answer.reason = "the process that made the twin has died";
    return answer;
  }
  answer.twin = fields[0];
  answer.reason = fields[1];
  answer.warning = fields[2];
  if (!fields[3].empty()) {
    answer.instruction = isa::Instruction{std::string(fields[3]), std::string(fields[4])};
  }
  answer.is_passing = !fields[5].empty();
  for (size_t i = k_fields; i + 1 < fields.size(); i += 2) {
    answer.libraries.emplace_back(fields[i], fields[i + 1]);
  }
  return answer;
}

twin::Twin make(Question question, const twin::Start& start, const twin::Setting& setting) {
  switch (question) {
  case Question::library_twin:
    return twin::make_library_twin(start, setting, true);
  case Question::library_twin_if_foreign:
    return twin::make_library_twin(start, setting, false);
  case Question::audit_library_if_needed:
    return {twin::make_audit_library_if_needed(setting), ""};
  default:
    return twin::make_twin(start, setting);
  }
}

/// By what the system or a compiler says: no such thing is a property of the program.
bool is_lack_of_resources(const std::string& reason) {
  const auto says = [&](const char* text) { return reason.find(text) != std::string::npos; };
  constexpr std::array errors = {ENOSPC, EDQUOT, ENOMEM, EMFILE, ENFILE, EAGAIN};
  return std::ranges::any_of(errors, [&](int error) { return says(std::strerror(error)); }) ||
         says("memory exhausted") || says("out of memory") || says("ended by signal 9") ||
         says("std::bad_alloc");
}

/// Also where a compiler says so in another language.
bool is_full(const std::filesystem::path& directory) {
  constexpr unsigned long little = 64; // blocks
  struct statvfs disk {};
  if (::statvfs(directory.parent_path().c_str(), &disk) != 0) return false;
  return disk.f_bavail < little || (disk.f_files > 0 && disk.f_favail == 0);
}

TwinAnswer find_answer(Question question, const twin::Start& start, const twin::Setting& setting) {
  TwinAnswer answer;
  try {
    if (!start.program.empty()) answer.libraries = twin::loaded_by(start, setting);
    if (question == Question::twin_if_foreign || question == Question::library_twin_if_foreign) {
      answer.instruction = twin::find_foreign_code(start, setting);
      if (!answer.instruction && question == Question::twin_if_foreign &&
          !twin::may_open_foreign_code(start, setting)) {
        return answer;
      }
    }
    twin::Twin twin = make(question, start, setting);
    answer.twin = std::move(twin.path);
    answer.warning = std::move(twin.warning);
  } catch (const std::exception& error) {
    answer.reason = error.what();
    answer.is_passing = is_lack_of_resources(answer.reason) || is_full(setting.directory);
  }
  return answer;
}

/// Of compilers that are asked to end, before they have to: they remove their temporary files.
constexpr timespec k_grace{.tv_sec = 0, .tv_nsec = 50'000'000};

/// A handler of SIGTERM: all of this process' group goes.
extern "C" void end_group(int /*signal*/) {
  ::kill(0, SIGTERM);
  ::nanosleep(&k_grace, nullptr);
  ::kill(0, SIGKILL);
}

/// The compilers must not outlive the supervisor, however that ends. To be called as the user who
/// runs them: the kernel forgets it when that changes (PR_SET_PDEATHSIG(2const)).
void end_with(pid_t supervisor) {
  ::signal(SIGTERM, end_group);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, SIGTERM);
  ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
  if (::getppid() != supervisor) ::raise(SIGTERM);
}

} // namespace

bool TwinAnswer::still_holds() const {
  return std::ranges::all_of(libraries, [](const auto& library) {
    return twin::identity_of(library.first).value_or("") == library.second;
  });
}

TwinJob::TwinJob(Question question, const twin::Start& start, const twin::Setting& setting,
                 const Identity& master)
    : start_(std::chrono::steady_clock::now()), program_(start.program) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError("pipe", "");
  pipe_.reset(ends[0]);
  Fd writer(ends[1]);
  const pid_t supervisor = ::getpid();
  process_ = ::fork();
  if (process_ < 0) throw SystemError("fork", "");
  if (process_ > 0) return;
  ::setpgid(0, 0);
  // Nothing of the supervisor's may stay open here: if it dies, its listener must die with it.
  const int answer_to = ::dup2(writer.release(), STDERR_FILENO + 1);
  ::close_range(static_cast<unsigned>(answer_to) + 1, ~0U, 0);
  int status = 0;
  try {
    become(master);
    end_with(supervisor);
    twin::Setting told = setting;
    told.progress = progress_.get();
    write_all(answer_to, encode(find_answer(question, start, told)), "pipe");
  } catch (const std::exception&) { // the supervisor is gone
    status = 1;
  }
  ::_exit(status);
}

TwinJob::TwinJob(TwinJob&& other) noexcept
    : process_(std::exchange(other.process_, 0)), pipe_(std::move(other.pipe_)),
      received_(std::move(other.received_)), start_(other.start_),
      program_(std::move(other.program_)), progress_(std::move(other.progress_)),
      is_told_(other.is_told_) {}

TwinJob::~TwinJob() {
  // Only while it is a child of ours its number is its own.
  if (process_ <= 0 || ::waitpid(process_, nullptr, WNOHANG) != 0) return;
  end();
  ::waitpid(process_, nullptr, 0);
}

void TwinJob::end() const {
  if (process_ <= 0) return;
  ::kill(process_, SIGTERM);
  ::kill(process_, SIGCONT);
}

std::optional<TwinAnswer> TwinJob::receive() {
  std::array<char, 4096> block{};
  const ssize_t count = ::read(pipe_.get(), block.data(), block.size());
  if (count < 0 && errno == EINTR) return std::nullopt;
  if (count > 0) {
    received_.append(block.data(), static_cast<size_t>(count));
    return std::nullopt;
  }
  ::waitpid(std::exchange(process_, 0), nullptr, 0);
  TwinAnswer answer = decode(received_);
  const std::chrono::duration<double> taken = age();
  answer.seconds = taken.count();
  return answer;
}

} // namespace crossrc::supervise
