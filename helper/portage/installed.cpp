#include "portage/installed.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <tuple>

namespace fs = std::filesystem;

namespace crossrc::portage {
namespace {

/// The names of the directories in `directory`; none where it does not exist.
std::vector<std::string> subdirectories(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code unknown; // an entry that went away a moment ago
    if (entry->is_directory(unknown)) names.push_back(entry->path().filename().string());
  }
  const bool absent =
      error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  if (error && !absent) throw SystemError("read", directory.string(), error.value());
  return names;
}

/// The value in one of a package's files, or nothing where there is no such file.
std::optional<std::string> value(const fs::path& entry, const char* name) {
  std::error_code unknown;
  if (!fs::is_regular_file(entry / name, unknown)) return std::nullopt;
  const std::optional<std::string> content = read_file_if_exists(entry / name);
  if (!content) return std::nullopt;
  return std::string(trim(*content));
}

void read_slot(const fs::path& entry, Package& package) {
  const std::string text = value(entry, "SLOT").value_or("");
  const std::vector<std::string_view> parts = split(text, '/');
  package.slot = parts.front();
  package.subslot = parts.size() > 1 ? parts[1] : parts[0];
}

void read_use(const fs::path& entry, Package& package) {
  const std::optional<std::string> enabled = value(entry, "USE");
  std::optional<std::string> known = value(entry, "IUSE_EFFECTIVE");
  if (!known) known = value(entry, "IUSE"); // before EAPI 5
  if (!enabled && !known) return;
  package.use.emplace();
  for (const std::string& flag : words(known.value_or("")))
    package.use->emplace(flag.substr(flag.find_first_not_of("+-") == 1 ? 1 : 0), false);
  const bool limited = known.has_value();
  for (const std::string& flag : words(enabled.value_or(""))) {
    // USE also has what the profile set for everyone; a match may ask for declared flags only.
    const auto declared = package.use->find(flag);
    if (declared != package.use->end())
      declared->second = true;
    else if (!limited)
      package.use->emplace(flag, true);
  }
}

/// The package of the database's entry `category/pf`; nothing where that is no name of one.
std::optional<Package> read_package(const fs::path& database, const std::string& category,
                                    const std::string& pf, const Atom& atom) {
  const auto parts = split_pf(pf); // none for -MERGING-name-1: no name begins with a hyphen
  if (!parts || !atom.matches_name(category, parts->first)) return std::nullopt;
  const fs::path entry = database / category / pf;
  Package package;
  package.category = category;
  package.name = parts->first;
  package.version = parts->second;
  package.repository = value(entry, "repository").value_or("");
  read_slot(entry, package);
  read_use(entry, package);
  return package;
}

std::vector<std::string> categories(const fs::path& database, const Atom& atom) {
  if (atom.category().find('*') == std::string::npos) return {atom.category()};
  std::vector<std::string> names = subdirectories(database);
  std::erase_if(names, [](const std::string& name) {
    return !is_category(name) || name == "CVS" || name == "lost+found";
  });
  return names;
}

bool older(const Package& left, const Package& right) {
  const auto names = std::tie(left.category, left.name);
  const auto others = std::tie(right.category, right.name);
  if (names != others) return names < others;
  if (*left.version != *right.version) return *left.version < *right.version;
  return left.version->text() < right.version->text();
}

} // namespace

std::vector<Package> installed_packages(const fs::path& root, const Atom& atom) {
  const fs::path database = root / "var/db/pkg";
  std::vector<Package> found;
  for (const std::string& category : categories(database, atom)) {
    for (const std::string& pf : subdirectories(database / category)) {
      std::optional<Package> package = read_package(database, category, pf, atom);
      if (package && atom.matches(*package)) found.push_back(std::move(*package));
    }
  }
  std::sort(found.begin(), found.end(), older);
  return found;
}

} // namespace crossrc::portage
