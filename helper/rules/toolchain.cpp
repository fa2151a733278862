#include "rules/toolchain.hpp"

#include "base/process.hpp"

#include <array>

namespace crossrc::rules {
namespace {

struct Tool {
  const char* name;
  const char* program;
  const char* arguments;
};

constexpr std::array<Tool, 11> k_tools{{
    {"CC", "gcc", ""},
    {"CXX", "g++", ""},
    {"CPP", "gcc", " -E"},
    {"AR", "ar", ""},
    {"AS", "as", ""},
    {"LD", "ld", ""},
    {"NM", "nm", ""},
    {"RANLIB", "ranlib", ""},
    {"STRIP", "strip", ""},
    {"OBJCOPY", "objcopy", ""},
    {"PKG_CONFIG", "pkg-config", ""},
}};

std::string command(const Tool& tool, const Builder& builder, const std::string& path) {
  const bool is_pkg_config = std::string_view(tool.name) == "PKG_CONFIG";
  if (is_pkg_config && !builder.pkg_config.empty()) return builder.pkg_config;
  const std::string prefixed = builder.chost + "-" + tool.program;
  const bool found = !builder.chost.empty() && find_program(prefixed, path);
  return (found ? prefixed : tool.program) + tool.arguments;
}

std::vector<std::string> spellings(const std::string& name, bool host) {
  std::vector<std::string> names{"BUILD_" + name, name + "_FOR_BUILD"};
  if (host) names.push_back("HOST" + name);
  return names;
}

std::string users(const std::string& name, const Lookup& lookup) {
  return lookup(name).value_or("");
}

// As tc-getBUILD_PROG has it: a tool that the user names in one spelling is meant in all of them.
std::string users_tool(const Tool& tool, const Lookup& lookup) {
  for (const std::string& name : spellings(tool.name, true)) {
    const std::string value = users(name, lookup);
    if (!value.empty()) return value;
  }
  return {};
}

} // namespace

std::vector<std::pair<std::string, std::string>> build_toolchain(const Builder& builder,
                                                                 const Lookup& lookup) {
  const std::string path = lookup("PATH").value_or("");
  std::vector<std::pair<std::string, std::string>> result;
  const auto add = [&](const std::string& name, const std::string& usual, bool host) {
    for (const std::string& spelling : spellings(name, host)) {
      const std::string value = users(spelling, lookup);
      result.emplace_back(spelling, value.empty() ? usual : value);
    }
  };
  for (const Tool& tool : k_tools) {
    const std::string value = users_tool(tool, lookup);
    add(tool.name, value.empty() ? command(tool, builder, path) : value, true);
  }
  add("CFLAGS", builder.cflags, true);
  add("CXXFLAGS", builder.cxxflags, true);
  add("CPPFLAGS", "", false);
  add("LDFLAGS", builder.ldflags, true);
  return result;
}

} // namespace crossrc::rules
