#include "supervise/macro_host.hpp"

#include "journal/response.hpp"
#include "journal/tool.hpp"
#include "twin/rust_call.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::supervise {

namespace {

bool is_macro(const fs::path& file) {
  return file.extension() == ".so" && file.filename().native().starts_with("lib");
}

bool has_macros(const fs::path& directory) {
  std::error_code error;
  const fs::directory_iterator files(directory, error);
  return !error &&
         std::any_of(begin(files), end(files), [](const auto& file) { return is_macro(file); });
}

} // namespace

bool compiles_rust(const fs::path& program) {
  const std::string name = program.filename();
  return journal::tool_of(name) == journal::Tool::rust || name == "rustdoc" ||
         name == "clippy-driver";
}

bool loads_macros(const fs::path& program, const std::vector<std::string>& argv,
                  const fs::path& directory, const Watch& watch) {
  if (!compiles_rust(program)) return false;
  const twin::RustCall call =
      twin::parse_rust_call(journal::expand_rust_argument_files(argv, directory));
  return std::ranges::any_of(call.arguments, [&](const twin::RustArgument& argument) {
    const fs::path file = twin::crate_file(argument);
    if (is_macro(file)) return watch.covers((directory / file).lexically_normal());
    const std::string named = twin::crate_directory(argument);
    const fs::path searched = (directory / named).lexically_normal();
    return !named.empty() && watch.covers(searched / "lib.so") && has_macros(searched);
  });
}

std::string crate_at(std::string_view place) {
  std::string_view name = place.substr(0, place.find('+'));
  name = name.substr(0, name.find_first_of("-."));
  if (name.starts_with("lib")) name.remove_prefix(3);
  return std::string(name);
}

} // namespace crossrc::supervise
