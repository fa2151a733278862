#include "supervise/loader.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace fs = std::filesystem;

namespace crossrc::supervise {
namespace {

constexpr std::string_view k_library_path = "LD_LIBRARY_PATH=";

bool takes_value(std::string_view option) {
  constexpr std::array<std::string_view, 7> options = {
      "--library-path",         "--inhibit-rpath",    "--audit", "--preload", "--argv0",
      "--glibc-hwcaps-prepend", "--glibc-hwcaps-mask"};
  return std::ranges::find(options, option) != options.end();
}

} // namespace

bool is_loader(const fs::path& program) {
  const std::string name = program.filename();
  return (name.starts_with("ld-") || name.starts_with("ld.so")) &&
         name.find(".so") != std::string::npos;
}

std::optional<LoaderCall> parse_loader_call(const std::vector<std::string>& argv) {
  std::string name;
  size_t next = 1;
  while (next < argv.size() && argv[next].starts_with("--")) {
    const std::string& option = argv[next++];
    if (option == "--list" || option == "--verify" || option == "--help" || option == "--version" ||
        option.starts_with("--list-")) {
      return std::nullopt;
    }
    if (!takes_value(option)) continue;
    if (option == "--argv0" && next < argv.size()) name = argv[next];
    ++next;
  }
  if (next >= argv.size()) return std::nullopt;
  LoaderCall call{argv[next], {argv.begin() + static_cast<std::ptrdiff_t>(next), argv.end()}};
  if (!name.empty()) call.argv.front() = name;
  return call;
}

std::vector<std::string> without_sysroot_libraries(std::vector<std::string> environment,
                                                   const fs::path& sysroot) {
  for (auto variable = environment.begin(); variable != environment.end(); ++variable) {
    if (!variable->starts_with(k_library_path)) continue;
    std::vector<std::string> kept;
    const std::string_view path = std::string_view(*variable).substr(k_library_path.size());
    for (const std::string_view directory : split(path, ':')) {
      if (!is_below(directory, sysroot)) kept.emplace_back(directory);
    }
    if (kept.empty()) {
      environment.erase(variable);
    } else {
      *variable = std::string(k_library_path) + join(kept, ":");
    }
    break;
  }
  return environment;
}

} // namespace crossrc::supervise
