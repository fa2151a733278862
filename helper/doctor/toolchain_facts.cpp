#include "doctor/toolchain_facts.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/real_compiler.hpp"

namespace fs = std::filesystem;

namespace crossrc::doctor {
namespace {

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
  const RunResult result = isa::run_compiler({gcc, "-print-sysroot"});
  if (result.status != 0 || trim(result.output).empty()) return {};
  const std::string sysroot = rules::normal_root(std::string(trim(result.output)));
  return root::is_same_directory(sysroot, target_root) ? target_root : sysroot;
}

void gather_target_toolchain(Facts& facts) {
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

} // namespace

void gather_toolchains(Facts& facts) {
  gather_target_toolchain(facts);
  gather_builder_toolchain(facts);
  gather_llvm(facts);
}

} // namespace crossrc::doctor
