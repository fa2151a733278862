#include "isa/clang.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "isa/ask.hpp"
#include "isa/real_compiler.hpp"

#include <algorithm>
#include <fmt/format.h>

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
      run_compiler(with(with(clang, flags), {"-###", "-c", "-x", "c", "/dev/null"})).output;
  std::erase_if(flags, [&](const std::string& flag) {
    return output.find("argument: '" + flag + "'") != std::string::npos ||
           output.find("argument '" + flag + "'") != std::string::npos ||
           output.find("option '" + flag + "'") != std::string::npos;
  });
  return flags;
}

/// Those of `features` that a function may have for itself: so it is for instruction sets, and not
/// for what changes how code is generated (retpoline, soft-float).
Words instruction_sets(const Words& clang, Words features) {
  std::string source;
  for (size_t i = 0; i < features.size(); ++i)
    source += fmt::format("__attribute__((target(\"{}\"))) void f{}(void);\n", features[i], i);
  if (features.empty()) return features;
  const std::string output =
      ask(with(clang, {"-Wignored-attributes", "-fsyntax-only", "-x", "c", "-"}), source);
  std::erase_if(features, [&](const std::string& feature) {
    return output.find("unsupported '" + feature + "'") != std::string::npos;
  });
  return features;
}

Words with_prefix(const std::string& prefix, Words names) {
  for (std::string& name : names) name.insert(0, prefix);
  return names;
}

/// Flags for `names`, each `prefix` and the name. Not every feature has an option of the driver's:
/// the others are handed on as they are, with `sign`.
Words flags_for(const Words& clang, const char* prefix, char sign, const Words& names) {
  const Words options = known(clang, with_prefix(prefix, names));
  Words result;
  for (const std::string& name : names) {
    const std::string option = prefix + name;
    if (std::find(options.begin(), options.end(), option) != options.end())
      result.push_back(option);
    else
      result = with(std::move(result), {"-Xclang", "-target-feature", "-Xclang", sign + name});
  }
  return result;
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
  if (native.empty()) throw InputError(clang.front() + ": -march=native tells nothing of this CPU");
  Words present;
  Words absent;
  for (const std::string& feature : features(clang, known(clang, machine_flags(flags)))) {
    if (!feature.starts_with('+')) continue;
    // Some of those that are not there have no minus either: 3dnow.
    const bool is_there = std::find(native.begin(), native.end(), feature) != native.end();
    (is_there ? present : absent).push_back(feature.substr(1));
  }
  absent = instruction_sets(clang, std::move(absent));
  Needs result;
  result.lacking = flags_for(clang, "-m", '+', absent);
  result.enable = with(known(clang, with_prefix("-m", present)), result.lacking);
  result.disable = flags_for(clang, "-mno-", '-', absent);
  return result;
}

} // namespace crossrc::isa
