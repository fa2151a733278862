#include "toolchain/family.hpp"

#include "base/process.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace fs = std::filesystem;

namespace crossrc::toolchain {
namespace {

struct Member {
  const char* variable;
  const char* tool;
  const char* arguments = "";
};

constexpr auto k_gcc = std::to_array<Member>({
    {"CC", "gcc"},
    {"CXX", "g++"},
    {"CPP", "gcc", " -E"},
    {"OBJC", "gcc"},
    {"OBJCXX", "g++"},
    {"FC", "gfortran"},
    {"F77", "gfortran"},
    {"GDC", "gdc"},
    {"GCOV", "gcov"},
    {"AR", "gcc-ar"},
    {"NM", "gcc-nm"},
    {"RANLIB", "gcc-ranlib"},
});

constexpr auto k_clang = std::to_array<Member>({
    {"CC", "clang"},
    {"CXX", "clang++"},
    {"CPP", "clang", " -E"},
    {"OBJC", "clang"},
    {"OBJCXX", "clang++"},
});

constexpr auto k_llvm = std::to_array<Member>({
    {"AR", "llvm-ar"},
    {"NM", "llvm-nm"},
    {"RANLIB", "llvm-ranlib"},
});

std::vector<unsigned long> numbers(std::string_view version) {
  std::vector<unsigned long> result;
  for (const std::string_view part : split(version, '.')) {
    unsigned long number = 0;
    const auto end = std::from_chars(part.data(), part.data() + part.size(), number);
    if (end.ec != std::errc() || end.ptr != part.data() + part.size()) return {};
    result.push_back(number);
  }
  return result;
}

bool is_older(const std::string& one, const std::string& other) {
  return numbers(one) < numbers(other);
}

void add_versions_in(const fs::path& directory, const std::string& prefix,
                     const std::string& search_path, std::vector<std::string>& versions) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    std::string version = name.substr(prefix.size());
    if (!numbers(version).empty() && find_program(name, search_path))
      versions.push_back(std::move(version));
  }
}

bool has(const std::string& program, const std::string& search_path) {
  return find_program(program, search_path).has_value();
}

} // namespace

std::vector<std::string> gcc_versions(const std::string& tuple, const std::string& search_path) {
  std::vector<std::string> versions;
  for (const std::string_view directory : split(search_path, ':')) {
    if (!directory.empty()) add_versions_in(directory, tuple + "-gcc-", search_path, versions);
  }
  std::sort(versions.begin(), versions.end(), is_older);
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

std::optional<std::string> matching_version(const std::vector<std::string>& versions,
                                            const std::string& wanted) {
  const auto found = std::find_if(versions.rbegin(), versions.rend(), [&](const auto& version) {
    return version == wanted || version.starts_with(wanted + ".");
  });
  if (found == versions.rend()) return std::nullopt;
  return *found;
}

Family gcc_family(const std::string& tuple, const std::string& version,
                  const std::string& search_path) {
  Family family;
  for (const Member& member : k_gcc) {
    const std::string program = tuple + "-" + member.tool + (version.empty() ? "" : "-" + version);
    if (has(program, search_path)) family.emplace_back(member.variable, program + member.arguments);
  }
  return family;
}

Family clang_family(const std::string& tuple, const std::string& search_path) {
  Family family;
  for (const Member& member : k_clang) {
    const std::string program = tuple + "-" + member.tool;
    if (has(program, search_path)) {
      family.emplace_back(member.variable, program + member.arguments);
    } else if (has(member.tool, search_path)) {
      family.emplace_back(member.variable,
                          std::string(member.tool) + " --target=" + tuple + member.arguments);
    }
  }
  if (family.empty()) return family;
  for (const Member& member : k_llvm) {
    for (const std::string& program : {tuple + "-" + member.tool, std::string(member.tool)}) {
      if (!has(program, search_path)) continue;
      family.emplace_back(member.variable, program);
      break;
    }
  }
  return family;
}

} // namespace crossrc::toolchain
