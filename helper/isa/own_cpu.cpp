#include "isa/own_cpu.hpp"

#include "isa/rustc.hpp"

#include <array>
#include <string_view>

namespace crossrc::isa {
namespace {

constexpr std::string_view k_native = "native";

/// The last of `flags` that begins with `option`, if it says native.
std::string last_native(const std::vector<std::string>& flags, std::string_view option) {
  std::string last;
  for (const std::string& flag : flags) {
    if (flag.starts_with(option)) last = flag;
  }
  return last.substr(std::min(last.size(), option.size())) == k_native ? last : std::string();
}

} // namespace

std::string own_cpu_flag(const std::vector<std::string>& flags) {
  for (const std::string_view option : std::to_array<std::string_view>({"-march=", "-mcpu="})) {
    std::string flag = last_native(flags, option);
    if (!flag.empty()) return flag;
  }
  return target_cpu(flags) == k_native ? "-Ctarget-cpu=native" : "";
}

} // namespace crossrc::isa
