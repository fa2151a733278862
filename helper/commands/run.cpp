// crossrc run [options] -- COMMAND...: supervision of any build; see crossrc-run in crossrc(1).

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "supervise/report.hpp"
#include "supervise/supervise.hpp"

#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

using supervise::Policy;

struct RunArguments {
  std::string journal;
  std::vector<std::string> trees;
  std::string policy = "auto";
  std::string cbuild;
  std::string cflags = "-O1 -pipe";
  std::string sysroot;
  unsigned jobs = 0;
  unsigned twin_limit = 1800;
  std::vector<std::string> command;
};

Policy policy_of(const std::string& name) {
  static const std::map<std::string, Policy> policies = {{"auto", Policy::automatic},
                                                         {"rerun", Policy::rerun},
                                                         {"eager", Policy::eager},
                                                         {"report", Policy::report},
                                                         {"off", Policy::off}};
  return policies.at(name);
}

/// N of `-jN`, `-j N` or `--jobs=N` in MAKEOPTS, the user's word on how many jobs to run.
unsigned jobs_of_makeopts() {
  const char* text = std::getenv("MAKEOPTS");
  unsigned jobs = 0;
  bool next_is_number = false;
  for (std::string word : words(text == nullptr ? "" : text)) {
    if (word.starts_with("--jobs="))
      word = word.substr(word.find('=') + 1);
    else if (word.starts_with("-j"))
      word = word.substr(2);
    else if (!next_is_number)
      continue;
    next_is_number = word.empty();
    std::from_chars(word.data(), word.data() + word.size(), jobs);
  }
  return jobs;
}

unsigned default_jobs() {
  const unsigned jobs = jobs_of_makeopts();
  return jobs != 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
}

fs::path existing_directory(const std::string& name, const char* option) {
  std::error_code error;
  fs::path path = fs::canonical(name, error);
  if (error || !fs::is_directory(path)) {
    throw InputError(fmt::format("{} \"{}\": expected an existing directory", option, name));
  }
  return path;
}

/// A command can run in a directory that has been removed; paths cannot be told from there.
bool is_somewhere() {
  std::error_code error;
  static_cast<void>(fs::current_path(error));
  return !error;
}

/// Returns the command's status as waitpid(2) has it.
int run(const RunArguments& arguments) {
  if (arguments.policy != "off" && !is_somewhere()) {
    supervise::Report::warn("no supervision: this directory has been removed; programs that trap "
                            "will die of SIGILL");
    supervise::Options off;
    off.policy = Policy::off;
    return supervise::supervise(off, arguments.command);
  }
  const char* temporary = std::getenv("TMPDIR");
  std::unique_ptr<TemporaryDirectory> own_journal;
  supervise::Options options;
  options.policy = policy_of(arguments.policy);
  options.helper = fs::read_symlink("/proc/self/exe");
  if (!arguments.journal.empty()) {
    options.journal = fs::absolute(arguments.journal);
  } else if (options.policy != Policy::off) { // which never comes back to remove it
    own_journal = std::make_unique<TemporaryDirectory>(temporary == nullptr ? "/tmp" : temporary);
    options.journal = own_journal->path();
    // Programs that the command runs as another user have to find their twins there.
    if (::geteuid() == 0) fs::permissions(options.journal, fs::perms{0711});
  }
  if (!options.journal.empty()) options.master = master_of(options.journal);
  options.twins.journal = options.journal / "commands";
  options.twins.directory = options.journal / "twins";
  for (const std::string& tree : arguments.trees) {
    options.twins.trees.push_back(existing_directory(tree, "--tree"));
  }
  if (arguments.trees.empty()) options.twins.trees.push_back(fs::current_path());
  options.twins.toolchain = {arguments.cbuild, arguments.sysroot, words(arguments.cflags)};
  options.twins.jobs = arguments.jobs != 0 ? arguments.jobs : default_jobs();
  options.twin_limit = std::chrono::seconds(arguments.twin_limit);
  return supervise::supervise(options, arguments.command);
}

} // namespace

void declare_run(CLI::App& app, int& status) {
  auto arguments = std::make_shared<RunArguments>();
  app.add_option("--journal", arguments->journal,
                 "directory for the journal and the twins; default: a temporary one")
      ->type_name("DIR");
  app.add_option("--tree", arguments->trees,
                 "directory whose programs are watched, may be repeated; default: this one")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app.add_option("--trap", arguments->policy, "what to do about traps; default: auto")
      ->check(CLI::IsMember({"auto", "rerun", "eager", "report", "off"}))
      ->type_name("POLICY");
  app.add_option("--cbuild", arguments->cbuild, "the builder's tuple: prefix of its tools")
      ->type_name("TUPLE");
  app.add_option("--cflags", arguments->cflags, "flags for twins; default: -O1 -pipe")
      ->type_name("FLAGS");
  app.add_option("--sysroot", arguments->sysroot, "the target's root")->type_name("DIR");
  app.add_option("--jobs", arguments->jobs, "compilers at once; default: as in MAKEOPTS")
      ->type_name("N")
      ->check(from_one());
  app.add_option("--twin-limit", arguments->twin_limit,
                 "how long one twin may take, in seconds; default: 1800")
      ->type_name("N")
      ->check(from_one());
  app.add_option("COMMAND", arguments->command, "the command and its arguments")->required();
  app.prefix_command(false);
  app.callback([arguments, &status] { status = end_like(run(*arguments)); });
}

} // namespace crossrc::commands
