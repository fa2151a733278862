#include "doctor/gather.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "portage/settings.hpp"
#include "rules/tuple.hpp"

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

std::vector<std::string> flags(const Facts& facts, const char* name) {
  const std::string text = facts.of_target.get(name) + " " + facts.of_target.get("LDFLAGS");
  return words(text);
}

void try_abis(const std::string& gcc, Facts& facts) {
  const rules::Lookup& setting = facts.of_target.setting;
  const std::vector<std::string> abis = words(setting("MULTILIB_ABIS").value_or(""));
  for (const std::string& abi : abis) {
    if (abis.size() < 2 || abi == trim(setting("DEFAULT_ABI").value_or(""))) continue;
    std::vector<std::string> all = words(setting("CFLAGS_" + abi).value_or(""));
    if (all.empty() && abi == "x86") all = {"-m32"};
    for (const std::string& flag : flags(facts, "CFLAGS")) all.push_back(flag);
    facts.abi_trials[abi] = try_linking(gcc, Language::c, all);
  }
}

std::string sysroot_of(const std::string& gcc, const std::string& target_root) {
  const RunResult result = run({gcc, "-print-sysroot"});
  if (result.status != 0 || trim(result.output).empty()) return {};
  const std::string sysroot = rules::normal_root(std::string(trim(result.output)));
  return root::is_same_directory(sysroot, target_root) ? target_root : sysroot;
}

void gather_toolchain(Facts& facts) {
  const std::string tuple = facts.target.chost;
  if (tuple.empty()) return;
  const std::string path = facts.environment("PATH").value_or("");
  facts.tools = find_tools(tuple, path);
  const std::string gcc = tuple + "-gcc";
  const std::string gxx = tuple + "-g++";
  if (find_program(gcc, path)) {
    facts.compiler_sysroot = sysroot_of(gcc, facts.target.root);
    facts.trials.push_back(try_linking(gcc, Language::c, flags(facts, "CFLAGS")));
    try_abis(gcc, facts);
  }
  if (find_program(gxx, path)) {
    facts.trials.push_back(try_linking(gxx, Language::cxx, flags(facts, "CXXFLAGS")));
  }
}

void gather_builder_toolchain(Facts& facts) {
  const std::string path = facts.environment("PATH").value_or("");
  const std::string prefixed = facts.builder.chost + "-gcc";
  const std::string gcc = find_program(prefixed, path) ? prefixed : "gcc";
  facts.builder_trial = try_running(gcc, words(facts.builder.cflags + " " + facts.builder.ldflags));
}

void gather_llvm(Facts& facts) {
  const std::string& builder = facts.builder.chost;
  const std::string& target = facts.target.chost;
  if (builder.find('-') == std::string::npos || target.find('-') == std::string::npos) return;
  const fs::path llvm = facts.environment("EPREFIX").value_or("") + "/usr/lib/llvm";
  facts.llvm =
      toolchain::plan_llvm_links(llvm, builder.substr(builder.find('-') + 1),
                                 target.substr(target.find('-') + 1), toolchain::LinkWish::there);
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
  gather_toolchain(facts);
  gather_builder_toolchain(facts);
  gather_llvm(facts);
  facts.mount = root::mount_at(facts.target.root);
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
  facts.differences = find_differences(facts.files.rules, facts.builder.root, facts.target.root);
  return facts;
}

} // namespace crossrc::doctor
