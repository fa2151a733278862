#include "journal/tool.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crossrc::journal {
namespace {

using Row = std::pair<std::string_view, Tool>;

constexpr auto k_tools = std::to_array<Row>({
    {"gcc", Tool::compiler},     {"g++", Tool::compiler},    {"cc", Tool::compiler},
    {"c++", Tool::compiler},     {"clang", Tool::compiler},  {"clang++", Tool::compiler},
    {"c89", Tool::compiler},     {"c99", Tool::compiler},    {"gfortran", Tool::compiler},
    {"f77", Tool::compiler},     {"f95", Tool::compiler},    {"flang", Tool::compiler},
    {"gdc", Tool::compiler},     {"gccgo", Tool::compiler},  {"as", Tool::assembler},
    {"nasm", Tool::assembler},   {"yasm", Tool::assembler},  {"ld", Tool::linker},
    {"ld.bfd", Tool::linker},    {"ld.gold", Tool::linker},  {"ld.lld", Tool::linker},
    {"ld.mold", Tool::linker},   {"mold", Tool::linker},     {"ar", Tool::archiver},
    {"cp", Tool::copier},        {"mv", Tool::copier},       {"ln", Tool::copier},
    {"install", Tool::copier},   {"ginstall", Tool::copier}, {"objcopy", Tool::changer},
    {"strip", Tool::changer},    {"ccache", Tool::launcher}, {"distcc", Tool::launcher},
    {"sccache", Tool::launcher}, {"icecc", Tool::launcher},  {"rustc", Tool::rust},
});

std::string_view base_name(std::string_view program) {
  const size_t slash = program.rfind('/');
  return slash == std::string_view::npos ? program : program.substr(slash + 1);
}

std::string_view without_version(std::string_view name) {
  const size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash + 1 == name.size()) return name;
  const std::string_view end = name.substr(dash + 1);
  const bool is_version = end.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_version ? name.substr(0, dash) : name;
}

} // namespace

std::string_view plain_name(std::string_view program) {
  const std::string_view name = without_version(base_name(program));
  const size_t dash = name.rfind('-');
  const std::string_view plain = dash == std::string_view::npos ? name : name.substr(dash + 1);
  // As GCC calls itself until it is installed (its gcc/Makefile.in).
  if (plain == "xgcc") return "gcc";
  return plain == "xg++" ? "g++" : plain;
}

std::optional<Tool> tool_of(std::string_view program) {
  const std::string_view name = plain_name(program);
  const auto* row = std::find_if(k_tools.begin(), k_tools.end(),
                                 [&](const Row& tool) { return tool.first == name; });
  if (row == k_tools.end()) return std::nullopt;
  return row->second;
}

bool is_part_of_compiler(std::string_view program) {
  const std::string_view name = base_name(program);
  return name.starts_with("cc1") || name == "f951" || name == "collect2" ||
         name.starts_with("lto") || name == "g++-mapper-server";
}

} // namespace crossrc::journal
