#include "rules/traps.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/answers.hpp"
#include "isa/ask.hpp"
#include "isa/cpu_flags.hpp"
#include "rules/builder_isa.hpp"

#include <algorithm>
#include <array>

namespace crossrc::rules {

namespace {

using Flags = std::vector<std::string>;

/// Those that flags_of_builder_isa() looks at, and what else it wants to know.
constexpr auto k_asked = std::to_array<const char*>(
    {"CFLAGS", "CXXFLAGS", "FFLAGS", "FCFLAGS", "RUSTFLAGS", "GOAMD64", "CC", "CHOST", "PATH"});

/// More that reaches compilers of C's kind.
constexpr auto k_more_flags = std::to_array<const char*>(
    {"CPPFLAGS", "OBJCFLAGS", "OBJCXXFLAGS", "ASFLAGS", "CCASFLAGS", "F77FLAGS", "LDFLAGS", "CXX",
     "FC", "F77", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_FFLAGS", "CGO_LDFLAGS",
     "CFLAGS_amd64", "CFLAGS_x86", "CFLAGS_x32", "CFLAGS_default"});

/// What Cargo takes in place of RUSTFLAGS or besides
/// (doc.rust-lang.org/cargo/reference/config.html).
constexpr auto k_rust_flags =
    std::to_array<const char*>({"CARGO_BUILD_RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"});

/// How options begin that turn on instruction sets (GCC's manual, "x86 Options").
constexpr auto k_beginnings = std::to_array<std::string_view>(
    {"-march=",   "-mavx",     "-msse",        "-mfma",     "-mxop",       "-mtbm",
     "-mbmi",     "-mabm",     "-mlzcnt",      "-mpopcnt",  "-maes",       "-mpclmul",
     "-mvaes",    "-mvpclmul", "-msha",        "-msm3",     "-msm4",       "-mgfni",
     "-madx",     "-mf16c",    "-mrdrnd",      "-mrdseed",  "-mlwp",       "-m3dnow",
     "-mamx",     "-mmovbe",   "-mclflushopt", "-mclwb",    "-mmwaitx",    "-mserialize",
     "-mptwrite", "-mwaitpkg", "-mmovdir",     "-menqcmd",  "-muintr",     "-mcldemote",
     "-mrtm",     "-mhle",     "-mprefetch",   "-mapxf",    "-mcmpccxadd", "-mraoint",
     "-mkl",      "-mwidekl",  "-mrdpid",      "-mfsgsbase"});

constexpr size_t k_largest_ebuild = size_t{1} << 20U;

bool needs_something(const std::string& compiler, const Flags& flags, isa::Answers& answers) {
  return !answers.needs_of(compiler, flags).lacking.empty();
}

bool more_flags_need_something(const Lookup& variables, isa::Answers& answers) {
  const std::string compiler = c_compiler(variables);
  return std::any_of(k_more_flags.begin(), k_more_flags.end(), [&](const char* name) {
    const Flags flags = isa::machine_flags(words(variables(name).value_or("")));
    return !flags.empty() && needs_something(compiler, flags, answers);
  });
}

/// Cargo's own variables are not taken apart.
bool rust_is_told_of_a_cpu(const Lookup& variables) {
  return std::any_of(k_rust_flags.begin(), k_rust_flags.end(), [&](const char* name) {
    return variables(name).value_or("").find("target-") != std::string::npos;
  });
}

/// USE flags by which packages choose instructions themselves, whatever CFLAGS say.
bool use_flags_need_something(const Lookup& variables, isa::Answers& answers) {
  constexpr std::string_view k_prefix = "cpu_flags_x86_";
  Flags wanted;
  for (const std::string& flag : words(variables("USE").value_or(""))) {
    if (flag.starts_with(k_prefix)) wanted.push_back(flag.substr(k_prefix.size()));
  }
  if (wanted.empty()) return false;
  const isa::Needs native = answers.needs_of(gcc_of(variables), {"-march=native"});
  const Flags here = isa::cpu_flags_x86(native.enable);
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& flag) {
    return std::find(here.begin(), here.end(), flag) == here.end();
  });
}

/// The options that choose instructions, as they stand in `text`.
Flags options_in(std::string_view text) {
  constexpr std::string_view k_ends = " \t\n\"'();|&,`]}";
  Flags options;
  for (size_t place = text.find("-m"); place != std::string_view::npos;
       place = text.find("-m", place + 2)) {
    const std::string_view rest = text.substr(place);
    const auto begins = [&](std::string_view beginning) { return rest.starts_with(beginning); };
    if (std::any_of(k_beginnings.begin(), k_beginnings.end(), begins))
      options.emplace_back(rest.substr(0, rest.find_first_of(k_ends)));
  }
  return options;
}

/// An option that this compiler refuses no package can give it.
bool ebuild_names_something(const Lookup& variables, isa::Answers& answers) {
  const std::string ebuild = variables("EBUILD").value_or("");
  std::error_code error;
  if (ebuild.empty() || std::filesystem::file_size(ebuild, error) > k_largest_ebuild) return false;
  const std::string compiler = c_compiler(variables);
  const Flags options = options_in(read_file_if_exists(ebuild).value_or(""));
  return std::any_of(options.begin(), options.end(), [&](const std::string& option) {
    try {
      return needs_something(compiler, {option}, answers);
    } catch (const InputError&) {
      return false;
    }
  });
}

} // namespace

bool may_trap(const Lookup& variables, const std::filesystem::path& cache) {
  try {
    if (!variables("CFLAGS") || !flags_of_builder_isa(variables, cache).empty()) return true;
    isa::Answers answers(cache);
    return more_flags_need_something(variables, answers) || rust_is_told_of_a_cpu(variables) ||
           use_flags_need_something(variables, answers) ||
           ebuild_names_something(variables, answers);
  } catch (const Error&) { // no compiler to ask
    return true;
  }
}

std::vector<std::string> names_of_what_may_trap() {
  std::vector<std::string> names(k_asked.begin(), k_asked.end());
  names.insert(names.end(), k_more_flags.begin(), k_more_flags.end());
  names.insert(names.end(), k_rust_flags.begin(), k_rust_flags.end());
  for (const char* name : {"USE", "EBUILD"}) names.emplace_back(name);
  return names;
}

void find_out_traps(Plan& plan, const std::vector<Assignment>& environment, const Lookup& variables,
                    const std::filesystem::path& cache) {
  if (plan.trap() != "auto") return;
  const Lookup changed = [&](const std::string& name) {
    const auto found = std::find_if(environment.begin(), environment.end(),
                                    [&](const Assignment& entry) { return entry.name == name; });
    return found == environment.end() ? variables(name) : found->value;
  };
  plan.cannot_trap = !may_trap(variables, cache) && !may_trap(changed, cache);
}

} // namespace crossrc::rules
