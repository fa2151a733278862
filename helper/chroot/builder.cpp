#include "chroot/builder.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "isa/elf.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::chroot {
namespace {

std::string inside(const fs::path& outside) {
  return std::string(k_builder) + outside.native();
}

/// The paths behind `=>` in what ldconfig -p and ld.so --list print.
std::vector<fs::path> libraries_in(const std::string& output) {
  std::vector<fs::path> paths;
  for (const std::string_view line : split(output, '\n')) {
    const size_t arrow = line.find("=> /");
    if (arrow == std::string_view::npos) continue;
    const std::string_view rest = line.substr(arrow + 3);
    paths.emplace_back(rest.substr(0, rest.find(" (0x")));
  }
  return paths;
}

/// The directories that the builder's loader would look into: those of what `program` needs, then
/// all in its cache, for what it opens later.
std::string find_libraries(const fs::path& loader, const fs::path& program) {
  std::vector<std::string> directories;
  RunOptions options;
  options.output_limit = 1U << 24U;
  const auto add = [&](const std::vector<std::string>& command) {
    for (const fs::path& library : libraries_in(run(command, options).output)) {
      const std::string directory = inside(library.parent_path());
      if (std::ranges::find(directories, directory) == directories.end())
        directories.push_back(directory);
    }
  };
  add({loader, "--list", program});
  add({fs::exists("/sbin/ldconfig") ? "/sbin/ldconfig" : "ldconfig", "-p"});
  return join(directories, ":");
}

} // namespace

const std::string& Builder::library_path(const fs::path& loader, const fs::path& program) {
  const auto [entry, is_new] = library_paths_.try_emplace(program);
  if (is_new) entry->second = find_libraries(loader, program);
  return entry->second;
}

Command Builder::command_inside(const fs::path& program, const std::vector<std::string>& argv) {
  const auto elf = isa::ElfFile::open(program);
  std::error_code error;
  const fs::path loader = fs::canonical(elf ? elf->interpreter() : "", error);
  if (error) return {inside(program), argv};
  const std::string& name = argv.empty() ? program.native() : argv.front();
  Command command{inside(loader),
                  {inside(loader), "--inhibit-cache", "--library-path",
                   library_path(loader, program), "--argv0", name, inside(program)}};
  if (argv.size() > 1) command.argv.insert(command.argv.end(), argv.begin() + 1, argv.end());
  return command;
}

} // namespace crossrc::chroot
