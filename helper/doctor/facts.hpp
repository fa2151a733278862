// All that the checks of `crossrc doctor` look at. gather.hpp fills it in; the checks themselves
// read no file and start no program.
#pragma once

#include "base/ownership.hpp"
#include "doctor/hook.hpp"
#include "doctor/kernel.hpp"
#include "doctor/package_env.hpp"
#include "doctor/packages.hpp"
#include "doctor/profile.hpp"
#include "doctor/repos_conf.hpp"
#include "doctor/repository.hpp"
#include "doctor/trial.hpp"
#include "doctor/versions.hpp"
#include "root/missing.hpp"
#include "root/mounts.hpp"
#include "root/users.hpp"
#include "rules/load.hpp"
#include "rules/machines.hpp"
#include "rules/overlooked.hpp"
#include "rules/report.hpp"
#include "rules/survey.hpp"
#include "toolchain/llvm_links.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossrc::doctor {

/// What Portage is configured to do on one of the two machines.
struct Configuration {
  std::filesystem::path root;      ///< the directory that etc/portage is in
  std::filesystem::path make_conf; ///< where a variable can be set so that it wins
  rules::Lookup setting;           ///< as portageq(1) tells them
  std::string problem;             ///< why it tells nothing; empty: it does
  std::vector<Refusal> refusals;   ///< what Portage does not take of its repos.conf

  [[nodiscard]] std::string get(const std::string& name) const {
    return setting(name).value_or("");
  }
};

/// `rules` as far as the files are right: `report` says what is not.
struct RulesFiles {
  rules::Sources sources;
  rules::Report report;
  rules::Rules rules;
};

struct Facts {
  bool is_root = false;
  rules::Lookup environment;  ///< of whoever asks
  std::filesystem::path data; ///< where crossrc's own files are installed
  RulesFiles files;
  Configuration of_builder;
  Configuration of_target;
  rules::Builder builder;
  rules::Target target;
  std::vector<Tool> tools;
  /// Where <tuple>-gcc looks for headers and libraries; empty: it has none of its own. The target's
  /// root by the name that `target` has for it if that is the same directory.
  std::string compiler_sysroot;
  std::vector<Trial> trials;               ///< with the target's toolchain and flags
  std::map<std::string, Trial> abi_trials; ///< for each further ABI of the profile
  std::optional<Trial> builder_trial;      ///< with the builder's; what it links must run too
  std::vector<toolchain::SlotLinks> llvm;  ///< what `toolchain llvm-links` would do, by slot
  std::optional<root::Mount> mount;        ///< at the target's root
  std::optional<root::MissingMount> missing_mount; ///< of the target's root
  std::vector<root::User> toolchain_builders; ///< processes; of other users' only root sees all
  Repositories repositories;
  Profile profile;
  PackagesIndex packages; ///< in the target's PKGDIR
  Hook hook;
  Hook guard; ///< the same in the builder's own configuration
  std::vector<Exposure> exposures;
  Kernel kernel;
  rules::Survey survey;                        ///< of the target's flags
  std::vector<OwnCpuSetting> own_cpu_settings; ///< of single packages of the target
  std::vector<Difference> differences;
  std::vector<rules::Overlooked> unread; ///< files of rules that are not read
};

} // namespace crossrc::doctor
