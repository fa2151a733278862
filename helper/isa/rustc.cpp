#include "isa/rustc.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "isa/ask.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace crossrc::isa {
namespace {

using Words = std::vector<std::string>;
using Names = std::set<std::string>;

constexpr std::string_view k_cpu = "target-cpu=";
constexpr std::string_view k_feature = "target-feature=";

/// The values of one codegen option, however it is spelled: -Cx=y, -C x=y, --codegen x=y.
Words values(const Words& flags, std::string_view option) {
  Words result;
  for (const std::string& flag : flags) {
    std::string_view text = flag;
    for (const std::string_view prefix : {"-C", "--codegen="}) {
      if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    }
    if (text.starts_with(option)) result.emplace_back(text.substr(option.size()));
  }
  return result;
}

/// Only what chooses instructions: the rest may want files that are not there yet.
Words relevant(const Words& flags) {
  Words result;
  for (const std::string_view option : {k_cpu, k_feature}) {
    for (const std::string& value : values(flags, option))
      result.push_back(fmt::format("-C{}{}", option, value));
  }
  return result;
}

Names enabled(const Words& rustc, const Words& flags) {
  constexpr std::string_view k_line = "target_feature=\"";
  const std::string output = ask(with(with(rustc, {"--print", "cfg"}), flags));
  if (output.find("not a recognized processor") != std::string::npos) {
    throw InputError(
        fmt::format("{}: target-cpu \"{}\" is not known", rustc.front(), target_cpu(flags)));
  }
  Names result;
  for (std::string_view line : split(output, '\n')) {
    if (!line.starts_with(k_line)) continue;
    line.remove_prefix(k_line.size());
    result.emplace(line.substr(0, line.find('"')));
  }
  return result;
}

/// The features that only LLVM has a name for.
Names names_of_llvm(const Words& rustc) {
  const std::string output = ask(with(rustc, {"--print", "target-features"}));
  const size_t start = output.find("supported by LLVM");
  if (start == std::string::npos) return {};
  Names result;
  for (const std::string_view line : split(std::string_view(output).substr(start), '\n')) {
    if (line.starts_with("    ")) result.insert(words(line).front());
  }
  return result;
}

/// What a C compiler says that this CPU lacks of `cpu`, without its "-m".
Names lacking_in_c(const std::string& cpu) {
  for (const char* compiler : {"clang", "gcc"}) {
    try {
      Names result;
      for (const std::string& flag : needs(compiler, {"-march=" + cpu}).lacking)
        result.insert(flag.substr(2));
      return result;
    } catch (const InputError&) {
      continue; // not there, or too old for this CPU
    }
  }
  return {};
}

Names lacking_in_llvm(const Words& rustc, const Words& flags) {
  const std::string cpu = target_cpu(flags);
  if (cpu.empty() || cpu == "native") return {};
  const Names names = names_of_llvm(rustc);
  const std::string off = "," + join(values(flags, k_feature), ",") + ",";
  Names result;
  for (const std::string& name : lacking_in_c(cpu)) {
    if (names.contains(name) && off.find(",-" + name + ",") == std::string::npos)
      result.insert(name);
  }
  return result;
}

} // namespace

std::string target_cpu(const std::vector<std::string>& flags) {
  const Words cpus = values(flags, k_cpu);
  return cpus.empty() ? std::string() : cpus.back();
}

Needs rustc_needs(const Words& rustc, const Words& flags) {
  const Words chosen = relevant(flags);
  const Names cpu = enabled(rustc, {"-Ctarget-cpu=native"});
  const Names others = lacking_in_llvm(rustc, chosen);
  Names features = enabled(rustc, chosen);
  features.insert(others.begin(), others.end());
  Needs result;
  for (const std::string& name : features) {
    result.enable.push_back(fmt::format("-C{}+{}", k_feature, name));
    if (cpu.contains(name)) continue;
    result.lacking.push_back(result.enable.back());
    result.disable.push_back(fmt::format("-C{}-{}", k_feature, name));
  }
  return result;
}

} // namespace crossrc::isa
