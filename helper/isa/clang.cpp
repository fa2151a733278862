#include "isa/clang.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/ask.hpp"

#include <algorithm>

namespace crossrc::isa {
namespace {

using Words = std::vector<std::string>;

Words features(const Words& clang, const Words& flags) {
  return target_features(
      ask(with(with(clang, flags), {"-S", "-emit-llvm", "-o", "-", "-x", "c", "-"}),
          "void f(void) {}"));
}

/// `flags` without those that the driver refuses by their name.
Words known(const Words& clang, Words flags) {
  const std::string output =
      run(with(with(clang, flags), {"-###", "-c", "-x", "c", "/dev/null"})).output;
  std::erase_if(flags, [&](const std::string& flag) {
    return output.find("argument: '" + flag + "'") != std::string::npos ||
           output.find("argument '" + flag + "'") != std::string::npos ||
           output.find("option '" + flag + "'") != std::string::npos;
  });
  return flags;
}

/// The flag that turns a feature off. Not every feature has an option of the driver's.
Words off(const Words& clang, const std::string& feature) {
  Words option{"-mno-" + feature};
  if (!known(clang, option).empty()) return option;
  return {"-Xclang", "-target-feature", "-Xclang", "-" + feature};
}

} // namespace

std::vector<std::string> target_features(const std::string& ir) {
  constexpr std::string_view k_name = "\"target-features\"=\"";
  const size_t start = ir.find(k_name);
  if (start == std::string::npos) return {};
  const std::string_view rest = std::string_view(ir).substr(start + k_name.size());
  const auto parts = split(rest.substr(0, rest.find('"')), ',');
  return {parts.begin(), parts.end()};
}

Needs clang_needs(const Words& clang, const Words& flags) {
  const Words native = features(clang, {"-march=native"});
  Words on;
  Words absent;
  for (const std::string& feature : features(clang, known(clang, machine_flags(flags)))) {
    if (!feature.starts_with('+')) continue;
    const std::string name = feature.substr(1);
    on.push_back("-m" + name);
    // Some of those that are not there have no minus either: 3dnow.
    if (std::find(native.begin(), native.end(), feature) == native.end()) absent.push_back(name);
  }
  Needs result;
  result.enable = known(clang, on);
  for (const std::string& name : absent) {
    result.lacking.push_back("-m" + name);
    result.disable = with(std::move(result.disable), off(clang, name));
  }
  return result;
}

} // namespace crossrc::isa
