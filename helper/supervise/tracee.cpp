#include "supervise/tracee.hpp"

#include "supervise/remote.hpp"

#include <sys/ptrace.h>

namespace crossrc::supervise {

Tracee& adopt(pid_t thread, Tracees& tracees) {
  Tracee tracee;
  const auto status = read_proc_record(thread, "status");
  const pid_t group = status ? static_cast<pid_t>(field_of(*status, "Tgid")) : thread;
  const pid_t parent = status ? static_cast<pid_t>(field_of(*status, "PPid")) : 0;
  tracee.is_forked_child = group == thread;
  const auto from = tracees.find(tracee.is_forked_child ? parent : group);
  if (from != tracees.end()) {
    tracee.program = from->second.program;
    tracee.sees_execs = from->second.sees_execs;
    tracee.is_forked_child = tracee.is_forked_child || from->second.is_forked_child;
  }
  return tracees.emplace(thread, std::move(tracee)).first->second;
}

Tracee take_executor(pid_t thread, Tracees& tracees) {
  unsigned long former = 0;
  ::ptrace(PTRACE_GETEVENTMSG, thread, nullptr, &former);
  Tracee tracee = std::move(tracees.at(thread));
  const auto entry = tracees.find(static_cast<pid_t>(former));
  if (static_cast<pid_t>(former) != thread && entry != tracees.end()) {
    tracee = std::move(entry->second);
    tracees.erase(entry);
  }
  return tracee;
}

} // namespace crossrc::supervise
