// crossrc chroot [options] ROOT -- COMMAND...: a command inside of a root; see crossrc(1).

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "chroot/bubblewrap.hpp"
#include "chroot/mount_points.hpp"
#include "chroot/phase.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "portage/settings.hpp"
#include "rules/machines.hpp"

#include <csignal>
#include <fmt/format.h>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

struct ChrootArguments {
  std::string root;
  std::vector<std::string> binds;
  std::vector<std::string> read_only_binds;
  std::string policy = "auto";
  bool phase = false;
  std::vector<std::string> unexported; ///< NAME=VALUE
  std::vector<std::string> command;
};

fs::path existing_root(const std::string& name) {
  std::error_code error;
  fs::path root = fs::canonical(name, error);
  if (error || !fs::is_directory(root, error) || root == "/") {
    throw InputError(fmt::format("root \"{}\": expected a directory other than /", name));
  }
  return root;
}

std::vector<chroot::Share> asked_shares(const ChrootArguments& arguments) {
  std::vector<chroot::Share> shares;
  for (const auto* list : {&arguments.binds, &arguments.read_only_binds}) {
    for (const std::string& path : *list) {
      if (!path.starts_with('/') || !fs::exists(path)) {
        throw InputError(fmt::format("\"{}\": expected an absolute path that exists", path));
      }
      shares.push_back({path, list == &arguments.binds});
    }
  }
  return shares;
}

template <typename Item, typename Range> void append(std::vector<Item>& items, const Range& more) {
  items.insert(items.end(), more.begin(), more.end());
}

/// The phase's variables: those that Portage told the hook alone, then the environment.
chroot::Lookup variables_of(const ChrootArguments& arguments) {
  return [&arguments](const std::string& name) -> std::optional<std::string> {
    for (const std::string& assignment : arguments.unexported) {
      if (assignment.starts_with(name + "=")) return assignment.substr(name.size() + 1);
    }
    return rules::process_variable(name);
  };
}

/// What Portage tells the phase of variables that it does not export; empty where it exports all.
std::string told_by_file(const chroot::Lookup& lookup) {
  const auto file = lookup("PORTAGE_EBUILD_EXTRA_SOURCE");
  return file && file->starts_with('/') ? read_file(*file) : "";
}

/// The variables that differ inside, each in the way in which Portage tells it.
void set_variables(std::vector<std::string>& command, const chroot::Lookup& lookup) {
  const std::string told = told_by_file(lookup);
  for (const auto& [name, value] : chroot::phase_variables(lookup)) {
    if (!chroot::assigns(told, name))
      append(command, std::initializer_list<std::string>{"--setenv", name, value});
  }
  if (!told.empty())
    append(command, chroot::script_options(chroot::source_inside(told, lookup),
                                           *lookup("PORTAGE_EBUILD_EXTRA_SOURCE")));
}

/// Becomes the phase: nothing is written to the root, so nothing is left behind. Without a command
/// it only says whether that can be.
void become_phase(const fs::path& root, const ChrootArguments& arguments) {
  const fs::path bubblewrap = chroot::find_bubblewrap();
  if (::geteuid() != 0) chroot::require_bubblewrap(bubblewrap);
  if (arguments.command.empty()) {
    if (arguments.policy == "off") chroot::require_shell_that_runs(bubblewrap, root);
    return;
  }
  const chroot::Lookup variables = variables_of(arguments);
  auto shares = chroot::phase_shares(variables, rules::data_directory());
  append(shares, asked_shares(arguments));
  std::vector<std::string> command{bubblewrap};
  append(command, chroot::read_only_layout(root, shares));
  append(command, chroot::common_options());
  const std::string python = variables("PORTAGE_PYTHON").value_or("/usr/bin/python");
  append(command, chroot::script_options(chroot::python_script(python, root), chroot::k_python));
  const fs::path self = fs::read_symlink("/proc/self/exe");
  append(command, chroot::script_options(chroot::program_script(self), chroot::k_helper));
  set_variables(command, variables);
  command.emplace_back("--");
  append(command, arguments.command);
  chroot::become_bubblewrap(command);
}

/// What an emerge inside uses together with the builder, as the root's configuration names it.
std::vector<chroot::Share> configured_shares(const fs::path& root) {
  portage::Settings settings(root);
  const auto configured = [&](const std::string& name) { return settings.get(name); };
  std::vector<chroot::Share> shares = chroot::repository_shares(configured);
  for (const char* name : {"DISTDIR", "PKGDIR", "PORTAGE_TMPDIR"}) {
    const auto path = configured(name);
    if (path && path->starts_with('/')) shares.push_back({*path, true});
  }
  std::erase_if(shares, [&](const chroot::Share& share) { return is_below(share.path, root); });
  return shares;
}

/// The program that supervises `inside`, with a journal that the root shows too.
std::vector<std::string> supervised(const fs::path& root, const ChrootArguments& arguments,
                                    const fs::path& journal,
                                    const std::vector<std::string>& inside) {
  std::vector<std::string> command{fs::read_symlink("/proc/self/exe"),
                                   "run",
                                   "--trap",
                                   arguments.policy,
                                   "--journal",
                                   journal,
                                   "--sysroot",
                                   root,
                                   "--tree",
                                   journal.parent_path(),
                                   "--"};
  append(command, inside);
  return command;
}

/// Waits for the command as a shell does: a key on the terminal is the command's own affair.
int run_and_wait(const std::vector<std::string>& command) {
  const std::vector<char*> argv = pointers_to(command);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  struct sigaction before {};
  ::sigaction(SIGINT, &ignore, &before);
  ::sigaction(SIGQUIT, &ignore, nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw SystemError("fork", command.front());
  if (child == 0) {
    ::sigaction(SIGINT, &before, nullptr);
    ::sigaction(SIGQUIT, &before, nullptr);
    ::execv(argv.front(), argv.data());
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return shell_status(status);
}

/// The status of a command that nobody watched.
int tell_of_a_trap(int status, const std::string& command) {
  if (status == 128 + SIGILL) {
    print_error("crossrc: \"{}\" ended with status {}, SIGILL: with --trap off nothing takes the "
                "place of programs that trap\n",
                command, status);
  }
  return status;
}

int run_command(const fs::path& root, const ChrootArguments& arguments) {
  if (::geteuid() != 0) throw InputError("a command that may write to the root needs root");
  const fs::path bubblewrap = chroot::find_bubblewrap();
  auto shares = configured_shares(root);
  append(shares, asked_shares(arguments));
  const TemporaryDirectory temporary("/var/tmp");
  const fs::path journal = temporary.path() / "journal";
  fs::create_directory(journal);
  for (const fs::path& path : {temporary.path(), journal}) fs::permissions(path, fs::perms(0755));
  shares.push_back({temporary.path(), true});
  auto places = shares;
  for (const char* path : {"/dev", "/proc", "/sys", "/tmp", "/run"}) places.push_back({path, true});
  const chroot::MountPoints points(root, places);
  std::vector<std::string> inside{bubblewrap};
  append(inside, chroot::writable_layout(root, shares));
  append(inside, chroot::common_options());
  inside.emplace_back("--");
  append(inside, arguments.command);
  if (arguments.policy != "off") return run_and_wait(supervised(root, arguments, journal, inside));
  return tell_of_a_trap(run_and_wait(inside), arguments.command.front());
}

int chroot_into(const ChrootArguments& arguments) {
  const fs::path root = existing_root(arguments.root);
  if (arguments.phase) {
    become_phase(root, arguments);
    return static_cast<int>(ExitStatus::done);
  }
  if (arguments.command.empty()) throw InputError("expected a command behind --");
  return run_command(root, arguments);
}

} // namespace

void declare_chroot(CLI::App& app, int& status) {
  const auto arguments = std::make_shared<ChrootArguments>();
  app.add_option("--bind", arguments->binds, "show this path of the builder too, writable")
      ->type_name("PATH")
      ->allow_extra_args(false);
  app.add_option("--ro-bind", arguments->read_only_binds, "show this path too, read-only")
      ->type_name("PATH")
      ->allow_extra_args(false);
  app.add_option("--trap", arguments->policy, "what to do about traps; default: auto")
      ->check(CLI::IsMember({"auto", "rerun", "eager", "report", "off"}))
      ->type_name("POLICY");
  app.add_flag("--phase", arguments->phase,
               "for the hook: a phase of an ebuild, which only reads the root");
  app.add_option("--unexported", arguments->unexported,
                 "for the hook: a variable of the phase that is not in its environment")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_option("ROOT", arguments->root, "the root")->required();
  app.add_option("COMMAND", arguments->command, "the command and its arguments");
  app.prefix_command(false);
  app.callback([arguments, &status] { status = chroot_into(*arguments); });
}

} // namespace crossrc::commands
