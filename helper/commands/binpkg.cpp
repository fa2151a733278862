#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "binpkg/chost.hpp"
#include "commands/commands.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

namespace fs = std::filesystem;

namespace crossrc::commands {
namespace {

struct Options {
  std::string pkgdir;
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

fs::path index_path(const Options& options) {
  const char* const environment = std::getenv("PKGDIR");
  const std::string pkgdir =
      options.pkgdir.empty() && environment != nullptr ? environment : options.pkgdir;
  if (pkgdir.empty()) throw InputError("expected PKGDIR as an argument or in the environment");
  return fs::path(pkgdir) / "Packages";
}

binpkg::ChostOptions chost_options(const Options& options) {
  if (!options.index_only)
    throw InputError("only --index-only is there yet: the binary packages themselves cannot be "
                     "rewritten");
  check_tuple("--to", options.to);
  for (const std::string& tuple : options.from) check_tuple("--from", tuple);
  binpkg::ChostOptions result;
  result.change = {options.to, options.from};
  result.dry_run = options.dry_run;
  if (options.compress) result.compress = binpkg::Compress::yes;
  if (options.no_compress) result.compress = binpkg::Compress::no;
  result.on_wait = [](const fs::path& lock) {
    fmt::print(stderr, "crossrc: waiting for \"{}\"\n", lock.string());
  };
  return result;
}

void print_json(const fs::path& index, const Options& options,
                const binpkg::ChostSummary& summary) {
  nlohmann::ordered_json object;
  object["index"] = index.string();
  object["packages"] = summary.packages;
  object["changed"] = summary.changed;
  object["from"] = summary.from;
  object["to"] = options.to;
  object["written"] = summary.written;
  fmt::print("{}\n", object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print_text(const fs::path& index, const Options& options,
                const binpkg::ChostSummary& summary) {
  if (summary.changed == 0 && !summary.header) {
    fmt::print("{}: {} packages: nothing to change\n", index.string(), summary.packages);
    return;
  }
  std::vector<std::string> from(summary.from.begin(), summary.from.end());
  std::replace(from.begin(), from.end(), std::string(), std::string("(none)"));
  fmt::print("{}: {}{} of {} packages: CHOST {} -> {}{}\n", index.string(),
             summary.changed == 0 ? "the header and " : "", summary.changed, summary.packages,
             join(from, ", "), options.to, summary.written ? "" : " (not written: --dry-run)");
}

ExitStatus run_chost(const Options& options) {
  const fs::path index = index_path(options);
  const binpkg::ChostOptions request = chost_options(options);
  if (!fs::exists(index)) {
    fmt::print(stderr, "crossrc: no index \"{}\"\n", index.string());
    return ExitStatus::no;
  }
  const binpkg::ChostSummary summary = binpkg::set_chost(index, request);
  if (options.json)
    print_json(index, options, summary);
  else
    print_text(index, options, summary);
  return ExitStatus::done;
}

} // namespace

void declare_binpkg(CLI::App& app, int& status) {
  app.require_subcommand(1);
  CLI::App* chost = app.add_subcommand("chost", "set CHOST in the Packages index");
  const auto options = std::make_shared<Options>();
  chost->add_option("PKGDIR", options->pkgdir, "directory of the index (default: $PKGDIR)");
  chost->add_option("--to", options->to, "the CHOST to set")->type_name("TUPLE")->required();
  chost
      ->add_option("--from", options->from,
                   "change only these (default: all of the same architecture)")
      ->type_name("TUPLE")
      ->expected(1)
      ->take_all();
  chost->add_flag("--index-only", options->index_only, "leave the binary packages as they are");
  chost->add_flag("--dry-run", options->dry_run, "say what would change, write nothing");
  CLI::Option* compress =
      chost->add_flag("--compress-index", options->compress, "write Packages.gz, there or not");
  chost->add_flag("--no-compress-index", options->no_compress, "remove Packages.gz")
      ->excludes(compress);
  chost->add_flag("--json", options->json, "report as JSON");
  chost->callback([options, &status] { status = static_cast<int>(run_chost(*options)); });
}

} // namespace crossrc::commands
