#include "rules/builder_isa.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/answers.hpp"
#include "isa/go.hpp"

namespace crossrc::rules {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;
using Flags = std::vector<std::string>;

bool is_found(const std::string& program, const Lookup& variables) {
  return find_program(program, variables("PATH").value_or("")).has_value();
}

void add_flags(const char* name, const std::string& compiler, const Lookup& variables,
               isa::Answers& answers, Values& values) {
  const std::string flags = variables(name).value_or("");
  const Flags& disabling = answers.needs_of(compiler, words(flags)).disable;
  if (disabling.empty()) return;
  values.emplace_back(name, flags + (flags.empty() ? "" : " ") + join(disabling, " "));
}

bool chooses_instructions(const std::string& rustflags) {
  return rustflags.find("target-cpu") != std::string::npos ||
         rustflags.find("target-feature") != std::string::npos;
}

void add_go_level(const std::string& compiler, const Lookup& variables, isa::Answers& answers,
                  Values& values) {
  const std::string level(trim(variables("GOAMD64").value_or("")));
  if (level.empty()) return;
  const auto ask = [&](const std::string& command, const Flags& flags) {
    return answers.needs_of(command, flags);
  };
  const std::string runs = isa::go_level_of_this_cpu(compiler, level, ask);
  if (runs != level) values.emplace_back("GOAMD64", runs);
}

} // namespace

Values flags_of_builder_isa(const Lookup& variables, const std::filesystem::path& cache) {
  const std::string c = c_compiler(variables);
  const std::string fortran = gcc_of(variables);
  isa::Answers answers(cache);
  Values values;
  for (const char* name : {"CFLAGS", "CXXFLAGS"}) add_flags(name, c, variables, answers, values);
  if (is_found(words(fortran).front(), variables)) {
    for (const char* name : {"FFLAGS", "FCFLAGS"})
      add_flags(name, fortran, variables, answers, values);
  }
  if (chooses_instructions(variables("RUSTFLAGS").value_or("")) && is_found("rustc", variables))
    add_flags("RUSTFLAGS", "rustc", variables, answers, values);
  add_go_level(c, variables, answers, values);
  return values;
}

std::string c_compiler(const Lookup& variables) {
  std::string cc(trim(variables("CC").value_or("")));
  if (!cc.empty()) return cc;
  const std::string prefixed = variables("CHOST").value_or("") + "-gcc";
  return is_found(prefixed, variables) ? prefixed : "gcc";
}

std::string gcc_of(const Lookup& variables) {
  std::string cc = c_compiler(variables);
  if (cc.find("clang") == std::string::npos) return cc;
  return c_compiler(
      [&](const std::string& name) { return name == "CC" ? std::nullopt : variables(name); });
}

} // namespace crossrc::rules
