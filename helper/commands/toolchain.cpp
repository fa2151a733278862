// crossrc toolchain llvm-links: LLVM's programs under the target's name; see crossrc(1).

#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "portage/settings.hpp"
#include "rules/machines.hpp"
#include "toolchain/llvm_links.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace crossrc::commands {
namespace {

struct LinksOptions {
  std::string cbuild;
  std::string chost;
  std::string config_root;
  std::string llvm;
  bool remove = false;
  bool dry_run = false;
  bool json = false;
};

struct Tuples {
  std::string builder;
  std::string target;
};

Tuples tuples_of(const LinksOptions& options) {
  Tuples tuples{options.cbuild, options.chost};
  if (!tuples.builder.empty() && !tuples.target.empty()) return tuples;
  const fs::path root =
      options.config_root.empty() ? rules::config_root() : fs::path(options.config_root);
  portage::Settings settings(root);
  const auto lookup = [&](const std::string& name) {
    return name == "CHOST" ? settings.get(name) : rules::process_variable(name);
  };
  const rules::Rules rules = rules::load_valid(rules::find_sources(rules::data_directory(), root));
  if (tuples.builder.empty()) tuples.builder = rules::find_builder(rules.builder, lookup).chost;
  if (tuples.target.empty()) tuples.target = rules::find_target(rules.target, lookup).chost;
  return tuples;
}

/// A tuple without its cpu: the links of all ABIs have that in common.
std::string without_cpu(const char* option, const std::string& tuple) {
  if (tuple.empty())
    throw InputError(
        fmt::format("no rule and no make.conf tells the tuple: give it with {}", option));
  const size_t hyphen = tuple.find('-');
  if (hyphen == std::string::npos || hyphen + 1 == tuple.size() ||
      tuple.find('/') != std::string::npos)
    throw InputError(
        fmt::format("{} \"{}\": expected a tuple such as x86_64-pc-linux-gnu", option, tuple));
  return tuple.substr(hyphen + 1);
}

fs::path llvm_of(const LinksOptions& options) {
  if (!options.llvm.empty()) return options.llvm;
  return rules::process_variable("EPREFIX").value_or("") + "/usr/lib/llvm";
}

void print_json(const std::vector<toolchain::SlotLinks>& slots, const Tuples& tuples,
                const LinksOptions& options) {
  ordered_json list = ordered_json::array();
  for (const toolchain::SlotLinks& slot : slots) {
    list.push_back({{"directory", slot.directory.string()},
                    {"kept", slot.kept},
                    {"made", slot.made},
                    {"removed", slot.removed},
                    {"in-the-way", slot.in_the_way}});
  }
  const ordered_json answer{{"builder", tuples.builder},
                            {"target", tuples.target},
                            {"written", !options.dry_run},
                            {"slots", list}};
  print_object(answer);
}

void print_text(const std::vector<toolchain::SlotLinks>& slots, const LinksOptions& options) {
  for (const toolchain::SlotLinks& slot : slots) {
    const auto list = [&](const char* what, const std::vector<std::string>& names) {
      for (const std::string& name : names)
        print_out("{} {}\n", what, (slot.directory / name).string());
    };
    list("removed", slot.removed);
    list("made", slot.made);
    list("not ours, left alone:", slot.in_the_way);
    print_out("{}: {} made, {} removed, {} kept{}\n", slot.directory.string(), slot.made.size(),
              slot.removed.size(), slot.kept.size(),
              options.dry_run ? " (nothing done: --dry-run)" : "");
  }
}

ExitStatus llvm_links(const LinksOptions& options) {
  const Tuples tuples = tuples_of(options);
  const std::string builder = without_cpu("--cbuild", tuples.builder);
  const std::string target = without_cpu("--chost", tuples.target);
  if (builder == target)
    throw InputError(fmt::format("the builder's tuple and the target's, \"{}\" and \"{}\", differ "
                                 "in nothing but the cpu",
                                 tuples.builder, tuples.target));
  const fs::path llvm = llvm_of(options);
  const auto wish = options.remove ? toolchain::LinkWish::gone : toolchain::LinkWish::there;
  const auto slots = toolchain::plan_llvm_links(llvm, builder, target, wish);
  if (!options.dry_run) toolchain::carry_out(slots, builder, target);
  if (options.json)
    print_json(slots, tuples, options);
  else
    print_text(slots, options);
  if (slots.empty()) print_error("crossrc: no slot of LLVM in \"{}\"\n", llvm.string());
  const bool is_whole = std::all_of(slots.begin(), slots.end(),
                                    [](const auto& slot) { return slot.in_the_way.empty(); });
  return slots.empty() || !is_whole ? ExitStatus::no : ExitStatus::done;
}

} // namespace

void declare_toolchain(CLI::App& app, int& status) {
  app.require_subcommand(1);
  CLI::App* links = app.add_subcommand("llvm-links", "link LLVM's programs to the target's tuple");
  const auto options = std::make_shared<LinksOptions>();
  links->add_option("--cbuild", options->cbuild, "the builder's tuple (default: as rules have it)")
      ->type_name("TUPLE");
  links->add_option("--chost", options->chost, "the target's tuple (default: as rules have it)")
      ->type_name("TUPLE");
  links
      ->add_option("--config-root", options->config_root,
                   "where etc/portage is (default: PORTAGE_CONFIGROOT)")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  links->add_option("--llvm", options->llvm, "where the slots are (default: /usr/lib/llvm)")
      ->type_name("DIR");
  links->add_flag("--remove", options->remove, "remove the links");
  links->add_flag("--dry-run", options->dry_run, "say what would change, change nothing");
  links->add_flag("--json", options->json, "report as JSON");
  links->callback([options, &status] { status = static_cast<int>(llvm_links(*options)); });
}

} // namespace crossrc::commands
