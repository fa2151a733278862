#include "supervise/tracer.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/elf.hpp"
#include "supervise/loader.hpp"
#include "supervise/remote.hpp"
#include "twin/identity.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

// Threads are traced with their program; children too, so that a trap in one that never executes
// anything else can be told. Without EXITKILL: if the supervisor dies, programs go on alone.
constexpr unsigned long k_trace_options =
    PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;
constexpr int k_invalid_opcode = 2; // si_code of the CPU's own #UD (ILL_ILLOPN)
constexpr unsigned char k_int3 = 0xcc;
constexpr size_t k_longest_instruction = 15;
constexpr std::string_view k_start_as_twin =
    "a rule with \"trap: eager\" for this package, which starts programs as their twins";
constexpr std::string_view k_avoid =
    "a rule with \"method: cross\", or with env: { CFLAGS: { remove: [\"-march=*\"] } } and its "
    "kind, for this package";

pid_t group_of(pid_t thread) {
  const auto status = read_proc_file(thread, "status");
  return status ? static_cast<pid_t>(field_of(*status, "Tgid")) : thread;
}

/// The name under which the kernel would find `path` for this caller.
fs::path resolve(const Notification& notification, const std::string& path) {
  const pid_t thread = notification.thread;
  if (path.empty() && notification.empty_path) {
    return read_proc_link(thread, fmt::format("fd/{}", notification.directory));
  }
  if (path.starts_with("/proc/self/")) {
    return read_proc_link(thread, path.substr(std::strlen("/proc/self/")));
  }
  if (path.starts_with('/')) return path;
  const bool from_here = notification.directory == AT_FDCWD;
  return read_proc_link(thread, from_here ? "cwd" : fmt::format("fd/{}", notification.directory)) /
         path;
}

bool is_elf(const fs::path& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::array<char, SELFMAG> magic{};
  return file && ::read(file.get(), magic.data(), magic.size()) == SELFMAG &&
         std::memcmp(magic.data(), ELFMAG, SELFMAG) == 0;
}

bool catches_illegal_instruction(pid_t thread) {
  const auto status = read_proc_file(thread, "status");
  return status && ((field_of(*status, "SigCgt", 16) >> (SIGILL - 1)) & 1U) != 0;
}

std::string variable(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string& entry : environment) {
    if (entry.starts_with(name) && entry.substr(name.size(), 1) == "=") {
      return entry.substr(name.size() + 1);
    }
  }
  return "";
}

uint64_t entry_point(pid_t thread) {
  const auto vector = read_proc_file(thread, "auxv");
  if (!vector) return 0;
  for (size_t at = 0; at + 16 <= vector->size(); at += 16) {
    std::array<uint64_t, 2> entry{};
    std::memcpy(entry.data(), vector->data() + at, 16);
    if (entry[0] == AT_ENTRY) return entry[1];
  }
  return 0;
}

/// `libmagic.so.1+0x1a2b`: where in which mapped file an address lies.
std::string place_of(pid_t thread, uint64_t address) {
  const auto maps = read_proc_file(thread, "maps");
  if (!maps) return fmt::format("0x{:x}", address);
  for (const std::string_view line : split(*maps, '\n')) {
    unsigned long start = 0;
    unsigned long end = 0;
    unsigned long offset = 0;
    int name = 0;
    const std::string text(line);
    if (std::sscanf(text.c_str(), "%lx-%lx %*s %lx %*s %*s %n", &start, &end, &offset, &name) < 3) {
      continue;
    }
    if (address < start || address >= end) continue;
    const std::string file = fs::path(text.substr(static_cast<size_t>(name))).filename();
    return fmt::format("{}+0x{:x}", file, address - start + offset);
  }
  return fmt::format("0x{:x}", address);
}

/// `ld.so PROGRAM ARGS`, which is how a cross build runs the target's programs: the program is
/// what counts, and its twin needs neither that loader nor the libraries of the target.
void see_through_loader(pid_t thread, Program& program, const fs::path& sysroot) {
  const auto call = parse_loader_call(program.argv);
  if (!call) return;
  std::error_code error;
  const fs::path path = fs::canonical(read_proc_link(thread, "cwd") / call->program, error);
  if (error) return;
  program.path = path;
  program.argv = call->argv;
  if (sysroot.empty()) return;
  program.environment = without_sysroot_libraries(std::move(program.environment), sysroot);
}

} // namespace

Tracer::Tracer(const Options& options, Report& report, Surroundings surroundings)
    : options_(options), report_(report), surroundings_(std::move(surroundings)) {}

bool Tracer::is_watched(const fs::path& path) const {
  const fs::path& sysroot = options_.twins.toolchain.sysroot;
  if (!sysroot.empty() && sysroot != "/" && is_below(path, sysroot)) return true;
  return std::ranges::any_of(options_.twins.trees,
                             [&](const fs::path& tree) { return is_below(path, tree); });
}

bool Tracer::may_be_program(const fs::path& path) const {
  if (is_watched(path) || is_loader(path)) return is_elf(path);
  // A link into the tree, perhaps; but hardly from where the system keeps its own.
  for (const char* system : {"/usr/", "/bin/", "/sbin/", "/lib"}) {
    if (path.native().starts_with(system)) return false;
  }
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return !error && is_watched(real) && is_elf(real);
}

void Tracer::consider(const Notification& notification, const std::string& path,
                      const Listener& listener) {
  const pid_t thread = notification.thread;
  if (tracees_.contains(thread) || !may_be_program(resolve(notification, path))) return;
  if (!listener.is_waiting(notification.id)) return;
  if (::ptrace(PTRACE_SEIZE, thread, nullptr, k_trace_options) != 0) {
    if (errno != ESRCH) {
      Report::warn(fmt::format("cannot watch \"{}\": {}", path, std::strerror(errno)));
    }
    return;
  }
  tracees_.try_emplace(thread);
}

bool Tracer::handle(pid_t thread, int status) {
  if (WIFEXITED(status) || WIFSIGNALED(status)) return tracees_.erase(thread) > 0;
  if (!WIFSTOPPED(status)) return false;
  if (!tracees_.contains(thread)) adopt(thread);
  const int event = status >> 16;
  if (event == PTRACE_EVENT_EXEC) {
    handle_exec(thread);
  } else {
    handle_stop(thread, tracees_.at(thread), WSTOPSIG(status), event);
  }
  return true;
}

/// A thread or a child that the kernel attached: it shares its parent's program.
void Tracer::adopt(pid_t thread) {
  Tracee tracee;
  const auto status = read_proc_file(thread, "status");
  const pid_t group = status ? static_cast<pid_t>(field_of(*status, "Tgid")) : thread;
  const pid_t parent = status ? static_cast<pid_t>(field_of(*status, "PPid")) : 0;
  tracee.is_forked_child = group == thread;
  const auto from = tracees_.find(tracee.is_forked_child ? parent : group);
  if (from != tracees_.end()) {
    tracee.program = from->second.program;
    tracee.is_forked_child = tracee.is_forked_child || from->second.is_forked_child;
  }
  tracees_.emplace(thread, std::move(tracee));
}

void Tracer::handle_stop(pid_t thread, Tracee& tracee, int signal, int event) {
  switch (event) {
  case PTRACE_EVENT_STOP:
    handle_event_stop(thread, tracee, signal);
    return;
  case PTRACE_EVENT_FORK:
  case PTRACE_EVENT_VFORK:
    if (tracee.program) tracee.program->has_forked = true;
    let_run(thread, tracee);
    return;
  case 0:
    break;
  default:
    let_run(thread, tracee);
    return;
  }
  if (signal == SIGTRAP) {
    handle_trap_signal(thread, tracee);
  } else if (signal == SIGILL && tracee.program) {
    handle_illegal_instruction(thread, tracee);
  } else {
    let_run(thread, tracee, signal);
  }
}

void Tracer::handle_event_stop(pid_t thread, Tracee& tracee, int signal) {
  if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) {
    ::ptrace(PTRACE_LISTEN, thread, nullptr, nullptr); // stays stopped, as job control wants it
    return;
  }
  if (tracee.state == State::leaving_execve) {
    if (inject(thread, tracee, tracee.twin, untouched_files(*tracee.program->start))) return;
    Report::warn(fmt::format("cannot start the twin of \"{}\"", tracee.program->path.native()));
    tracee.state = State::running;
  }
  let_run(thread, tracee);
}

void Tracer::handle_trap_signal(pid_t thread, Tracee& tracee) {
  if (tracee.state == State::injecting) {
    if (tracee.injection.advance(thread) != Injection::Step::failed) return;
    refuse(thread, tracee, "its process would not execute another program", std::string(k_avoid));
  } else if (tracee.state == State::loading && at_breakpoint(thread, tracee)) {
    let_run(thread, tracee);
  } else {
    let_run(thread, tracee, SIGTRAP);
  }
}

void Tracer::handle_exec(pid_t thread) {
  unsigned long former = 0; // an execve by a thread that is not the leader takes the leader's place
  ::ptrace(PTRACE_GETEVENTMSG, thread, nullptr, &former);
  Tracee tracee = std::move(tracees_.at(thread));
  if (static_cast<pid_t>(former) != thread) {
    const auto entry = tracees_.find(static_cast<pid_t>(former));
    if (entry != tracees_.end()) {
      tracee = std::move(entry->second);
      tracees_.erase(entry);
    }
  }
  const fs::path path = read_proc_link(thread, "exe");
  if (tracee.state == State::injecting) {
    tracee.state = State::rerunning; // the helper; the twin comes next
  } else if (tracee.state == State::rerunning && path == tracee.twin) {
    tracee.program = std::make_shared<Program>(*tracee.program);
    tracee.program->path = path;
    tracee.program->is_twin = true;
    tracee.program->has_forked = false;
    tracee.state = State::running;
  } else if (is_watched(path) || is_loader(path)) {
    tracee = Tracee{};
    tracees_[thread] = std::move(tracee);
    start_program(thread, tracees_[thread], path);
    return;
  } else {
    detach(thread);
    return;
  }
  tracees_[thread] = std::move(tracee);
  let_run(thread, tracees_[thread]);
}

void Tracer::start_program(pid_t thread, Tracee& tracee, const fs::path& executed) {
  auto program = std::make_shared<Program>();
  auto argv = read_proc_strings(thread, "cmdline");
  auto environment = read_proc_strings(thread, "environ");
  program->path = executed;
  program->argv = argv.value_or(program->argv);
  program->environment = environment.value_or(program->environment);
  program->library_path = variable(program->environment, "LD_LIBRARY_PATH");
  if (is_loader(executed)) see_through_loader(thread, *program, options_.twins.toolchain.sysroot);
  program->start =
      take_snapshot(thread, surroundings_, variable(program->environment, "MAKEFLAGS"));
  program->identity = twin::identity_of(program->path).value_or("");
  tracee.program = program;
  if (program->identity.empty() || !argv || !environment || !program->start ||
      !is_watched(program->path) || checks_for_leaks(*program)) {
    detach(thread);
    return;
  }
  report_.ran();
  run_program(thread, tracee);
}

/// A leak checker does its own ptrace: under ours every such program fails at its end.
bool Tracer::checks_for_leaks(const Program& program) {
  const auto [entry, is_new] = checks_for_leaks_.try_emplace(program.identity, false);
  if (is_new) {
    const auto elf = isa::ElfFile::open(program.path);
    entry->second = elf && (elf->has_symbol_prefix("__lsan_") || elf->has_symbol_prefix("__asan_"));
  }
  return entry->second;
}

/// At the stop right after its execve: starts the program, or its twin instead, or finds out.
void Tracer::run_program(pid_t thread, Tracee& tracee) {
  const Program& program = *tracee.program;
  const auto known = known_.find(program.identity);
  if (known != known_.end() && !known->second.twin.empty()) {
    replace_at_start(thread, tracee, known->second);
    return;
  }
  const bool asks = options_.policy == Policy::automatic || options_.policy == Policy::eager;
  if (known == known_.end() && asks) {
    tracee.state = State::waiting_to_run;
    ask(options_.policy == Policy::eager ? Question::twin : Question::twin_if_foreign, program);
    return;
  }
  if (program.start->has_input_stream()) plant_breakpoint(thread, tracee);
  let_run(thread, tracee);
}

void Tracer::ask(Question question, const Program& program) {
  if (asked_.contains(program.identity)) return;
  asked_.emplace(
      program.identity,
      Asked{TwinJob(question, program.path, program.library_path, options_.twins), question});
}

std::vector<int> Tracer::descriptors() const {
  std::vector<int> descriptors;
  for (const auto& [identity, asked] : asked_) descriptors.push_back(asked.job.descriptor());
  return descriptors;
}

void Tracer::handle_readable(int descriptor) {
  const auto entry = std::ranges::find_if(
      asked_, [&](const auto& asked) { return asked.second.job.descriptor() == descriptor; });
  if (entry == asked_.end()) return;
  const auto answer = entry->second.job.receive();
  if (!answer) return;
  const std::string identity = entry->first;
  asked_.erase(entry);
  answered(identity, *answer);
}

void Tracer::answered(const std::string& identity, const TwinAnswer& answer) {
  // "Clean" is not remembered as final: what the scan misses still traps, and then asks again.
  known_[identity] = answer;
  if (!answer.warning.empty()) Report::warn(answer.warning);
  bool told = false;
  for (auto& [thread, tracee] : tracees_) {
    if (!tracee.program || tracee.program->identity != identity) continue;
    if (tracee.state == State::waiting_to_run) {
      if (!answer.twin.empty() && !std::exchange(told, true)) {
        report_.made_twin({tracee.program->path, "", answer.instruction}, answer.seconds, true);
      }
      tracee.state = State::running;
      run_program(thread, tracee);
    } else if (tracee.state == State::waiting_to_trap) {
      if (!answer.twin.empty() && !std::exchange(told, true)) {
        report_.made_twin(tracee.trap, answer.seconds, false);
      }
      replace_at_trap(thread, tracee, answer);
    }
  }
}

void Tracer::replace_at_start(pid_t thread, Tracee& tracee, const TwinAnswer& answer) {
  // Here the thread is still inside execve, whose return would overwrite the registers: it has to
  // stop once more on its way out.
  tracee.twin = answer.twin;
  tracee.state = State::leaving_execve;
  if (options_.policy != Policy::eager) report_.trapped(); // it did before, or was seen to have to
  report_.rerun();
  ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  ::ptrace(PTRACE_CONT, thread, nullptr, nullptr);
}

void Tracer::handle_illegal_instruction(pid_t thread, Tracee& tracee) {
  siginfo_t info{};
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETSIGINFO, thread, nullptr, &info) != 0 ||
      ::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0) {
    let_run(thread, tracee, SIGILL);
    return;
  }
  Program& program = *tracee.program;
  const bool by_cpu =
      info.si_code == k_invalid_opcode && reinterpret_cast<uint64_t>(info.si_addr) == registers.rip;
  const std::string bytes = read_memory(thread, registers.rip, k_longest_instruction);
  const std::span code(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  // Its handler has printed something, and goes back to the instruction to die of it.
  const bool second = program.first_ill && program.first_ill_at == registers.rip;
  if ((!by_cpu && !second) || isa::is_deliberate_trap(code)) {
    let_run(thread, tracee, SIGILL);
    return;
  }
  if (program.start && !second) {
    tracee.cleanness = check_clean(thread, *program.start, program.at_entry, surroundings_);
  }
  if (catches_illegal_instruction(thread)) {
    // A CPU probe goes on from its handler. One that only prints and dies comes here again.
    if (!second) {
      program.first_ill = tracee.cleanness;
      program.first_ill_at = registers.rip;
    }
    let_run(thread, tracee, SIGILL);
    return;
  }
  if (second) tracee.cleanness = *program.first_ill;
  const auto mode = runs_32bit_code(registers) ? isa::Mode::bits32 : isa::Mode::bits64;
  tracee.trap = {program.path, place_of(thread, registers.rip),
                 isa::decode(code, mode, registers.rip)};
  report_.trapped();
  if (options_.policy == Policy::report) {
    report_.only_told(tracee.trap);
    let_run(thread, tracee, SIGILL);
  } else if (program.is_twin) {
    refuse(thread, tracee, "it is a twin already", std::string(k_avoid));
  } else if (tracee.is_forked_child || program.has_forked) {
    refuse(thread, tracee, "it had started other processes", std::string(k_start_as_twin));
  } else if (!tracee.cleanness.reason.empty()) {
    refuse(thread, tracee, tracee.cleanness.reason, std::string(k_start_as_twin));
  } else if (const auto known = known_.find(program.identity);
             known != known_.end() &&
             (!known->second.twin.empty() || !known->second.reason.empty())) {
    replace_at_trap(thread, tracee, known->second);
  } else {
    tracee.state = State::waiting_to_trap;
    ask(Question::twin, program);
  }
}

void Tracer::replace_at_trap(pid_t thread, Tracee& tracee, const TwinAnswer& answer) {
  if (answer.twin.empty()) {
    refuse(thread, tracee, fmt::format("no twin: {}", answer.reason), std::string(k_avoid));
  } else if (inject(thread, tracee, answer.twin, tracee.cleanness.files)) {
    report_.rerun();
  } else {
    refuse(thread, tracee, "its process would not execute another program", std::string(k_avoid));
  }
}

bool Tracer::inject(pid_t thread, Tracee& tracee, const fs::path& twin,
                    const std::vector<twin::InheritedFile>& files) {
  const Program& program = *tracee.program;
  const Snapshot& start = *program.start;
  const fs::path file = options_.journal / fmt::format("rerun-{}-{}", group_of(thread), reruns_++);
  try {
    twin::write_rerun({twin, start.directory, start.umask, start.blocked_signals,
                       start.ignored_signals, files, program.argv, program.environment},
                      file);
  } catch (const Error& error) {
    Report::warn(error.what());
    return false;
  }
  tracee.twin = twin;
  tracee.state = State::injecting;
  return tracee.injection.start(thread, {options_.helper, "rerun", file});
}

void Tracer::refuse(pid_t thread, Tracee& tracee, const std::string& reason,
                    const std::string& advice) {
  report_.failed(tracee.trap, reason, advice);
  tracee.state = State::running;
  let_run(thread, tracee, SIGILL);
}

void Tracer::let_run(pid_t thread, Tracee& tracee, int signal) {
  if (tracee.state == State::waiting_to_run || tracee.state == State::waiting_to_trap) {
    tracee.state = State::running;
  }
  ::ptrace(PTRACE_CONT, thread, nullptr, static_cast<long>(signal));
}

void Tracer::plant_breakpoint(pid_t thread, Tracee& tracee) {
  const uint64_t address = entry_point(thread);
  errno = 0;
  const long word = ::ptrace(PTRACE_PEEKTEXT, thread, address, nullptr);
  if (address == 0 || errno != 0) return;
  tracee.breakpoint = address;
  tracee.covered = word;
  tracee.state = State::loading;
  ::ptrace(PTRACE_POKETEXT, thread, address, (word & ~0xffL) | k_int3);
}

bool Tracer::at_breakpoint(pid_t thread, Tracee& tracee) {
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETREGS, thread, nullptr, &registers) != 0 ||
      registers.rip != tracee.breakpoint + 1) {
    return false;
  }
  ::ptrace(PTRACE_POKETEXT, thread, tracee.breakpoint, tracee.covered);
  registers.rip = tracee.breakpoint;
  ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
  tracee.program->at_entry = traffic_of(thread);
  tracee.state = State::running;
  return true;
}

void Tracer::detach(pid_t thread) {
  tracees_.erase(thread);
  ::ptrace(PTRACE_DETACH, thread, nullptr, nullptr);
}

} // namespace crossrc::supervise
