#include "portage/metadata.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "portage/installed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace fs = std::filesystem;

namespace crossrc::portage {
namespace {

/// True for what stands behind an eclass's name in `_eclasses_`: a path, a digest or a time.
bool is_evidence(std::string_view field) {
  const bool is_digest =
      field.size() >= 32 && field.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  const bool is_time = field.find_first_not_of("0123456789.") == std::string_view::npos;
  return field.starts_with('/') || is_digest || is_time;
}

std::vector<std::string> eclasses_in(std::string_view value) {
  std::vector<std::string> names;
  for (const std::string_view field : split(value, '\t')) {
    if (!field.empty() && !is_evidence(field)) names.emplace_back(field);
  }
  return names;
}

constexpr std::array<std::pair<std::string_view, std::string Metadata::*>, 4> k_fields{{
    {"EAPI", &Metadata::eapi},
    {"DEPEND", &Metadata::depend},
    {"BDEPEND", &Metadata::bdepend},
    {"RDEPEND", &Metadata::rdepend},
}};

void read_line(std::string_view line, Metadata& metadata) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view name = line.substr(0, equals);
  const std::string_view value = line.substr(equals + 1);
  if (name == "_eclasses_") metadata.inherited = eclasses_in(value);
  for (const auto& [key, field] : k_fields)
    if (name == key) metadata.*field = value;
}

std::string text_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return {};
  return read_file_if_exists(file).value_or("");
}

struct Repository {
  int priority = 0;
  std::string name;
  fs::path location;
};

void read_setting(std::string_view line, Repository& repository) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view key = trim(line.substr(0, equals));
  const std::string_view value = trim(line.substr(equals + 1));
  if (key == "location") repository.location = value;
  if (key == "priority")
    std::from_chars(value.data(), value.data() + value.size(), repository.priority);
}

/// The version of the newest ebuild of the package in the repository at `location`.
std::optional<Version> newest_version(const Package& package, const fs::path& location) {
  std::optional<Version> newest;
  std::error_code error;
  const fs::path directory = location / package.category / package.name;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& file = entry->path();
    const auto parts = split_pf(file.stem().string());
    if (file.extension() != ".ebuild" || !parts || parts->first != package.name) continue;
    if (!newest || *newest < parts->second) newest = parts->second;
  }
  return newest;
}

} // namespace

Metadata parse_metadata(std::string_view text) {
  Metadata metadata;
  for (const std::string_view line : split(text, '\n')) read_line(line, metadata);
  return metadata;
}

std::vector<fs::path> repository_locations(std::string_view repositories) {
  std::vector<Repository> found;
  for (const std::string_view line : split(repositories, '\n')) {
    const std::string_view text = trim(line);
    if (text.starts_with('[')) found.push_back({0, std::string(text), {}});
    if (!found.empty()) read_setting(text, found.back());
  }
  std::erase_if(found, [](const Repository& repository) { return repository.location.empty(); });
  std::sort(found.begin(), found.end(), [](const Repository& left, const Repository& right) {
    return std::tie(left.priority, left.name) < std::tie(right.priority, right.name);
  });
  std::vector<fs::path> locations;
  locations.reserve(found.size());
  for (Repository& repository : found) locations.push_back(std::move(repository.location));
  return locations;
}

std::optional<Metadata> find_metadata(const std::string& cpv, const fs::path& location,
                                      const fs::path& cache) {
  std::string text = text_of(location / "metadata/md5-cache" / cpv);
  if (text.empty() && !cache.empty()) text = text_of(cache / location.relative_path() / cpv);
  if (text.empty()) return std::nullopt;
  return parse_metadata(text);
}

std::optional<Metadata> find_metadata(const Package& package, const Repositories& repositories) {
  std::optional<Metadata> found;
  std::optional<Version> version; // of what was found
  for (const fs::path& location : repositories.locations) {
    const auto here = package.version ? package.version : newest_version(package, location);
    if (!here || (version && *here < *version)) continue;
    auto metadata = find_metadata(package.cp() + "-" + here->text(), location, repositories.cache);
    if (!metadata) continue;
    found = std::move(metadata);
    version = here;
  }
  return found;
}

std::optional<Metadata> installed_metadata(const fs::path& root, const Package& package) {
  const auto installed = installed_packages(root, Atom::parse(package.cp()));
  for (auto entry = installed.rbegin(); entry != installed.rend(); ++entry) {
    if (package.version && package.version != entry->version) continue;
    const fs::path directory = root / "var/db/pkg" / entry->cpv();
    Metadata metadata;
    metadata.inherited = words(text_of(directory / "INHERITED"));
    for (const auto& [name, field] : k_fields) metadata.*field = trim(text_of(directory / name));
    return metadata;
  }
  return std::nullopt;
}

void set_metadata(const Metadata& metadata, Package& package) {
  package.inherited = metadata.inherited;
  const auto of = [&](std::string_view text) { return dependencies_in(text, package.use); };
  package.dependencies = of(metadata.depend + " " + metadata.bdepend + " " + metadata.rdepend);
  package.of_root = of(metadata.depend);
  // Before there was BDEPEND all that a build needs was in DEPEND (PMS 8.1).
  const bool has_bdepend = metadata.eapi.size() != 1 || metadata.eapi.find_first_of("0123456") != 0;
  package.of_builder = of(has_bdepend ? metadata.bdepend : metadata.depend);
}

} // namespace crossrc::portage
