#include "supervise/program.hpp"

#include "supervise/loader.hpp"
#include "supervise/other_root.hpp"
#include "supervise/remote.hpp"
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
  if (loading.library_path.empty() && loading.preload.empty()) return *identity;
  // Relative places mean others elsewhere.
  return *identity + '\n' + loading.library_path + '\n' + loading.preload + '\n' +
         loading.directory.native();
}

std::shared_ptr<Program> read_program(pid_t thread, const fs::path& executed,
                                      const fs::path& sysroot, const Surroundings& surroundings) {
  auto argv = read_proc_strings(thread, "cmdline");
  auto environment = read_proc_strings(thread, "environ");
  if (!argv || !environment) return nullptr;
  const std::string job_servers =
      variable(*environment, "MAKEFLAGS") + ' ' + variable(*environment, "CARGO_MAKEFLAGS");
  auto start = take_snapshot(thread, surroundings, job_servers);
  if (!start) return nullptr;
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

std::string identity_at_execve(const Notification& notification, const fs::path& program) {
  const auto environment =
      read_string_array(notification.thread, notification.environment, notification.is_32bit);
  if (!environment) return "";
  return identity_with(program,
                       loading_in(*environment, read_proc_link(notification.thread, "cwd")));
}

} // namespace crossrc::supervise
