// crossrc init: the first rules file of a target, from what is there; see crossrc(1).

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "isa/needs.hpp"
#include "portage/settings.hpp"
#include "rules/builder_isa.hpp"
#include "rules/first_file.hpp"
#include "rules/machines.hpp"
#include "rules/value.hpp"
#include "toolchain/family.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

struct InitOptions {
  std::string cbuild;
  std::string chost;
  std::string config_root;
  bool dry_run = false;
};

/// `problem` is why it may not be known.
void require(const std::string& tuple, const char* whose, const char* option,
             const std::string& problem) {
  if (tuple.empty()) {
    throw InputError(fmt::format("{} tuple is not known{}{}{}: give it with {}", whose,
                                 problem.empty() ? "" : " (", problem, problem.empty() ? "" : ")",
                                 option));
  }
  if (!rules::is_tuple(tuple)) {
    throw InputError(fmt::format("{} tuple, {}, is \"{}\": expected one such as "
                                 "x86_64-laptop-linux-gnu",
                                 whose, option, tuple));
  }
}

/// Asks the compiler of the target about the target's flags.
void find_lacking(const rules::Lookup& variables, rules::Machines& machines) {
  try {
    const std::string flags = variables("CFLAGS").value_or("");
    machines.lacking = isa::needs(rules::c_compiler(variables), words(flags)).lacking;
  } catch (const InputError& error) {
    machines.problem = error.what();
  }
}

rules::Machines find_machines(const InitOptions& options, const std::string& root) {
  portage::Settings settings(root);
  const rules::Lookup variables = [&](const std::string& name) {
    return name == "PATH" ? rules::process_variable(name) : settings.get(name);
  };
  rules::Machines machines;
  machines.root = root;
  machines.data_directory = rules::data_directory().string();
  machines.builder =
      options.cbuild.empty() ? rules::find_builder({}, variables).chost : options.cbuild;
  machines.target = options.chost.empty() ? variables("CHOST").value_or("") : options.chost;
  require(machines.builder, "the builder's", "--cbuild", "");
  require(machines.target, "the target's", "--chost", settings.problem());
  const std::string path = variables("PATH").value_or("");
  machines.gcc = toolchain::gcc_versions(machines.target, path);
  machines.has_gcc = find_program(machines.target + "-gcc", path).has_value();
  find_lacking(variables, machines);
  if (!settings.problem().empty()) machines.problem = settings.problem();
  return machines;
}

std::string target_root(const InitOptions& options) {
  const fs::path root =
      options.config_root.empty() ? rules::config_root() : fs::path(options.config_root);
  std::string path = rules::normal_root(fs::absolute(root).string());
  if (path == "/") {
    throw InputError("\"/\" is the builder's own root: give the target's with --config-root");
  }
  if (!fs::is_directory(fs::path(path) / "etc/portage")) {
    throw InputError(fmt::format("\"{}/etc/portage\" is no directory: expected the target's root, "
                                 "in which Portage is configured",
                                 path));
  }
  return path;
}

/// False if there is a file of that name already.
bool write_new(const fs::path& path, const std::string& content) {
  Fd file;
  try {
    file = open_file(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
  } catch (const SystemError& error) {
    if (error.error_number() == EEXIST) return false;
    throw;
  }
  try {
    write_all(file.get(), content, path.string());
  } catch (const SystemError&) {
    ::unlink(path.c_str());
    throw;
  }
  return true;
}

ExitStatus init(const InitOptions& options) {
  const std::string root = target_root(options);
  const rules::Machines machines = find_machines(options, root);
  if (machines.builder == machines.target) {
    throw InputError(fmt::format("both machines are \"{}\": the target needs a tuple of its own, "
                                 "see crossrc(7)",
                                 machines.target));
  }
  const std::string content = rules::first_rules_file(machines);
  const fs::path path = fs::path(root) / "etc/portage/crossrc.yaml";
  if (options.dry_run) {
    print_out("{}", content);
  } else if (write_new(path, content)) {
    print_out("wrote {}\n", path.string());
  } else {
    print_error("crossrc: \"{}\" is there already and stays as it is\n", path.string());
    return ExitStatus::no;
  }
  return ExitStatus::done;
}

} // namespace

void declare_init(CLI::App& app, int& status) {
  const auto options = std::make_shared<InitOptions>();
  app.add_option("--config-root", options->config_root,
                 "the target's root (default: PORTAGE_CONFIGROOT)")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  app.add_option("--cbuild", options->cbuild, "the builder's tuple (default: gcc -dumpmachine)")
      ->type_name("TUPLE");
  app.add_option("--chost", options->chost, "the target's tuple (default: CHOST of its make.conf)")
      ->type_name("TUPLE");
  app.add_flag("--dry-run", options->dry_run, "print the file instead of writing it");
  app.callback([options, &status] { status = static_cast<int>(init(*options)); });
}

} // namespace crossrc::commands
