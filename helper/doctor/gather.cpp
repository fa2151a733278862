#include "doctor/gather.hpp"

#include "base/error.hpp"
#include "doctor/toolchain_facts.hpp"
#include "portage/settings.hpp"

#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

Configuration configuration(const fs::path& root) {
  const auto settings = std::make_shared<portage::Settings>(root);
  Configuration result;
  result.root = root;
  result.make_conf = root / "etc/portage/make.conf";
  if (fs::is_directory(result.make_conf)) result.make_conf /= "zz-crossrc";
  result.setting = [settings](const std::string& name) { return settings->get(name); };
  result.setting("CHOST"); // asks Portage
  result.problem = settings->problem();
  result.refusals = refusals(settings->said(), result.get("PORTAGE_REPOSITORIES"),
                             root / "etc/portage/repos.conf");
  return result;
}

void check_config_root(const fs::path& root) {
  if (!fs::is_directory(root)) {
    throw InputError(fmt::format("\"{}\" is no directory; expected the one that the target's "
                                 "etc/portage is in",
                                 root.string()));
  }
  if (rules::normal_root(root.string()) == "/") {
    throw InputError("\"/\" is the builder's own configuration; expected the target's, as "
                     "--config-root DIR or in PORTAGE_CONFIGROOT");
  }
}

void gather_machines(const fs::path& config_root, Facts& facts) {
  facts.is_root = ::geteuid() == 0;
  facts.environment = rules::process_variable;
  facts.data = rules::data_directory();
  facts.files.sources = rules::find_sources(facts.data, config_root);
  facts.files.rules = rules::load(facts.files.sources, facts.files.report);
  facts.of_target = configuration(config_root);
  facts.builder = rules::find_builder(facts.files.rules.builder, facts.environment);
  facts.of_builder = configuration(facts.builder.root);
  facts.target = rules::find_target(facts.files.rules.target, [&](const std::string& name) {
    if (name != "ROOT") return facts.of_target.setting(name);
    const auto root = facts.environment(name);
    return root && !root->empty() ? root : config_root.string();
  });
  facts.target.root = rules::normal_root(facts.target.root);
}

std::vector<fs::path> files_that_decide(const Facts& facts) {
  std::vector<fs::path> files = facts.files.sources.user;
  const auto& shipped = facts.files.sources.shipped;
  files.insert(files.end(), shipped.begin(), shipped.end());
  files.push_back(facts.hook.bashrc);
  files.push_back(facts.guard.bashrc);
  if (!facts.hook.helper.empty()) files.push_back(facts.hook.helper);
  if (!facts.hook.there) return files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(facts.hook.source.parent_path(), error)) {
    files.push_back(entry.path());
  }
  return files;
}

rules::Survey survey_flags(const Facts& facts) {
  return rules::survey(
      [&](const std::string& name) {
        return name == "PATH" ? facts.environment(name) : facts.of_target.setting(name);
      },
      rules::k_compilers, false);
}

} // namespace

Facts gather(const fs::path& directory) {
  check_config_root(directory);
  const fs::path config_root = fs::absolute(directory).lexically_normal();
  Facts facts;
  gather_machines(config_root, facts);
  gather_toolchains(facts);
  facts.mount = root::mount_at(facts.target.root);
  facts.missing_mount =
      root::find_missing_mount({facts.environment("EPREFIX").value_or(""), facts.target.chost,
                                config_root, facts.target.root});
  facts.toolchain_builders = root::builders_of("cross-" + facts.target.chost);
  facts.repositories =
      find_repositories(facts.of_builder.get("PORTAGE_REPOSITORIES"),
                        facts.of_target.get("PORTAGE_REPOSITORIES"), facts.target.root);
  facts.profile = find_profile(config_root, facts.builder.root);
  facts.packages = read_packages_index(facts.of_target.get("PKGDIR"));
  facts.hook = find_hook(config_root);
  facts.guard = find_hook(facts.builder.root);
  facts.kernel = probe_kernel(facts.hook.helper);
  facts.exposures = find_exposures(files_that_decide(facts));
  facts.survey = survey_flags(facts);
  facts.own_cpu_settings = find_own_cpu_settings(config_root);
  facts.differences = find_differences(facts.files.rules, facts.builder.root,
                                       facts.target.root + facts.of_target.get("EPREFIX"));
  facts.unread = rules::unread_rules(
      facts.files.sources,
      rules::roots_in(facts.environment, config_root, facts.files.rules, facts.target.root));
  return facts;
}

} // namespace crossrc::doctor
