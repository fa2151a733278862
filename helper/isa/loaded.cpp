#include "isa/loaded.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "isa/elf.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::isa {
namespace {

std::string with_origin(std::string directory, const fs::path& file) {
  for (const std::string_view token : {"$ORIGIN", "${ORIGIN}"}) {
    const size_t start = directory.find(token);
    if (start != std::string::npos) {
      directory.replace(start, token.size(), file.parent_path().native());
    }
  }
  return directory;
}

fs::path find_in(const std::vector<std::string>& directories, const std::string& name) {
  std::error_code error;
  for (const std::string& directory : directories) {
    fs::path found = fs::canonical(fs::path(directory) / name, error);
    if (!error) return found;
  }
  return {};
}

} // namespace

std::vector<fs::path> libraries_of(const fs::path& program, std::string_view library_path,
                                   const std::vector<fs::path>& trees) {
  std::vector<std::string> everywhere;
  for (const std::string_view directory : split(library_path, ':')) {
    if (!directory.empty()) everywhere.emplace_back(directory);
  }
  std::vector<fs::path> files = {program};
  for (size_t next = 0; next < files.size(); ++next) {
    const auto elf = ElfFile::open(files[next]);
    if (!elf) continue;
    std::vector<std::string> directories = everywhere;
    for (const std::string& directory : elf->run_path()) {
      directories.push_back(with_origin(directory, files[next]));
    }
    for (const std::string& name : elf->needed()) {
      fs::path file = find_in(directories, name);
      const bool in_tree = std::ranges::any_of(
          trees, [&](const fs::path& tree) { return !file.empty() && is_below(file, tree); });
      if (in_tree && std::ranges::find(files, file) == files.end())
        files.push_back(std::move(file));
    }
  }
  files.erase(files.begin());
  return files;
}

} // namespace crossrc::isa
