#pragma once

#include "rules/plan.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossrc::diagnosis {

/// How a package was built when it failed.
struct Situation {
  std::string package; ///< category/name
  std::string method;
  std::string trap;                  ///< the policy
  bool watched = true;               ///< crossrc run was there, whatever the policy
  bool for_builder = false;          ///< `isa: builder` holds already
  bool is_of_go = false;             ///< what trapped was compiled by `go run`
  std::vector<std::string> failures; ///< methods with which it failed before
  std::string target;                ///< its tuple
  std::filesystem::path builder_root;
  std::filesystem::path target_root;
  std::string search_path;  ///< PATH of the builder
  std::string qt_host_path; ///< as the build had it
};

/// The package in the target's root that has a program, a module, a shared library, a file NAME.pc
/// of this name and that the builder does not have: category/name, or empty.
std::string provider_of_program(const Situation& situation, const std::string& name);
std::string provider_of_module(const Situation& situation, const std::string& name);
std::string provider_of_library(const Situation& situation, const std::string& name);
std::string provider_of_package(const Situation& situation, const std::string& name);

/// True if `name` can be started on the builder.
bool has_program(const Situation& situation, const std::string& name);

/// True if one of the usual directories of the target's root has such a header, or a library
/// -lNAME.
bool target_has_header(const Situation& situation, const std::string& name);
bool target_has_archive(const Situation& situation, const std::string& name);

/// The root on the builder whose Qt has moc, other than the one that the build had; or empty.
std::string root_with_moc(const Situation& situation);

} // namespace crossrc::diagnosis
