#include "rules/toolchain.hpp"

#include "base/process.hpp"

#include <array>

namespace crossrc::rules {
namespace {

struct Tool {
  const char* name;
  const char* program;
  const char* arguments;
  bool has_host_spelling;
};

constexpr std::array<Tool, 11> k_tools{{
    {"CC", "gcc", "", true},
    {"CXX", "g++", "", true},
    {"CPP", "gcc", " -E", true},
    {"AR", "ar", "", true},
    {"AS", "as", "", true},
    {"LD", "ld", "", true},
    {"NM", "nm", "", true},
    {"RANLIB", "ranlib", "", true},
    {"STRIP", "strip", "", true},
    {"OBJCOPY", "objcopy", "", true},
    {"PKG_CONFIG", "pkg-config", "", false},
}};

std::string command(const Tool& tool, const Builder& builder, const std::string& path) {
  const std::string prefixed = builder.chost + "-" + tool.program;
  const bool found = !builder.chost.empty() && find_program(prefixed, path);
  return (found ? prefixed : tool.program) + tool.arguments;
}

} // namespace

std::vector<std::pair<std::string, std::string>> build_toolchain(const Builder& builder,
                                                                 const Lookup& lookup) {
  const std::string path = lookup("PATH").value_or("");
  std::vector<std::pair<std::string, std::string>> result;
  const auto add = [&](const std::string& name, const std::string& value, bool host) {
    result.emplace_back("BUILD_" + name, value);
    result.emplace_back(name + "_FOR_BUILD", value);
    if (host) result.emplace_back("HOST" + name, value);
  };
  for (const Tool& tool : k_tools)
    add(tool.name, command(tool, builder, path), tool.has_host_spelling);
  add("CFLAGS", builder.cflags, true);
  add("CXXFLAGS", builder.cxxflags, true);
  add("CPPFLAGS", "", false);
  add("LDFLAGS", builder.ldflags, true);
  return result;
}

} // namespace crossrc::rules
