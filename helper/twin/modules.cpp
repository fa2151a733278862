#include "twin/modules.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace crossrc::twin {
namespace {

/// What GCC writes to gcm.cache/ without a mapper: `part:of` lies in `part-of.gcm`.
std::string default_mapping(const fs::path& cache) {
  std::string lines;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(cache, error)) {
    if (entry.path().extension() != ".gcm") continue;
    std::string name = entry.path().stem();
    std::ranges::replace(name, '-', ':');
    lines += name + ' ' + entry.path().native() + '\n';
  }
  return lines;
}

} // namespace

std::optional<std::string> module_in(std::string_view source) {
  for (const std::string_view line : split(source, '\n')) {
    const auto parts = words(line.substr(0, line.find(';')));
    if (parts.size() == 3 && parts[0] == "export" && parts[1] == "module") return parts[2];
  }
  return std::nullopt;
}

std::string mapping_for(const std::string& module, const fs::path& directory, const fs::path& given,
                        const fs::path& working_directory) {
  const std::string former = given.empty() ? default_mapping(working_directory / "gcm.cache")
                                           : read_file_if_exists(given).value_or("");
  std::string lines;
  for (const std::string_view line : split(former, '\n')) {
    const auto parts = words(line);
    if (!parts.empty() && parts[0] != module) lines += std::string(line) + '\n';
  }
  std::string name = module;
  std::ranges::replace(name, ':', '-');
  return lines + module + ' ' + (directory / (name + ".gcm")).native() + '\n';
}

} // namespace crossrc::twin
