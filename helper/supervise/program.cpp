#include "supervise/program.hpp"

#include "supervise/loader.hpp"
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
  program->library_path = variable(program->environment, "LD_LIBRARY_PATH");
  program->start = std::move(*start);
  if (is_loader(executed)) see_through_loader(thread, *program, sysroot);
  program->identity = twin::identity_of(program->path).value_or("");
  return program;
}

} // namespace crossrc::supervise
