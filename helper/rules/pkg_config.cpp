#include "rules/pkg_config.hpp"

#include "base/process.hpp"
#include "rules/tuple.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace crossrc::rules {
namespace {

using pkgconfig::Question;

constexpr std::array k_programs{"pkg-config", "pkgconf"};

std::string value_of(const Lookup& variables, const std::string& name) {
  return variables(name).value_or("");
}

std::string found(const std::string& name, const Lookup& variables) {
  const auto path = find_program(name, value_of(variables, "PATH"));
  return path && path->is_absolute() ? path->native() : "";
}

std::string builders_program(const Builder& builder, const Lookup& variables) {
  for (const char* program : k_programs) {
    std::string path = found(builder.chost + "-" + program, variables);
    if (path.empty()) path = found(program, variables);
    if (!path.empty()) return path;
  }
  return {};
}

/// The names, each once: the first to have one keeps it.
class Names {
public:
  Names(Question common, const Lookup& variables)
      : common_(std::move(common)), variables_(variables) {}

  void add_target(const std::string& before, const std::string& search_path) {
    for (const char* program : k_programs) {
      const std::string name = before + program;
      const std::string path = found(name, variables_);
      if (!path.empty()) add(name, pkgconfig::Side::target, search_path, path);
    }
  }
  void add_builder(const std::string& before) {
    for (const char* program : k_programs)
      if (!found(before + program, variables_).empty())
        add(before + program, pkgconfig::Side::builder, {}, common_.builders);
  }
  void add(const std::string& name, pkgconfig::Side side, const std::string& search_path,
           const std::string& program) {
    const auto is_same = [&](const PkgConfigName& other) { return other.name == name; };
    if (std::ranges::any_of(names_, is_same)) return;
    Question question = common_;
    question.side = side;
    question.search_path = search_path;
    question.program = program;
    names_.push_back({name, std::move(question)});
  }
  [[nodiscard]] std::vector<PkgConfigName> take() { return std::move(names_); }

private:
  Question common_;
  const Lookup& variables_;
  std::vector<PkgConfigName> names_;
};

void add_tuples(const Builder& builder, const Target& target, const Lookup& variables,
                Names& names) {
  const std::string abi = value_of(variables, "DEFAULT_ABI");
  const std::string search_path = pkg_config_search_path(target, abi, variables);
  names.add_target("", search_path);
  const std::string chost = value_of(variables, "CHOST");
  if (!chost.empty()) names.add_target(chost + "-", search_path);
  for (const std::string& other : abis(variables)) {
    const std::string tuple = value_of(variables, "CHOST_" + other);
    if (!tuple.empty())
      names.add_target(tuple + "-", pkg_config_search_path(target, other, variables));
  }
  for (const std::string& tuple : {value_of(variables, "CBUILD"), builder.chost})
    if (!tuple.empty()) names.add_builder(tuple + "-");
}

} // namespace

std::string pkg_config_directory(const Plan& plan, const Lookup& lookup) {
  const std::string temporary = value_of(lookup, "T");
  return temporary.empty() || plan.method().inside_root ? "" : temporary + "/crossrc-bin";
}

std::vector<PkgConfigName> pkg_config_names(const Plan& plan, const Builder& builder,
                                            const Target& target, const Lookup& variables) {
  Question common;
  common.root = target.root;
  common.prefix = value_of(variables, "EPREFIX");
  common.names = pkg_config_directory(plan, variables);
  common.builders = builders_program(builder, variables);
  if (common.names.empty() || common.builders.empty()) return {};
  common.build_directory = std::filesystem::path(value_of(variables, "T")).parent_path().native();
  const std::string program = common.builders;
  Names names(std::move(common), variables);
  if (plan.method().search_paths) add_tuples(builder, target, variables, names);
  names.add(std::string(k_build_pkg_config), pkgconfig::Side::builder, {}, program);
  return names.take();
}

std::string pkg_config_search_path(const Target& target, const std::string& abi,
                                   const Lookup& variables) {
  const std::string usr = target.root + value_of(variables, "EPREFIX") + "/usr/";
  const std::string libdir = variables("LIBDIR_" + abi).value_or("lib64");
  return usr + libdir + "/pkgconfig:" + usr + "share/pkgconfig";
}

} // namespace crossrc::rules
