#include "commands/binpkg.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "portage/settings.hpp"
#include "rules/load.hpp"
#include "rules/machines.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string to;
  std::vector<std::string> from;
  bool index_only = false;
  bool dry_run = false;
  bool compress = false;
  bool no_compress = false;
  bool json = false;
};

bool is_tuple_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '+';
}

void check_tuple(std::string_view option, const std::string& tuple) {
  const std::vector<std::string_view> parts = split(tuple, '-');
  const bool whole =
      std::none_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); });
  if (parts.size() < 2 || !whole || !std::all_of(tuple.begin(), tuple.end(), is_tuple_character))
    throw InputError(
        fmt::format("{} \"{}\": expected a tuple such as x86_64-pc-linux-gnu", option, tuple));
}

/// The target's tuple, as the rules files or the environment have it.
std::string configured_chost() {
  const fs::path root = rules::config_root();
  const rules::Rules rules = rules::load_valid(rules::find_sources(rules::data_directory(), root));
  portage::Settings settings(root);
  const auto lookup = [&](const std::string& name) {
    const std::optional<std::string> own = rules::process_variable(name);
    return own ? own : settings.get(name);
  };
  std::string chost = rules::find_target(rules.target, lookup).chost;
  if (chost.empty())
    throw InputError("expected --to TUPLE: neither the rules files nor Portage say what the "
                     "target's CHOST is");
  return chost;
}

/// Either one PKGDIR or files.
bool is_pkgdir(const Options& options) {
  const bool directory = options.paths.size() == 1 && fs::is_directory(options.paths[0]);
  for (const std::string& path : options.paths) {
    if (!fs::exists(fs::symlink_status(path)))
      throw InputError(fmt::format("\"{}\" is not there: expected a PKGDIR, or files", path));
    if (!directory && fs::is_directory(path))
      throw InputError(fmt::format("\"{}\" is a directory: expected one PKGDIR, or files", path));
  }
  return directory;
}

void complete(Options& options) {
  const char* const environment = std::getenv("PKGDIR");
  if (options.paths.empty() && environment != nullptr && *environment != '\0')
    options.paths.emplace_back(environment);
  if (options.paths.empty())
    throw InputError("expected PKGDIR as an argument or in the environment");
  if (options.to.empty()) options.to = configured_chost();
  check_tuple("--to", options.to);
  for (const std::string& tuple : options.from) check_tuple("--from", tuple);
}

binpkg::ChostOptions chost_options(const Options& options) {
  binpkg::ChostOptions result;
  result.change = {options.to, options.from};
  result.dry_run = options.dry_run;
  if (options.compress) result.compress = binpkg::Compress::yes;
  if (options.no_compress) result.compress = binpkg::Compress::no;
  result.on_wait = [](const fs::path& lock) {
    print_error("crossrc: waiting for \"{}\"\n", lock.string());
  };
  return result;
}

void print_json(const std::string& what, const Options& options,
                const binpkg::RepairSummary& summary) {
  nlohmann::ordered_json object;
  object["index"] = what;
  object["packages"] = summary.index.packages;
  object["changed"] = summary.index.changed;
  object["from"] = summary.index.from;
  object["to"] = options.to;
  object["written"] = summary.index.written;
  const auto list = [&](const char* key, const std::vector<fs::path>& paths) {
    object[key] = nlohmann::ordered_json::array();
    for (const fs::path& path : paths) object[key].push_back(path.string());
  };
  list("files", summary.files);
  list("missing", summary.missing);
  object["problems"] = nlohmann::ordered_json::array();
  for (const binpkg::Problem& problem : summary.problems)
    object["problems"].push_back({{"file", problem.file.string()}, {"reason", problem.reason}});
  print_object(object);
}

void print_text(const std::string& what, const Options& options,
                const binpkg::RepairSummary& summary) {
  const binpkg::ChostSummary& index = summary.index;
  if (index.changed == 0 && !index.header) {
    print_out("{}: {} packages: nothing to change\n", what, index.packages);
    return;
  }
  std::vector<std::string> from(index.from.begin(), index.from.end());
  std::replace(from.begin(), from.end(), std::string(), std::string("(none)"));
  const std::string change = from.empty()
                                 ? "SIZE and digests"
                                 : fmt::format("CHOST {} -> {}", join(from, ", "), options.to);
  print_out("{}: {}{} of {} packages: {}{}{}\n", what, index.changed == 0 ? "the header and " : "",
            index.changed, index.packages, change,
            summary.files.empty() ? "" : fmt::format(", {} files", summary.files.size()),
            options.dry_run ? " (not written: --dry-run)" : "");
}

/// What was not done goes to standard error, whatever the form of the report.
void print_problems(const binpkg::RepairSummary& summary) {
  for (const fs::path& path : summary.missing)
    print_error("crossrc: \"{}\" is in the index and not there, its entry stays\n", path.string());
  for (const binpkg::Problem& problem : summary.problems)
    print_error("crossrc: \"{}\" stays as it is: {}\n", problem.file.string(), problem.reason);
}

/// With the arguments of this process.
[[noreturn]] void become(const fs::path& program) {
  const std::string arguments = read_file("/proc/self/cmdline");
  std::vector<std::string> command;
  for (const std::string_view argument : split(arguments, '\0')) command.emplace_back(argument);
  command.pop_back(); // behind the last NUL
  ::execv(program.c_str(), pointers_to(command).data());
  throw SystemError("exec", program.string());
}

ExitStatus run_chost(Options options, Repair repair) {
  if (!options.index_only && repair == nullptr) become(own_program("crossrc-binpkg"));
  complete(options);
  const bool pkgdir = is_pkgdir(options);
  if (options.index_only && !pkgdir) throw InputError("expected one PKGDIR with --index-only");
  const fs::path index = fs::path(options.paths[0]) / "Packages";
  if (pkgdir && !fs::exists(index)) {
    print_error("crossrc: no index \"{}\"\n", index.string());
    return ExitStatus::no;
  }
  const binpkg::ChostOptions request = chost_options(options);
  const binpkg::RepairSummary summary =
      options.index_only ? binpkg::RepairSummary{binpkg::set_chost(index, request), {}, {}, {}}
                         : repair({options.paths.begin(), options.paths.end()}, pkgdir, request);
  const std::string what = pkgdir ? index.string() : join(options.paths, ", ");
  if (options.json)
    print_json(what, options, summary);
  else
    print_text(what, options, summary);
  print_problems(summary);
  return summary.missing.empty() && summary.problems.empty() ? ExitStatus::done : ExitStatus::no;
}

} // namespace

void declare_chost(CLI::App& app, int& status, Repair repair) {
  app.require_subcommand(1);
  CLI::App* chost = app.add_subcommand("chost", "set CHOST in binary packages and their index");
  const auto options = std::make_shared<Options>();
  chost->add_option("PKGDIR", options->paths,
                    "directory of the index, or binary packages (default: $PKGDIR)");
  chost->add_option("--to", options->to, "the CHOST to set (default: the target's)")
      ->type_name("TUPLE");
  chost
      ->add_option("--from", options->from,
                   "change only these (default: all of the same architecture)")
      ->type_name("TUPLE")
      ->allow_extra_args(false);
  chost->add_flag("--index-only", options->index_only, "leave the binary packages as they are");
  chost->add_flag("--dry-run", options->dry_run, "say what would change, write nothing");
  CLI::Option* compress =
      chost->add_flag("--compress-index", options->compress, "write Packages.gz, there or not");
  chost->add_flag("--no-compress-index", options->no_compress, "remove Packages.gz")
      ->excludes(compress);
  chost->add_flag("--json", options->json, "report as JSON");
  chost->callback(
      [options, &status, repair] { status = static_cast<int>(run_chost(*options, repair)); });
}

void declare_binpkg(CLI::App& app, int& status) {
  declare_chost(app, status, nullptr);
}

} // namespace crossrc::commands
