#include "rules/environment.hpp"

#include "base/text.hpp"
#include "rules/builder_isa.hpp"
#include "rules/compiler.hpp"
#include "rules/pkg_config.hpp"
#include "rules/toolchain.hpp"
#include "rules/tuple.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace crossrc::rules {
namespace {

/// The assignments so far, in order, and what the build would see with them.
class Variables {
public:
  explicit Variables(const Lookup& lookup) : lookup_(lookup) {}

  void assign(const std::string& name, std::optional<std::string> value) {
    entry(name) = {name, std::move(value), {}};
  }
  /// What a change makes of the value so far, whatever that will be when it is made in a phase,
  /// unless something was assigned before.
  void edit(const Change& change) {
    auto value = change.apply(get(change.name));
    if (!change.edits()) return assign(change.name, std::move(value));
    const bool depends = !index_.contains(change.name) || !entry(change.name).edits.empty();
    Assignment& assignment = entry(change.name);
    assignment.value = std::move(value);
    if (depends) assignment.edits.push_back(change);
  }
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? lookup_(name) : assignments_[found->second].value;
  }
  [[nodiscard]] std::vector<Assignment> take() { return std::move(assignments_); }

private:
  Assignment& entry(const std::string& name) {
    const auto [found, is_new] = index_.emplace(name, assignments_.size());
    if (is_new) assignments_.push_back({name, {}, {}});
    return assignments_[found->second];
  }

  const Lookup& lookup_;
  std::vector<Assignment> assignments_;
  std::unordered_map<std::string, size_t> index_;
};

const std::string& tuple_of(Side side, const Builder& builder, const Target& target) {
  static const std::string none;
  if (side == Side::untouched) return none;
  return side == Side::builder ? builder.chost : target.chost;
}

void assign_chost(const std::string& chost, Variables& variables, const Lookup& lookup) {
  variables.assign("CHOST", chost);
  for (const std::string& abi : abis(lookup)) {
    const std::string tuple = chost_of_abi(abi, chost, lookup);
    if (tuple.empty()) continue;
    variables.assign("CHOST_" + abi, tuple);
    variables.assign("CTARGET_" + abi, tuple);
  }
}

// emerge's own spelling stays where it has one: packages compare ROOT and SYSROOT as text.
void assign_root(const char* name, const Target& target, Variables& variables) {
  const auto current = variables.get(name);
  if (current && !current->empty()) {
    variables.assign(name, current);
  } else if (!target.root.empty()) {
    variables.assign(name, target.root);
  }
}

/// As tc-is-cross-compiler of toolchain-funcs.eclass says.
bool is_cross(const Variables& variables) {
  const std::string cbuild = variables.get("CBUILD").value_or("");
  return !cbuild.empty() && cbuild != variables.get("CHOST").value_or("");
}

// For programs that are called by their paths, or read this themselves. In a cross build some of
// these are the builder's: there only the names in PATH know for whom they answer.
void assign_search_paths(const Target& target, Variables& variables) {
  if (target.root.empty() || is_cross(variables)) return;
  const auto get = [&](const std::string& name) { return variables.get(name); };
  const std::string abi = variables.get("DEFAULT_ABI").value_or("");
  const std::string path = pkg_config_search_path(target, abi, get);
  variables.assign("PKG_CONFIG_LIBDIR", path);
  variables.assign("PKG_CONFIG_PATH", path);
  variables.assign("PKG_CONFIG_SYSROOT_DIR", target.root);
  variables.assign("PKG_CONFIG_FDO_SYSROOT_RULES", "1");
}

// A rule that names it is about this variable, whatever the method.
void assign_qt_host_path(const Plan& plan, const Builder& builder, Variables& variables) {
  const auto& wanted = plan.settings.qt_host_path;
  if (wanted || plan.method().search_paths)
    variables.assign("QT_HOST_PATH", wanted ? wanted->value : builder.root);
}

// Where valac and g-ir-compiler look for what libraries say of themselves. What the build's own
// tools have of theirs is on the builder.
void assign_data_dirs(const Plan& plan, const Target& target, Variables& variables) {
  const auto& wanted = plan.settings.data_dirs;
  if (!wanted || wanted->value != "target" || target.root.empty()) return;
  const std::string ours = target.root + "/usr/share";
  std::string theirs = variables.get("XDG_DATA_DIRS").value_or("");
  if (theirs.empty()) theirs = "/usr/local/share:/usr/share";
  const bool is_first = (theirs + ':').starts_with(ours + ':');
  variables.assign("XDG_DATA_DIRS", is_first ? theirs : ours + ':' + theirs);
}

Change appending(const std::string& name, const std::string& text) {
  Change change;
  change.name = name;
  change.append = words(text);
  return change;
}

void assign_sysroot_tools(const std::string& chost, const Target& target, Variables& variables) {
  if (chost.empty() || target.root.empty()) return;
  const std::string option = "--sysroot=" + target.root;
  const auto assign = [&](const char* name, const std::string& usual) {
    if (trim(variables.get(name).value_or("")).empty()) variables.assign(name, usual);
    const std::string command = *variables.get(name);
    if (command.find("--sysroot") == std::string::npos)
      variables.edit(appending(name, option));
    else
      variables.assign(name, command);
  };
  assign("CC", chost + "-gcc");
  assign("CXX", chost + "-g++");
  assign("CPP", chost + "-gcc -E");
}

void assign_builder_isa(const Place& place, const std::string& cache, Variables& variables) {
  const auto get = [&](const std::string& name) { return variables.get(name); };
  try {
    for (const auto& [name, value] : flags_of_builder_isa(get, cache)) {
      const std::string before = get(name).value_or("");
      if (value.starts_with(before) && name != "GOAMD64")
        variables.edit(appending(name, value.substr(before.size())));
      else
        variables.assign(name, value);
    }
  } catch (const InputError& error) {
    throw InputError(place, std::string("isa: ") + error.what());
  }
}

void assign_method(const Plan& plan, const Builder& builder, const Target& target,
                   Variables& variables, const Lookup& lookup) {
  const Method& method = plan.method();
  const std::string& cbuild = tuple_of(method.cbuild, builder, target);
  const std::string& chost = tuple_of(method.chost, builder, target);
  if (!cbuild.empty()) variables.assign("CBUILD", cbuild);
  if (!chost.empty()) assign_chost(chost, variables, lookup);
  for (const auto& [name, command] :
       chosen_compiler(plan, chost_of(plan, builder, target, lookup), lookup))
    variables.assign(name, command);
  if (method.inside_root) return; // where crossrc chroot sets them
  assign_root("ROOT", target, variables);
  if (method.search_paths) assign_root("SYSROOT", target, variables);
  assign_root("PORTAGE_CONFIGROOT", target, variables);
  if (method.search_paths) assign_search_paths(target, variables);
  assign_qt_host_path(plan, builder, variables);
  assign_data_dirs(plan, target, variables);
  if (method.sysroot_in_tools) assign_sysroot_tools(chost, target, variables);
}

/// Where the programs that a build makes for itself run: inside of its root the target's compiler,
/// with the builder's flags, is all that there is.
Builder own_machine(const Plan& plan, const Builder& builder, const Target& target) {
  Builder machine = builder;
  if (!plan.method().inside_root) return machine;
  machine.chost = target.chost;
  machine.pkg_config.clear();
  return machine;
}

/// Eclasses for which BUILD_CC and its kind, where they are set, make the package itself when
/// nothing is cross: the native file of meson.eclass is then all that Meson is told, and of
/// cargo.eclass's HOST_CC crates compile their C, since Cargo's target is its host.
bool builds_package_with_build_tools(const portage::Package& package) {
  static constexpr std::array k_eclasses = {"meson", "cargo"};
  return package.inherited &&
         std::ranges::any_of(*package.inherited, [](const std::string& eclass) {
           return std::ranges::find(k_eclasses, eclass) != k_eclasses.end();
         });
}

void assign_build_toolchain(const Plan& plan, const Builder& builder, const Target& target,
                            const Lookup& lookup, Variables& variables) {
  if (!is_cross(variables) && builds_package_with_build_tools(plan.package)) return;
  for (auto& [name, value] : build_toolchain(own_machine(plan, builder, target), lookup))
    variables.assign(name, value);
}

} // namespace

std::vector<Assignment> environment(const Plan& plan, const Builder& builder, const Target& target,
                                    const Lookup& lookup) {
  Variables variables(lookup);
  assign_method(plan, builder, target, variables, lookup);
  assign_build_toolchain(plan, builder, target, lookup, variables);
  for (const Change& change : plan.settings.env) variables.edit(change);
  const auto& isa = plan.settings.isa;
  if (isa && isa->value == "builder") assign_builder_isa(isa->place, builder.cache, variables);
  return variables.take();
}

std::vector<std::string> missing_facts(const Plan& plan, const Builder& builder,
                                       const Target& target) {
  const Method& method = plan.method();
  std::vector<std::string> missing;
  const auto needs = [&](Side side) { return method.cbuild == side || method.chost == side; };
  if (needs(Side::builder) && builder.chost.empty()) {
    missing.emplace_back("the builder's tuple is not known, no gcc in PATH tells it: set chost "
                         "below \"builder\" in crossrc.yaml");
  }
  if (needs(Side::target) && target.chost.empty()) {
    missing.emplace_back("the target's tuple is not known: set chost below \"target\" in "
                         "crossrc.yaml");
  }
  if (target.root.empty()) {
    missing.emplace_back("the target's root is not known: set root below \"target\" in "
                         "crossrc.yaml");
  }
  return missing;
}

} // namespace crossrc::rules
