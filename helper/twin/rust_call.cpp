#include "twin/rust_call.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
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

/// What is asked for by --print beside the crate's being made; all else is asked for instead.
bool is_printed_besides(Name request) {
  const Name kind = request.substr(0, request.find('='));
  return kind == "native-static-libs" || kind == "link-args";
}

bool only_answers(const RustCall& call) {
  return std::ranges::any_of(call.arguments, [](const RustArgument& argument) {
    return argument.option == "print" && !is_printed_besides(argument.value);
  });
}

/// `link` or `link=FILE` of `--emit KIND[=FILE],...`.
std::optional<std::string> emitted_link(const RustCall& call) {
  std::optional<std::string> found;
  bool emits = false;
  for (const RustArgument& argument : call.arguments) {
    if (argument.option != "emit") continue;
    emits = true;
    for (const Name part : split(argument.value, ','))
      if (part == "link" || part.starts_with("link=")) found = part;
  }
  return emits ? found : "link";
}

/// The file that the call names for what it makes, as written, or empty.
std::string named_output(const RustCall& call) {
  const std::string link = emitted_link(call).value_or("");
  return link.starts_with("link=") ? link.substr(link.find('=') + 1) : call.last("output");
}

bool links(const RustCall& call) {
  return !call.last("").empty() && call.last("") != "-" && !only_answers(call) &&
         emitted_link(call);
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
  const std::string output = named_output(call);
  if (!output.empty()) return {(directory / output).lexically_normal()};
  const std::string name = crate_name(call) + call.last("codegen", "extra-filename");
  std::vector<fs::path> files;
  for (const std::string& type : crate_types(call)) {
    files.push_back((directory / call.last("out-dir") / file_name(type, name)).lexically_normal());
  }
  return files;
}

std::string crate_type_of(const RustCall& call, const fs::path& file) {
  const auto types = crate_types(call);
  const auto found = std::ranges::find_if(types, [&](const std::string& type) {
    return fs::path(file_name(type, "x")).extension() == file.extension();
  });
  return types.size() == 1 || found == types.end() ? types.front() : *found;
}

std::string crate_directory(const RustArgument& argument) {
  constexpr auto kinds = std::to_array<Name>({"dependency=", "crate=", "all="});
  if (argument.option != "library-path" || argument.value.starts_with("native=") ||
      argument.value.starts_with("framework="))
    return "";
  for (const Name kind : kinds)
    if (argument.value.starts_with(kind)) return argument.value.substr(kind.size());
  return argument.value;
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
