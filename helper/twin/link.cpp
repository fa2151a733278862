#include "twin/link.hpp"

#include "twin/linker_script.hpp"
#include "twin/origins.hpp"

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

constexpr size_t k_scripts = 100; // of scripts that name each other

/// `$ORIGIN` of a run path means where the original is.
std::string with_origin(std::string word, const fs::path& directory) {
  for (const std::string_view token : {"$ORIGIN", "${ORIGIN}"}) {
    for (size_t at = 0; (at = word.find(token)) != std::string::npos;) {
      word.replace(at, token.size(), directory.native());
    }
  }
  return word;
}

std::vector<std::string> passed_on(const std::string& word, bool by_driver) {
  return by_driver ? std::vector<std::string>{"-Xlinker", word} : std::vector<std::string>{word};
}

/// As ld looks for -lNAME: directory after directory, in each the shared library first. One of the
/// tree that is there no more may be loaded from elsewhere.
fs::path find_library(const Link& link, const Argument& argument, const Site& site) {
  const Origins origins(site);
  const std::string& name = argument.value;
  std::vector<std::string> file_names = {"lib" + name + ".so", "lib" + name + ".a"};
  if (argument.statically) file_names.erase(file_names.begin());
  if (name.starts_with(":")) file_names = {name.substr(1)};
  for (const Argument& path : link.call.arguments) {
    if (path.kind != ArgumentKind::library_dir) continue;
    const fs::path directory = (link.command.directory / path.value).lexically_normal();
    for (const std::string& file_name : file_names) {
      const fs::path file = directory / file_name;
      if (origins.was_there(file, link.made.number))
        return site.in_tree(directory) ? file : fs::path();
    }
  }
  return {};
}

Argument for_linker(const Link& link, const std::string& word) {
  Argument argument;
  argument.words = {word};
  argument.for_linker = link.call.is_driver;
  return argument;
}

/// As ld looks for a file that a script names: where it runs, beside the script, in -L's places.
fs::path find_input(const Link& link, const fs::path& script, const std::string& name) {
  std::vector<fs::path> places = {link.command.directory, script.parent_path()};
  for (const Argument& path : link.call.arguments) {
    if (path.kind == ArgumentKind::library_dir)
      places.push_back(link.command.directory / path.value);
  }
  for (const fs::path& place : places) {
    fs::path file = (place / name).lexically_normal();
    if (fs::exists(file)) return file;
  }
  return {};
}

Argument input_of(const Link& link, const fs::path& script, const std::string& name) {
  Argument argument;
  const fs::path file = find_input(link, script, name);
  argument.kind = file.empty() ? ArgumentKind::library : ArgumentKind::input;
  argument.value = file.empty() ? ":" + name : file.native();
  if (name.starts_with("-l")) argument.value = name.substr(2);
  argument.words = {file.empty() ? "-l" + argument.value : argument.value};
  return argument;
}

std::vector<Argument> arguments_of(const Link& link, const fs::path& file,
                                   const LinkerScript& script) {
  std::vector<Argument> arguments;
  if (script.is_group) arguments.push_back(for_linker(link, "--start-group"));
  for (const std::string& name : script.inputs) arguments.push_back(input_of(link, file, name));
  if (script.is_group) arguments.push_back(for_linker(link, "--end-group"));
  return arguments;
}

} // namespace

/// DT_SONAME as the command gives it, or empty.
std::string soname_of(const CompilerCall& call) {
  for (const Argument& argument : call.arguments) {
    const std::string& word = argument.words.front();
    for (const std::string_view name : {"-soname", "--soname", "-h"}) {
      if (word == name && argument.words.size() == 2) return argument.value;
      if (word.starts_with(name) && word.substr(name.size(), 1) == "=") {
        return word.substr(name.size() + 1);
      }
    }
  }
  return "";
}

fs::path linked_file(const Link& link, const Argument& argument, const Site& site) {
  if (argument.kind == ArgumentKind::input) {
    return (link.command.directory / argument.value).lexically_normal();
  }
  return argument.kind == ArgumentKind::library ? find_library(link, argument, site) : fs::path();
}

void expand_linker_scripts(Link& link, const Site& site) {
  auto& arguments = link.call.arguments;
  size_t budget = k_scripts;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const fs::path file =
        is_source(arguments[i]) ? fs::path() : linked_file(link, arguments[i], site);
    const auto script =
        file.empty() || !site.in_tree(file) ? std::nullopt : read_linker_script(file);
    if (!script || budget-- == 0) continue;
    const auto named = arguments_of(link, file, *script);
    const auto here = arguments.erase(arguments.begin() + static_cast<ptrdiff_t>(i));
    arguments.insert(here, named.begin(), named.end());
    --i; // they may be scripts, too
  }
}

std::vector<std::string> words_of(const Link& link, Toolchain& toolchain, Attempt attempt) {
  const std::string compiler = toolchain.program_for(link.command.program, attempt);
  const bool is_driver = link.call.is_driver;
  if (is_driver) toolchain.learn(link.call, compiler);
  std::vector<std::string> words = {compiler};
  const auto append = [&](const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  // DT_RPATH comes before LD_LIBRARY_PATH, which a libtool wrapper points at the originals, and
  // DT_RUNPATH after it: hence the old tag. The first directory wins: hence in front.
  for (const fs::path& directory : link.run_path)
    append(passed_on("-rpath=" + directory.native(), is_driver));
  if (!link.run_path.empty()) append(passed_on("--disable-new-dtags", is_driver));
  for (const std::string& option : link.options) append(passed_on(option, is_driver));
  for (const Part& addition : link.additions) append({addition.file});
  const fs::path here =
      link.place.empty() ? link.made.file.parent_path() : link.place.parent_path();
  for (size_t i = 0; i < link.call.arguments.size(); ++i) {
    Argument argument = link.call.arguments[i];
    const bool is_language = !argument.for_linker && argument.words.front().starts_with("-x");
    if (argument.kind == ArgumentKind::output || is_language) continue;
    if (link.parts[i]) {
      append(passed_on(link.parts[i]->file, argument.for_linker));
      continue;
    }
    for (std::string& word : argument.words) word = with_origin(std::move(word), here);
    append(toolchain.words_for(argument, compiler, attempt));
  }
  if (is_driver) {
    append(toolchain.flags());
    words.emplace_back("-w");
  }
  return words;
}

} // namespace crossrc::twin
