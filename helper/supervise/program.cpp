#include "supervise/program.hpp"

#include "supervise/loader.hpp"
#include "supervise/other_root.hpp"
#include "supervise/remote.hpp"
#include "supervise/sockets.hpp"
#include "twin/identity.hpp"

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

std::string variable(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string& entry : environment) {
    if (entry.starts_with(name) && entry.substr(name.size(), 1) == "=") {
      return entry.substr(name.size() + 1);
    }
  }
  return "";
}

/// Whether its variables, and so its directory, lead it to libraries.
bool is_led(const isa::Loading& loading) {
  return !loading.library_path.empty() || !loading.preload.empty();
}

std::string job_servers_in(const std::vector<std::string>& environment) {
  return variable(environment, "MAKEFLAGS") + ' ' + variable(environment, "CARGO_MAKEFLAGS");
}

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

isa::Loading loading_in(const std::vector<std::string>& environment, fs::path directory) {
  return {std::move(directory), variable(environment, "LD_LIBRARY_PATH"),
          variable(environment, "LD_PRELOAD")};
}

std::string identity_with(const fs::path& program, const isa::Loading& loading) {
  auto identity = twin::identity_of(program);
  if (!identity) return "";
  if (!is_led(loading)) return *identity;
  // Relative places mean others elsewhere.
  return *identity + '\n' + loading.library_path + '\n' + loading.preload + '\n' +
         loading.directory.native();
}

std::shared_ptr<Program> read_program(pid_t thread, const fs::path& executed,
                                      const fs::path& sysroot, const Surroundings& surroundings) {
  auto argv = read_proc_strings(thread, "cmdline");
  auto environment = read_proc_strings(thread, "environ");
  if (!argv || !environment) return nullptr;
  auto start = take_snapshot(thread, surroundings, job_servers_in(*environment));
  if (!start) return nullptr;
  watch_sockets(thread, *start);
  auto program = std::make_shared<Program>();
  program->path = executed;
  program->argv = std::move(*argv);
  program->environment = std::move(*environment);
  program->start = std::move(*start);
  if (is_loader(executed)) see_through_loader(thread, *program, sysroot);
  program->loading = loading_in(program->environment, program->start.directory);
  program->identity = identity_with(program->path, program->loading);
  return program;
}

void load_from_root(Program& program, const fs::path& sysroot) {
  program.loading.library_path += isa::default_library_path(sysroot);
}

std::shared_ptr<Program> as_twin(Program program, const fs::path& path) {
  program.path = path;
  program.is_twin = true;
  program.has_forked = false;
  program.first_ill.reset();
  return std::make_shared<Program>(std::move(program));
}

std::shared_ptr<Program> program_at_execve(const Notification& notification,
                                           const fs::path& program) {
  auto environment =
      read_string_array(notification.thread, notification.environment, notification.is_32bit);
  if (!environment) return nullptr;
  auto result = std::make_shared<Program>();
  result->path = program;
  result->environment = std::move(*environment);
  result->loading = loading_in(result->environment, {});
  if (is_led(result->loading))
    result->loading.directory = read_proc_link(notification.thread, "cwd");
  result->identity = identity_with(program, result->loading);
  result->is_seen = false;
  return result;
}

bool complete_at_execve(Program& program, const Notification& notification,
                        const Surroundings& surroundings) {
  const pid_t thread = notification.thread;
  auto argv = read_string_array(thread, notification.arguments, notification.is_32bit);
  auto start =
      take_snapshot(thread, surroundings, job_servers_in(program.environment), Moment::in_execve);
  // Its own input can only be told from its loader's at its entry point.
  if (!argv || !start || start->has_input_stream()) return false;
  watch_sockets(thread, *start);
  program.argv = std::move(*argv);
  program.start = std::move(*start);
  program.loading.directory = program.start.directory;
  return true;
}

bool is_what_runs(Program& program, pid_t thread) {
  fs::path executed = read_proc_link(thread, "exe");
  if (identity_with(executed, program.loading) != program.identity) return false;
  program.path = std::move(executed);
  program.is_seen = true;
  return true;
}

} // namespace crossrc::supervise
