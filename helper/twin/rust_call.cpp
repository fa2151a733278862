#include "twin/rust_call.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

using Name = std::string_view;

// `rustc --help -v`: what takes a value, which may stand behind `=` or be the next word.
constexpr auto k_with_value = std::to_array<Name>({"cfg",
                                                   "check-cfg",
                                                   "crate-type",
                                                   "crate-name",
                                                   "edition",
                                                   "emit",
                                                   "print",
                                                   "out-dir",
                                                   "explain",
                                                   "target",
                                                   "allow",
                                                   "warn",
                                                   "force-warn",
                                                   "deny",
                                                   "forbid",
                                                   "cap-lints",
                                                   "codegen",
                                                   "extern",
                                                   "sysroot",
                                                   "error-format",
                                                   "json",
                                                   "color",
                                                   "diagnostic-width",
                                                   "env-set",
                                                   "remap-path-prefix",
                                                   "library-path",
                                                   "library",
                                                   "output"});

// Letters with a value, which may be glued on: -Copt-level=1, -L dependency=DIR.
constexpr auto k_letters = std::to_array<std::pair<char, Name>>({{'C', "codegen"},
                                                                 {'L', "library-path"},
                                                                 {'l', "library"},
                                                                 {'o', "output"},
                                                                 {'Z', "unstable"},
                                                                 {'A', "allow"},
                                                                 {'W', "warn"},
                                                                 {'D', "deny"},
                                                                 {'F', "forbid"}});

bool takes_value(Name option) {
  return std::find(k_with_value.begin(), k_with_value.end(), option) != k_with_value.end();
}

RustArgument take_long(const std::vector<std::string>& argv, size_t& next) {
  const std::string& word = argv[next++];
  const size_t equals = word.find('=');
  RustArgument argument{
      word.substr(2, equals == std::string::npos ? equals : equals - 2), "", {word}};
  if (equals != std::string::npos) {
    argument.value = word.substr(equals + 1);
  } else if (takes_value(argument.option) && next < argv.size()) {
    argument.words.push_back(argument.value = argv[next++]);
  }
  return argument;
}

RustArgument take_short(const std::vector<std::string>& argv, size_t& next) {
  const std::string& word = argv[next++];
  RustArgument argument{word.substr(1), "", {word}};
  for (const auto& [letter, option] : k_letters) {
    if (word[1] != letter) continue;
    argument.option = option;
    argument.value = word.substr(2);
    if (argument.value.empty() && next < argv.size()) {
      argument.words.push_back(argument.value = argv[next++]);
    }
  }
  return argument;
}

std::string crate_name(const RustCall& call) {
  std::string name = call.last("crate-name");
  if (!name.empty()) return name;
  name = fs::path(call.last("")).stem();
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string file_name(Name type, const std::string& name) {
  if (type == "lib" || type == "rlib") return "lib" + name + ".rlib";
  if (type == "staticlib") return "lib" + name + ".a";
  if (type == "dylib" || type == "cdylib" || type == "proc-macro") return "lib" + name + ".so";
  return name;
}

std::vector<std::string> crate_types(const RustCall& call) {
  std::vector<std::string> types;
  for (const RustArgument& argument : call.arguments) {
    if (argument.option != "crate-type") continue;
    for (const Name type : split(argument.value, ',')) types.emplace_back(type);
  }
  if (types.empty()) types.emplace_back("bin");
  return types;
}

bool links(const RustCall& call) {
  if (call.last("").empty() || call.last("") == "-" || !call.last("print").empty()) return false;
  const std::string emit = call.last("emit");
  const auto parts = split(emit, ',');
  return emit.empty() || std::ranges::any_of(parts, [](Name part) { return part == "link"; });
}

} // namespace

bool RustArgument::is_codegen(Name name) const {
  return option == "codegen" && value.starts_with(name) &&
         (value.size() == name.size() || value[name.size()] == '=');
}

std::string RustCall::last(Name option, Name name) const {
  std::string value;
  for (const RustArgument& argument : arguments) {
    if (argument.option != option) continue;
    if (name.empty()) {
      value = argument.value;
    } else if (argument.is_codegen(name)) {
      value = argument.value.substr(std::min(name.size() + 1, argument.value.size()));
    }
  }
  return value;
}

RustCall parse_rust_call(const std::vector<std::string>& argv) {
  RustCall call;
  size_t next = 1;
  while (next < argv.size()) {
    const std::string& word = argv[next];
    if (word.starts_with("--")) {
      call.arguments.push_back(take_long(argv, next));
    } else if (word.size() > 1 && word.front() == '-') {
      call.arguments.push_back(take_short(argv, next));
    } else {
      call.arguments.push_back({"", word, {word}});
      ++next;
    }
  }
  return call;
}

std::vector<fs::path> outputs_of(const RustCall& call, const fs::path& directory) {
  if (!links(call)) return {};
  const std::string output = call.last("output");
  if (!output.empty()) return {(directory / output).lexically_normal()};
  const std::string name = crate_name(call) + call.last("codegen", "extra-filename");
  std::vector<fs::path> files;
  for (const std::string& type : crate_types(call)) {
    files.push_back((directory / call.last("out-dir") / file_name(type, name)).lexically_normal());
  }
  return files;
}

std::string crate_file(const RustArgument& argument) {
  if (argument.option != "extern") return "";
  const size_t equals = argument.value.find('=');
  if (equals == std::string::npos) return "";
  fs::path file = argument.value.substr(equals + 1);
  if (file.extension() == ".rmeta") file.replace_extension(".rlib");
  return file;
}

} // namespace crossrc::twin
