#include "rules/survey.hpp"

#include "base/error.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/cpu_flags.hpp"
#include "isa/go.hpp"
#include "rules/builder_isa.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace crossrc::rules {
namespace {

using Flags = std::vector<std::string>;

bool holds(const Flags& flags, const std::string& flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

std::string march_of(const Flags& flags) {
  constexpr std::string_view k_option = "-march=";
  std::string march;
  for (const std::string& flag : flags) {
    if (flag.starts_with(k_option)) march = flag.substr(k_option.size());
  }
  return march;
}

class Surveyor {
public:
  Surveyor(const Lookup& variables, const Flags& compilers, bool by_cflags)
      : variables_(variables), compilers_(compilers), by_cflags_(by_cflags) {}

  Survey survey() {
    ask("gcc", gcc_of(variables_), value("CFLAGS"));
    ask("clang", clang(), value("CFLAGS"));
    ask("rustc", "rustc", rustflags());
    const auto c = c_answer();
    if (!c) return std::move(survey_);
    set_cpu_flags(c->command, c->needs.enable);
    if (is_wanted("go")) ask_level(c->command, c->needs.enable);
    return std::move(survey_);
  }

private:
  [[nodiscard]] std::string value(const char* name) const { return variables_(name).value_or(""); }

  [[nodiscard]] bool is_found(const std::string& program) const {
    return find_program(program, value("PATH")).has_value();
  }

  [[nodiscard]] bool is_wanted(const std::string& compiler) const {
    return holds(compilers_, compiler);
  }

  [[nodiscard]] std::string clang() const {
    std::string cc = c_compiler(variables_);
    if (cc.find("clang") != std::string::npos) return cc;
    const std::string prefixed = value("CHOST") + "-clang";
    return is_found(prefixed) ? prefixed : "clang";
  }

  [[nodiscard]] std::string rustflags() const {
    const std::string flags = value("RUSTFLAGS");
    const std::string march = march_of(words(value("CFLAGS")));
    return by_cflags_ && flags.empty() && !march.empty() ? "-Ctarget-cpu=" + march : flags;
  }

  [[nodiscard]] Answer answer_of(const char* name, const std::string& command,
                                 const std::string& flags) const {
    if (!is_found(words(command).front()))
      throw InputError(fmt::format("{}: not found in PATH", command));
    return {name, command, flags, isa::needs(command, words(flags))};
  }

  void ask(const char* name, const std::string& command, const std::string& flags) {
    if (!is_wanted(name)) return;
    try {
      survey_.answers.push_back(answer_of(name, command, flags));
    } catch (const InputError& error) {
      survey_.problems.emplace_back(error.what());
    }
  }

  /// What a C compiler said; for Go, whose levels they know, also one that nobody wants to hear.
  std::optional<Answer> c_answer() {
    for (const Answer& answer : survey_.answers) {
      if (answer.compiler != "rustc") return answer;
    }
    if (!is_wanted("go")) return std::nullopt;
    const std::pair<const char*, std::string> others[] = {{"gcc", gcc_of(variables_)},
                                                          {"clang", clang()}};
    for (const auto& [name, command] : others) {
      if (is_wanted(name)) continue;
      try {
        return answer_of(name, command, value("CFLAGS"));
      } catch (const InputError& error) {
        survey_.problems.emplace_back(fmt::format("go: its levels are asked of {}", error.what()));
      }
    }
    return std::nullopt;
  }

  void ask_level(const std::string& compiler, const Flags& enabled) {
    try {
      std::string level = value("GOAMD64");
      if (level.empty()) level = by_cflags_ ? isa::go_level_of(compiler, enabled) : "v1";
      survey_.answers.push_back({"go", "", "GOAMD64=" + level, isa::go_needs(compiler, level)});
    } catch (const InputError& error) {
      survey_.problems.emplace_back(error.what());
    }
  }

  void set_cpu_flags(const std::string& compiler, const Flags& enabled) {
    isa::Needs& flags = survey_.cpu_flags;
    const Flags own = words(value("CPU_FLAGS_X86"));
    flags.enable = own.empty() ? isa::cpu_flags_x86(enabled) : own;
    survey_.builder_cpu_flags = isa::cpu_flags_x86(isa::needs(compiler, {"-march=native"}).enable);
    for (const std::string& flag : flags.enable) {
      if (holds(survey_.builder_cpu_flags, flag)) continue;
      flags.lacking.push_back(flag);
      flags.disable.push_back("-" + flag);
    }
  }

  const Lookup& variables_;
  const Flags& compilers_;
  bool by_cflags_;
  Survey survey_;
};

} // namespace

Survey survey(const Lookup& variables, const std::vector<std::string>& compilers, bool by_cflags) {
  return Surveyor(variables, compilers, by_cflags).survey();
}

} // namespace crossrc::rules
