// crossrc isa: what the target's flags need and the builder's CPU lacks; see crossrc(1).

#include "base/error.hpp"
#include "base/text.hpp"
#include "commands/commands.hpp"
#include "commands/print.hpp"
#include "portage/settings.hpp"
#include "rules/builder_isa.hpp"
#include "rules/load.hpp"
#include "rules/survey.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace crossrc::commands {
namespace {

using Flags = std::vector<std::string>;

struct IsaOptions {
  std::map<std::string, std::string> given; ///< variables of the target, by option
  std::string config_root;
  std::vector<std::string> compilers;
  bool json = false;
  bool make_conf = false;
  bool package_env = false;
};

bool has_cflags(const IsaOptions& options) {
  return options.given.count("CFLAGS") != 0;
}

/// The target's variables: as the options give them, else of the environment, else of its
/// make.conf. With --cflags nothing is asked of Portage, and all C and Fortran flags are these.
rules::Lookup variables_of(const IsaOptions& options, portage::Settings& settings) {
  return [&](const std::string& name) -> std::optional<std::string> {
    const bool is_c = name == "CXXFLAGS" || name == "FFLAGS" || name == "FCFLAGS";
    const auto given = options.given.find(has_cflags(options) && is_c ? "CFLAGS" : name);
    if (given != options.given.end()) return given->second;
    if (auto value = rules::process_variable(name)) return value;
    return has_cflags(options) ? std::nullopt : settings.get(name);
  };
}

ordered_json to_json(const isa::Needs& needs) {
  return {{"enable", needs.enable}, {"lacking", needs.lacking}, {"disable", needs.disable}};
}

void print_json(const rules::Survey& survey) {
  ordered_json answer = ordered_json::object();
  for (const rules::Answer& each : survey.answers) answer[each.compiler] = to_json(each.needs);
  answer["cpu_flags_x86"] = to_json(survey.cpu_flags);
  answer["cpu_flags_x86"]["builder"] = survey.builder_cpu_flags;
  print_object(answer);
}

void print_list(const char* title, const Flags& flags) {
  print_out("  {:<8} {}\n", title, flags.empty() ? "(none)" : join(flags, " "));
}

void print_text(const rules::Survey& survey) {
  for (const rules::Answer& each : survey.answers) {
    print_out("{}: {}\n", each.compiler, trim(each.command + " " + each.flags));
    print_list("lacking", each.needs.lacking);
    print_list("disable", each.needs.disable);
    print_list("enable", each.needs.enable);
  }
  print_out("CPU_FLAGS_X86\n");
  print_list("lacking", survey.cpu_flags.lacking);
  print_list("target", survey.cpu_flags.enable);
  print_list("builder", survey.builder_cpu_flags);
}

/// Assignments in the syntax that make.conf and the files in env/ share.
void print_assignments(const rules::Lookup& variables) {
  for (const auto& [name, value] : rules::flags_of_builder_isa(variables)) {
    const std::string before = variables(name).value_or("");
    if (name == "GOAMD64") {
      print_out("{}=\"{}\"\n", name, value);
    } else {
      print_out("{}=\"${{{}}} {}\"\n", name, name, trim(value.substr(before.size())));
    }
  }
}

void print_cpu_flags(const isa::Needs& flags) {
  if (flags.lacking.empty()) return;
  Flags common = flags.enable;
  std::erase_if(common, [&](const std::string& flag) {
    return std::find(flags.lacking.begin(), flags.lacking.end(), flag) != flags.lacking.end();
  });
  print_out("CPU_FLAGS_X86=\"{}\"\n", fmt::join(common, " "));
}

void print_make_conf(const rules::Lookup& variables, const rules::Survey& survey) {
  print_out("# From crossrc isa, for the end of make.conf: without what the builder lacks.\n");
  print_assignments(variables);
  print_cpu_flags(survey.cpu_flags);
}

void print_package_env(const rules::Lookup& variables) {
  print_out("# From crossrc isa, for etc/portage/env/builder-isa, without what the builder lacks.\n"
            "# In etc/portage/package.env: category/name builder-isa\n");
  print_assignments(variables);
}

ExitStatus tell(const IsaOptions& options) {
  portage::Settings settings(options.config_root.empty() ? rules::config_root()
                                                         : fs::path(options.config_root));
  const rules::Lookup variables = variables_of(options, settings);
  const rules::Survey survey =
      rules::survey(variables, options.compilers.empty() ? rules::k_compilers : options.compilers,
                    has_cflags(options));
  if (!settings.problem().empty()) throw InputError(settings.problem() + "; or give --cflags");
  if (survey.answers.empty()) throw InputError(survey.problems.front());
  for (const std::string& problem : survey.problems) print_error("crossrc: {}\n", problem);
  if (options.json) {
    print_json(survey);
  } else if (options.make_conf) {
    print_make_conf(variables, survey);
  } else if (options.package_env) {
    print_package_env(variables);
  } else {
    print_text(survey);
  }
  return ExitStatus::done;
}

} // namespace

void declare_isa(CLI::App& app, int& status) {
  const auto options = std::make_shared<IsaOptions>();
  const auto variable = [&](const char* option, const char* name, const char* help) {
    return app
        .add_option_function<std::string>(
            option, [options, name](const std::string& value) { options->given[name] = value; },
            help)
        ->type_name("FLAGS");
  };
  variable("--cflags", "CFLAGS", "the target's C flags (default: its make.conf)");
  variable("--rustflags", "RUSTFLAGS", "its RUSTFLAGS (default: the CPU of --cflags)");
  variable("--goamd64", "GOAMD64", "its GOAMD64, v1 to v4 (default: the level of --cflags)")
      ->check(CLI::IsMember({"v1", "v2", "v3", "v4"}));
  app.add_option("--config-root", options->config_root,
                 "where etc/portage is (default: PORTAGE_CONFIGROOT)")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  app.add_option("--compiler", options->compilers, "ask only this one, may be repeated")
      ->check(CLI::IsMember(rules::k_compilers))
      ->type_name("NAME")
      ->allow_extra_args(false);
  CLI::Option* json = app.add_flag("--json", options->json, "print JSON");
  CLI::Option* make_conf =
      app.add_flag("--make-conf", options->make_conf, "print lines for make.conf")->excludes(json);
  app.add_flag("--package-env", options->package_env, "print a file for etc/portage/env")
      ->excludes(json)
      ->excludes(make_conf);
  app.callback([options, &status] { status = static_cast<int>(tell(*options)); });
}

} // namespace crossrc::commands
