#include "isa/gcc.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "isa/ask.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>

namespace crossrc::isa {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view k_on = "-m";
constexpr std::string_view k_off = "-mno-";

std::string opposite(const std::string& flag) {
  return std::string(k_off) + flag.substr(k_on.size());
}

std::set<std::string> enabled(const Words& gcc, const Words& flags) {
  std::set<std::string> result;
  const std::string output = ask(with(with(gcc, flags), {"-Q", "--help=target"}));
  for (const std::string_view line : split(output, '\n')) {
    const Words columns = words(line);
    if (columns.size() == 2 && columns[1] == "[enabled]") result.insert(columns[0]);
  }
  return result;
}

/// Each instruction set that the driver asks the CPU for, and whether it is there.
std::map<std::string, bool> sets_of_this_cpu(const Words& gcc) {
  std::map<std::string, bool> result;
  const std::string output =
      ask(with(gcc, {"-march=native", "-###", "-E", "-x", "c", "/dev/null"}));
  for (std::string word : words(output)) {
    std::erase(word, '"');
    if (!word.starts_with(k_on) || word.find('=') != std::string::npos) continue;
    const bool absent = word.starts_with(k_off);
    result[absent ? std::string(k_on) + word.substr(k_off.size()) : word] = !absent;
  }
  if (result.empty()) throw InputError(gcc.front() + ": -march=native tells nothing of this CPU");
  return result;
}

std::string predefined(const Words& gcc, const Words& flags) {
  return ask(with(with(gcc, flags), {"-dM", "-E", "-x", "c", "/dev/null"}));
}

/// True for an option that a function may have for itself, and that can be taken off again: so it
/// is for instruction sets, and not for what changes types or calls (-mlong-double-64).
bool is_switch_of_functions(const Words& gcc, const std::string& option) {
  const std::string name = option.substr(k_on.size());
  try {
    ask(with(gcc, {opposite(option), "-fsyntax-only", "-x", "c", "-"}),
        fmt::format("__attribute__((target(\"{}\"))) void f(void);\n", name));
    return true;
  } catch (const InputError&) {
    return false;
  }
}

/// Adds those of `options` that the driver never asks for, such as -m3dnowa: they are instruction
/// sets if functions may have them, they change what is predefined, and -march=native leaves them
/// out.
void add_others(const Words& gcc, const std::set<std::string>& options,
                std::map<std::string, bool>& sets) {
  const std::set<std::string> native = enabled(gcc, {"-march=native"});
  std::string usual;
  for (const std::string& option : options) {
    if (sets.contains(option) || native.contains(option)) continue;
    if (usual.empty()) usual = predefined(gcc, {});
    if (predefined(gcc, {option}) != usual && is_switch_of_functions(gcc, option))
      sets[option] = false;
  }
}

/// `lacking` without what CPUs pass over that do not have it, prefixes that mean nothing there
/// (-mhle): no program has to ask for it, so its option predefines nothing.
Words without_ignored(const Words& gcc, const Words& flags, Words lacking) {
  if (lacking.empty()) return lacking;
  const std::string all = predefined(gcc, machine_flags(flags));
  std::string usual;
  std::erase_if(lacking, [&](const std::string& option) {
    std::string name = option.substr(k_on.size());
    std::ranges::transform(name, name.begin(), [](char c) {
      return c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    if (all.find("#define __" + name + "__ ") != std::string::npos) return false;
    if (usual.empty()) usual = predefined(gcc, {});
    return predefined(gcc, {option}) == usual;
  });
  return lacking;
}

/// The compiler for the ABI that the flags choose: options differ with it that are no instruction
/// sets, and what is predefined.
Words for_abi_of(const Words& flags, Words gcc) {
  const std::set<std::string> abis = {"-m16", "-m32", "-mx32", "-m64"};
  std::ranges::copy_if(flags, std::back_inserter(gcc),
                       [&](const std::string& flag) { return abis.contains(flag); });
  return gcc;
}

} // namespace

Needs gcc_needs(const Words& compiler, const Words& flags) {
  const Words gcc = for_abi_of(flags, compiler);
  const std::set<std::string> options = enabled(gcc, machine_flags(flags));
  std::map<std::string, bool> sets = sets_of_this_cpu(gcc);
  add_others(gcc, options, sets);
  Needs result;
  for (const std::string& option : options) {
    const auto set = sets.find(option);
    if (set == sets.end()) continue;
    result.enable.push_back(option);
    if (!set->second) result.lacking.push_back(option);
  }
  result.lacking = without_ignored(gcc, flags, std::move(result.lacking));
  std::ranges::transform(result.lacking, std::back_inserter(result.disable), opposite);
  return result;
}

} // namespace crossrc::isa
