#include "supervise/macro_host.hpp"

#include "journal/tool.hpp"
#include "twin/rust_call.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::supervise {

bool loads_macros(const fs::path& program, const std::vector<std::string>& argv,
                  const fs::path& directory, const Watch& watch) {
  if (journal::tool_of(program.native()) != journal::Tool::rust) return false;
  const twin::RustCall call = twin::parse_rust_call(argv);
  return std::ranges::any_of(call.arguments, [&](const twin::RustArgument& argument) {
    const fs::path file = twin::crate_file(argument);
    return file.extension() == ".so" && watch.covers((directory / file).lexically_normal());
  });
}

std::string crate_at(std::string_view place) {
  std::string_view name = place.substr(0, place.find('+'));
  name = name.substr(0, name.find_first_of("-."));
  if (name.starts_with("lib")) name.remove_prefix(3);
  return std::string(name);
}

} // namespace crossrc::supervise
