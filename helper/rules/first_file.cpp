#include "rules/first_file.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossrc::rules {
namespace {

constexpr std::string_view k_examples = R"(
# Packages that need something else; of two rules that set the same key the later one wins. Those
# for Java, Qt, KDE, protobuf, Rust and other kinds come with crossrc: crossrc explain shows them.
rules:
#  - match: dev-db/sqlite
#    # It believes that it is native, and runs what it compiles.
#    method: native
#    reason: it runs programs that it has just built
#  - match: media-libs/libfoo
#    # The flags without what this CPU lacks: where nothing else helps.
#    isa: builder
#  - match: dev-util/qux
#    # On both machines, or nothing is built.
#    both: [dev-lang/python]
)";

/// A scalar as YAML reads it back.
std::string scalar(const std::string& text) {
  constexpr std::string_view k_plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
  if (text.find_first_not_of(k_plain) == std::string::npos) return text;
  return nlohmann::json(text).dump();
}

std::string about_gcc(const Machines& machines) {
  const std::string gcc = machines.target + "-gcc";
  if (!machines.has_gcc) return gcc + " is not in PATH: crossdev makes it";
  if (machines.gcc.empty()) return "The compiler is " + gcc;
  return fmt::format("The compiler is {}; the key gcc chooses one of {}", gcc,
                     join(machines.gcc, ", "));
}

std::string about_traps(const Machines& machines) {
  if (!machines.problem.empty())
    return "what this CPU lacks of the target's flags is not known: " + machines.problem;
  if (machines.lacking.empty())
    return "the target's flags turn on nothing that this CPU lacks, so nothing should trap";
  return "this CPU lacks " + join(machines.lacking, " ");
}

/// `text` on one line of a comment, whatever is in it.
std::string comment(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return text;
}

} // namespace

std::string first_rules_file(const Machines& machines) {
  return fmt::format(
             R"(# yaml-language-server: $schema={}/crossrc.schema.json
# Written by crossrc init; from here on it is yours. crossrc check tells whether it is right,
# crossrc explain ATOM what it comes to for a package, crossrc.yaml(5) has every key.

# The machine that compiles.
builder:
  # What gcc -dumpmachine says.
  chost: {}
  # Where its packages are installed.
  root: /
  # For programs that a build makes for itself and runs: they must run here.
  cflags: -O1 -pipe

# The machine that the packages are for.
target:
  # CHOST of its make.conf.
  chost: {}
  # Where its files are on the builder: ROOT and SYSROOT of emerge.
  root: {}

# What holds for every package.
defaults:
  # An ordinary cross build. {}.
  method: cross
  # Programs that a build makes with the target's flags and runs may trap:
  # {}.
  trap: auto
)",
             machines.data_directory, scalar(machines.builder), scalar(machines.target),
             scalar(machines.root), comment(about_gcc(machines)), comment(about_traps(machines))) +
         std::string(k_examples);
}

} // namespace crossrc::rules
